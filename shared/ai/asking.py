"""Asking a model: one question, its answer as an object, what it cost, and what a failure means.

Retries belong to the queue. What can never work ends as AnalysisFailed; whatever may work later leaves as the vendor's own error.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from shared.ai import failures
from shared.ai.failures import AnalysisFailed, Failure
from shared.ai.models import Usage
from shared.clients import cloudinary, gemini
from shared.clients.failures import is_outage
from shared.errors import Problem, VendorBusy, VendorError, VendorRefused
from shared.images import photo
from shared.images.photo import Box
from shared.logging import fields
from shared.prompts import answers
from shared.prompts.answers import Reading
from shared.prompts.prompt import Prompt
from shared.settings import settings

log = logging.getLogger(__name__)

# Finish reasons by which Gemini says that it will not answer.
_BLOCKED = frozenset(
    {"SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "MODEL_ARMOR"}
)


class EmptyAnswer(VendorBusy):
    """The model said nothing and did not say why; asking again usually helps."""


class Calls:
    """The model calls of one attempt, for the record and for the bill."""

    def __init__(self) -> None:
        self.answers: list[gemini.Answer] = []
        self.version = ""

    def usage(self, before: Usage | None) -> Usage | None:
        """What the work has cost so far, these calls included."""
        if not self.answers:
            return before
        return Usage(
            model=self.answers[-1].model,
            prompt_version=self.version,
            calls=(before.calls if before else 0) + len(self.answers),
            prompt_tokens=_sum(before.prompt_tokens if before else None, *(answer.prompt_tokens for answer in self.answers)),
            output_tokens=_sum(before.output_tokens if before else None, *(answer.output_tokens for answer in self.answers)),
            latency_ms=(before.latency_ms if before else 0) + sum(answer.latency_ms for answer in self.answers),
        )


def ask(prompt: Prompt, calls: Calls, picture: bytes | None = None) -> gemini.Answer:
    """The model's answer; one that was cut off is asked for once more with twice the room."""
    calls.version = prompt.version
    question = gemini.Question(
        model=settings().GEMINI_MODEL_GENERAL,
        system=prompt.system,
        text=prompt.text,
        image=picture,
        image_type="image/jpeg",
        schema=prompt.schema,
        temperature=prompt.temperature,
        max_output_tokens=prompt.max_output_tokens,
    )
    calls.answers.append(gemini.ask(question))
    if calls.answers[-1].finish == "MAX_TOKENS":
        calls.answers.append(gemini.ask(replace(question, max_output_tokens=2 * prompt.max_output_tokens)))
    return calls.answers[-1]


def read(answer: gemini.Answer) -> Reading:
    """The object that was answered; `partial` where it was cut off. Raises AnalysisFailed, or EmptyAnswer to be asked again."""
    if answer.block or answer.finish in _BLOCKED:
        raise AnalysisFailed(failures.CONTENT_BLOCKED)
    if not answer.text.strip():
        if answer.finish == "MAX_TOKENS":
            raise AnalysisFailed(failures.ANSWER_TOO_LONG)
        raise EmptyAnswer("gemini", f"empty answer: {answer.finish}")
    try:
        reading = answers.read_object(answer.text)
    except answers.EmptyAnswer:
        raise AnalysisFailed(failures.EMPTY_ANSWER) from None
    except answers.UnreadableAnswer:
        raise AnalysisFailed(unreadable(answer)) from None
    return replace(reading, partial=reading.partial or answer.finish == "MAX_TOKENS")


def unreadable(answer: gemini.Answer) -> Failure:
    """What an answer that cannot be used fails with."""
    return failures.ANSWER_TOO_LONG if answer.finish == "MAX_TOKENS" else failures.UNREADABLE_ANSWER


def picture(url: str, *, box: Box | None = None) -> bytes:
    """A stored photo, or the part in `box`, as the model gets it. Raises AnalysisFailed, or VendorBusy to be tried again."""
    data = cloudinary.download(url, at_most=photo.MAX_BYTES + 1)
    if data is None:
        raise AnalysisFailed(failures.IMAGE_MISSING)
    try:
        return photo.for_model(data, box=box)
    except Problem:
        raise AnalysisFailed(failures.IMAGE_UNREADABLE) from None


def failure_of(error: Exception) -> Failure:
    """What the work fails with if this was the last attempt; logs what somebody has to look into."""
    if isinstance(error, EmptyAnswer):
        return failures.EMPTY_ANSWER
    if isinstance(error, VendorError) or is_outage(error):
        level = logging.ERROR if isinstance(error, VendorRefused) else logging.WARNING
        reason = str(error) if isinstance(error, VendorError) else type(error).__name__
        log.log(level, "a vendor did not do its part", extra=fields(reason=reason))
        return failures.AI_UNAVAILABLE
    log.error("unexpected error in an analysis", exc_info=error)
    return failures.INTERNAL_ERROR


def is_final(error: Exception) -> bool:
    """Whether trying again within minutes is pointless, however many attempts are left."""
    return isinstance(error, gemini.ModelDailyQuotaSpent | VendorRefused)


def _sum(*counts: int | None) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
