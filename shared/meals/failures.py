"""Why an analysis can end without a meal: one code each, with what the app shows and what may be done about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """`retryable`: trying the same photo again can help. `ours`: the person's daily quota is given back."""

    code: str
    message: str
    retryable: bool
    ours: bool


AI_UNAVAILABLE = Failure("AI_UNAVAILABLE", "The analysis did not get an answer. Try again in a moment.", retryable=True, ours=True)
ANALYSIS_TIMED_OUT = Failure("ANALYSIS_TIMED_OUT", "The analysis took too long. Try again.", retryable=True, ours=True)
EMPTY_ANSWER = Failure("EMPTY_ANSWER", "The analysis came back empty. Try again.", retryable=True, ours=True)
UNREADABLE_ANSWER = Failure("UNREADABLE_ANSWER", "The analysis could not be read. Try again.", retryable=True, ours=True)
ANSWER_TOO_LONG = Failure(
    "ANSWER_TOO_LONG",
    "There is too much on this photo. Try again, or photograph fewer dishes at a time.",
    retryable=True,
    ours=True,
)
INTERNAL_ERROR = Failure("INTERNAL_ERROR", "Something went wrong on our side. Try again.", retryable=True, ours=True)
CONTENT_BLOCKED = Failure("CONTENT_BLOCKED", "The safety check refused this photo. Take another one.", retryable=False, ours=False)
NOT_FOOD_IMAGE = Failure("NOT_FOOD_IMAGE", "No food can be seen on this photo. Take another one.", retryable=False, ours=False)
IMAGE_UNREADABLE = Failure("IMAGE_UNREADABLE", "The photo cannot be read. Take another one.", retryable=False, ours=True)
IMAGE_MISSING = Failure("IMAGE_MISSING", "The photo is gone. Take another one.", retryable=False, ours=True)
DAY_FULL = Failure("DAY_FULL", "This day has as many meals as it can hold. Delete some first.", retryable=False, ours=True)

BY_CODE = {
    failure.code: failure
    for failure in (
        AI_UNAVAILABLE,
        ANALYSIS_TIMED_OUT,
        EMPTY_ANSWER,
        UNREADABLE_ANSWER,
        ANSWER_TOO_LONG,
        INTERNAL_ERROR,
        CONTENT_BLOCKED,
        NOT_FOOD_IMAGE,
        IMAGE_UNREADABLE,
        IMAGE_MISSING,
        DAY_FULL,
    )
}


class AnalysisFailed(Exception):
    """The analysis ends here, for good: the meal becomes FAILED with this failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure
