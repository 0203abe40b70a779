"""Why an analysis can end without a meal: what every question to a model can end with, and what a photo adds."""

from __future__ import annotations

from shared.ai.failures import (
    AI_UNAVAILABLE,
    ANALYSIS_TIMED_OUT,
    ANSWER_TOO_LONG,
    COMMON,
    CONTENT_BLOCKED,
    EMPTY_ANSWER,
    IMAGE_MISSING,
    IMAGE_UNREADABLE,
    INTERNAL_ERROR,
    UNREADABLE_ANSWER,
    AnalysisFailed,
    Failure,
)

__all__ = [
    "AI_UNAVAILABLE",
    "ANALYSIS_TIMED_OUT",
    "ANSWER_TOO_LONG",
    "BY_CODE",
    "CONTENT_BLOCKED",
    "DAY_FULL",
    "EMPTY_ANSWER",
    "IMAGE_MISSING",
    "IMAGE_UNREADABLE",
    "INTERNAL_ERROR",
    "NOT_FOOD_IMAGE",
    "NOT_FOOD_LABEL_IMAGE",
    "UNREADABLE_ANSWER",
    "AnalysisFailed",
    "Failure",
]

NOT_FOOD_IMAGE = Failure("NOT_FOOD_IMAGE", "No food can be seen on this photo. Take another one.", retryable=False, ours=False)
NOT_FOOD_LABEL_IMAGE = Failure(
    "NOT_FOOD_LABEL_IMAGE",
    "No nutrition label can be read on this photo. Take one that shows the whole table.",
    retryable=False,
    ours=False,
)
DAY_FULL = Failure("DAY_FULL", "This day has as many meals as it can hold. Delete some first.", retryable=False, ours=True)

BY_CODE = {failure.code: failure for failure in (*COMMON, NOT_FOOD_IMAGE, NOT_FOOD_LABEL_IMAGE, DAY_FULL)}
