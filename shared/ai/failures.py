"""Why a question to a model can end without a result: one code each, with what the app shows and what may be done about it."""

from __future__ import annotations

from typing import NamedTuple


class Failure(NamedTuple):
    """`retryable`: trying the same again can help. `ours`: the person's daily quota is given back."""

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
    "There is too much in this for one analysis. Try again, or with fewer foods at a time.",
    retryable=True,
    ours=True,
)
INTERNAL_ERROR = Failure("INTERNAL_ERROR", "Something went wrong on our side. Try again.", retryable=True, ours=True)
CONTENT_BLOCKED = Failure("CONTENT_BLOCKED", "The safety check refused this. Send something else.", retryable=False, ours=False)
IMAGE_UNREADABLE = Failure("IMAGE_UNREADABLE", "The photo cannot be read. Take another one.", retryable=False, ours=True)
IMAGE_MISSING = Failure("IMAGE_MISSING", "The photo is gone. Take another one.", retryable=False, ours=True)

COMMON = (
    AI_UNAVAILABLE,
    ANALYSIS_TIMED_OUT,
    EMPTY_ANSWER,
    UNREADABLE_ANSWER,
    ANSWER_TOO_LONG,
    INTERNAL_ERROR,
    CONTENT_BLOCKED,
    IMAGE_UNREADABLE,
    IMAGE_MISSING,
)


class AnalysisFailed(Exception):
    """The work ends here, for good: what it was for becomes FAILED with this failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure
