"""How a photo becomes a meal: the work of one task.

    claim ─► photo ─► model ─► draft (ENRICHING, the app shows it) ─► grounded figures (READY)

Between any two steps the worker can die: the lease that it held runs out, and the next run goes on from the last step written.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial

from shared import clock
from shared.clients import cloudinary, gemini
from shared.clients.failures import is_outage
from shared.errors import Problem, VendorBusy, VendorError, VendorRefused
from shared.foods.grounding import FoodTable, ground
from shared.foods.lookup import Foods
from shared.ids import new_id
from shared.images import photo
from shared.logging import fields
from shared.meals import failures, rules, store
from shared.meals.analysis_queue import check_after
from shared.meals.ending import log_end
from shared.meals.failures import AnalysisFailed, Failure
from shared.meals.memory import recalled
from shared.meals.models import Meal, Status, Usage
from shared.meals.rules import DayFull, LostLease, MealNotFound
from shared.nutrition.models import Evidence, MealDraft
from shared.nutrition.rules import resting_on
from shared.prompts import answers, meal_photo
from shared.settings import settings

log = logging.getLogger(__name__)

# Where figures come from, after what the person's own corrections say; what is in none stays the model's estimate, and says so.
TABLES: tuple[FoodTable, ...] = (Foods(),)

# Finish reasons by which Gemini says that it will not answer about this photo.
_BLOCKED = frozenset(
    {"SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "MODEL_ARMOR"}
)


class NotNow(Exception):
    """The analysis has to wait for a vendor; the lease was given back."""

    def __init__(self, reason: str, after_s: float | None) -> None:
        super().__init__(reason)
        self.after_s = after_s


def analyze(uid: str, meal_id: str, run: int, *, is_last_attempt: bool) -> None:
    """One attempt of one run. Does nothing where the run is not to be worked on (any more). Raises NotNow to be tried again."""
    owner = new_id()
    try:
        meal = store.change(uid, meal_id, partial(_claim, run, owner))
        _work(meal, owner, is_last_attempt=is_last_attempt)
    except (LostLease, MealNotFound):
        log.info("nothing to do", extra=fields(meal_id=meal_id, run=run))


def _claim(run: int, owner: str, meal: Meal) -> Meal:
    return rules.claim(meal, run=run, owner=owner, lease=timedelta(seconds=settings().ANALYSIS_LEASE_S), now=clock.now())


def _work(meal: Meal, owner: str, *, is_last_attempt: bool) -> None:
    calls = Calls()
    try:
        if meal.status is not Status.ENRICHING:
            meal = _recognise(meal, owner, calls)
        _finish(meal, owner)
    except AnalysisFailed as ended:
        _fail(meal, owner, ended.failure, calls)
    except DayFull:
        _fail(meal, owner, failures.DAY_FULL, calls)
    except (LostLease, MealNotFound):
        raise
    except Exception as error:
        failure = _failure_of(error)
        if is_last_attempt or isinstance(error, gemini.ModelDailyQuotaSpent | VendorRefused):
            _fail(meal, owner, failure, calls)
            return
        store.change(meal.uid, meal.meal_id, lambda m: rules.give_back(m, owner=owner, check_after=check_after(), now=clock.now()))
        raise NotNow(failure.code, error.retry_after_s if isinstance(error, VendorBusy) else None) from error


class Calls:
    """The model calls of one attempt, for the record and for the bill."""

    def __init__(self) -> None:
        self.answers: list[gemini.Answer] = []

    def usage(self, before: Usage | None) -> Usage | None:
        """What the meal has cost so far, these calls included."""
        if not self.answers:
            return before
        return Usage(
            model=self.answers[-1].model,
            prompt_version=meal_photo.VERSION,
            calls=(before.calls if before else 0) + len(self.answers),
            prompt_tokens=_sum(before.prompt_tokens if before else None, *(answer.prompt_tokens for answer in self.answers)),
            output_tokens=_sum(before.output_tokens if before else None, *(answer.output_tokens for answer in self.answers)),
            latency_ms=(before.latency_ms if before else 0) + sum(answer.latency_ms for answer in self.answers),
        )


def _recognise(meal: Meal, owner: str, calls: Calls) -> Meal:
    """Asks the model and writes what it saw. Raises AnalysisFailed where the photo or the answer is no meal."""
    assert meal.analysis is not None
    prompt = meal_photo.build(meal.analysis.hints)
    answer = _ask(prompt, _picture(meal), calls)
    draft = _draft(answer, meal)
    usage = calls.usage(meal.analysis.usage)
    assert usage is not None
    return store.change(
        meal.uid,
        meal.meal_id,
        lambda m: rules.recognised(
            m,
            owner=owner,
            dish_name=draft.dish_name,
            emoji=draft.emoji,
            items=tuple(resting_on(item, Evidence.PHOTO, settings().KCAL_ERROR_PHOTO) for item in draft.items),
            strategy=prompt.strategy,
            usage=usage,
            partial=draft.partial,
            issues=tuple(issue.code for issue in draft.issues),
            raw_response=answer.text,
            now=clock.now(),
        ),
    )


def _finish(meal: Meal, owner: str) -> None:
    """Grounds the figures and makes the meal READY."""
    assert meal.analysis is not None
    usage = meal.analysis.usage
    memory = store.get_memory(meal.uid)
    items = tuple(ground(recalled(meal.items, memory), (memory, *TABLES), model=usage.model if usage else None))
    log_end(store.change(meal.uid, meal.meal_id, lambda m: rules.ready(m, owner=owner, items=items, now=clock.now())))


def _fail(meal: Meal, owner: str, failure: Failure, calls: Calls) -> None:
    usage = calls.usage(meal.analysis.usage if meal.analysis else None)
    log_end(store.change(meal.uid, meal.meal_id, lambda m: rules.failed(m, failure, owner=owner, usage=usage, now=clock.now())))


def _picture(meal: Meal) -> bytes:
    """The photo as the model gets it."""
    assert meal.image is not None
    data = cloudinary.download(meal.image.url, at_most=photo.MAX_BYTES + 1)
    if data is None:
        raise AnalysisFailed(failures.IMAGE_MISSING)
    try:
        return photo.for_model(data)
    except Problem:
        raise AnalysisFailed(failures.IMAGE_UNREADABLE) from None


def _ask(prompt: meal_photo.Prompt, picture: bytes, calls: Calls) -> gemini.Answer:
    """The model's answer; one that was cut off is asked for once more with twice the room."""
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


def _draft(answer: gemini.Answer, meal: Meal) -> MealDraft:
    """What the answer says is on the plate. Raises AnalysisFailed, or VendorBusy for an answer that may come better next time."""
    assert meal.analysis is not None
    if answer.block or answer.finish in _BLOCKED:
        raise AnalysisFailed(failures.CONTENT_BLOCKED)
    if not answer.text.strip():
        if answer.finish == "MAX_TOKENS":
            raise AnalysisFailed(failures.ANSWER_TOO_LONG)
        raise EmptyAnswer("gemini", f"empty answer: {answer.finish}")
    try:
        reading = answers.read_object(answer.text)
        cut_off = reading.partial or answer.finish == "MAX_TOKENS"
        return meal_photo.interpret(reading.value, hints=meal.analysis.hints, partial=cut_off)
    except meal_photo.EmptyAnswer:
        raise AnalysisFailed(failures.EMPTY_ANSWER) from None
    except meal_photo.UnreadableAnswer:
        raise AnalysisFailed(failures.ANSWER_TOO_LONG if answer.finish == "MAX_TOKENS" else failures.UNREADABLE_ANSWER) from None
    except meal_photo.NotFood:
        raise AnalysisFailed(failures.NOT_FOOD_IMAGE) from None


class EmptyAnswer(VendorBusy):
    """The model said nothing and did not say why; asking again usually helps."""


def _failure_of(error: Exception) -> Failure:
    """What the meal fails with if this was the last attempt; logs what somebody has to look into."""
    if isinstance(error, EmptyAnswer):
        return failures.EMPTY_ANSWER
    if isinstance(error, VendorError) or is_outage(error):
        level = logging.ERROR if isinstance(error, VendorRefused) else logging.WARNING
        reason = str(error) if isinstance(error, VendorError) else type(error).__name__
        log.log(level, "a vendor did not do its part", extra=fields(reason=reason))
        return failures.AI_UNAVAILABLE
    log.error("unexpected error in an analysis", exc_info=error)
    return failures.INTERNAL_ERROR


def _sum(*counts: int | None) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
