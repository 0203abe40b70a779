"""How a photo becomes a meal: the work of one task, and of whoever looks after the ones that got lost.

    claim ─► photo ─► model ─► draft (ENRICHING, the app shows it) ─► grounded figures (READY)

Between any two steps the worker can die: the lease that it held runs out, and the next run goes on from the last step written.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from shared import clock
from shared.ai import asking
from shared.ai.asking import Calls, NotNow
from shared.clients import gemini, tasks
from shared.errors import VendorBusy
from shared.foods.grounding import FoodTable, ground
from shared.ids import new_id
from shared.logging import fields
from shared.meals import failures, rules, store
from shared.meals.analysis_queue import QUEUE
from shared.meals.failures import AnalysisFailed, Failure
from shared.meals.memory import Memory, recalled
from shared.meals.models import Analysis, Image, Meal, Source, Status
from shared.meals.rules import DayFull, LostLease, MealNotFound
from shared.meals.service import check_after
from shared.nutrition.models import Evidence, LabelDraft, MealDraft
from shared.nutrition.rules import resting_on
from shared.prompts import food_label, meal_photo
from shared.settings import settings

__all__ = ["NotNow", "analyze", "sweep"]

log = logging.getLogger(__name__)

# The food tables come first here once they exist; until then every figure is the model's own estimate, and says so.
TABLES: tuple[FoodTable, ...] = ()

_SWEEP_BATCH = 100
_SWEEP_FOR = timedelta(seconds=60)


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
        failure = asking.failure_of(error)
        if is_last_attempt or asking.is_final(error):
            _fail(meal, owner, failure, calls)
            return
        store.change(meal.uid, meal.meal_id, lambda m: rules.give_back(m, owner=owner, check_after=check_after(), now=clock.now()))
        raise NotNow(failure.code, error.retry_after_s if isinstance(error, VendorBusy) else None) from error


def _recognise(meal: Meal, owner: str, calls: Calls) -> Meal:
    """Asks the model and writes what it saw. Raises AnalysisFailed where the photo or the answer is no meal."""
    assert meal.analysis is not None
    assert meal.image is not None
    is_label = meal.source is Source.LABEL
    prompt = (food_label if is_label else meal_photo).build(meal.analysis.hints)
    answer = asking.ask(prompt, calls, _picture(meal.analysis, meal.image))
    draft = _draft(answer, meal)
    evidence = Evidence.LABEL if is_label else Evidence.PHOTO
    error_share = settings().KCAL_ERROR_MEASURED if is_label else settings().KCAL_ERROR_PHOTO
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
            items=tuple(resting_on(item, evidence, error_share) for item in draft.items),
            food_label=draft.label if isinstance(draft, LabelDraft) else None,
            strategy=prompt.strategy,
            usage=usage,
            partial=draft.partial,
            issues=tuple(issue.code for issue in draft.issues),
            raw_response=answer.text,
            now=clock.now(),
        ),
    )


def _finish(meal: Meal, owner: str) -> None:
    """Grounds the figures and makes the meal READY. What a package says of itself, no table replaces."""
    assert meal.analysis is not None
    usage = meal.analysis.usage
    memory = store.get_memory(meal.uid) if meal.source is not Source.LABEL else Memory()
    tables = (memory, *TABLES) if meal.source is not Source.LABEL else ()
    items = tuple(ground(recalled(meal.items, memory), tables, model=usage.model if usage else None))
    _log_end(store.change(meal.uid, meal.meal_id, lambda m: rules.ready(m, owner=owner, items=items, now=clock.now())))


def _fail(meal: Meal, owner: str, failure: Failure, calls: Calls) -> None:
    usage = calls.usage(meal.analysis.usage if meal.analysis else None)
    _log_end(store.change(meal.uid, meal.meal_id, lambda m: rules.failed(m, failure, owner=owner, usage=usage, now=clock.now())))


def _log_end(meal: Meal) -> None:
    """The line that funnel, objective and bill are made of; with the wait only for a first run, which began with the photo."""
    assert meal.analysis is not None
    usage, is_first_run = meal.analysis.usage, meal.analysis.run == 1
    log.info(
        "analysis ended",
        extra=fields(
            meal_id=meal.meal_id,
            meal_status=meal.status,
            error_code=meal.error_code,
            waited_s=round((meal.updated_at - meal.created_at).total_seconds(), 1) if is_first_run else None,
            model=usage.model if usage else None,
            prompt_tokens=usage.prompt_tokens if usage else None,
            output_tokens=usage.output_tokens if usage else None,
        ),
    )


def _picture(analysis: Analysis, image: Image) -> bytes:
    """The photo as the model gets it, or the part of it that matters."""
    if analysis.crop or analysis.crop_box is None:
        return asking.picture((analysis.crop or image).url)
    box = analysis.crop_box
    return asking.picture(image.url, box=(box.x, box.y, box.x + box.width, box.y + box.height))


def _draft(answer: gemini.Answer, meal: Meal) -> MealDraft:
    """What the answer says is on the plate or on the label. Raises AnalysisFailed, or EmptyAnswer to be asked again."""
    assert meal.analysis is not None
    reading = asking.read(answer)
    try:
        if meal.source is Source.LABEL:
            return food_label.interpret(reading.value, hints=meal.analysis.hints, partial=reading.partial)
        return meal_photo.interpret(reading.value, hints=meal.analysis.hints, partial=reading.partial)
    except meal_photo.EmptyAnswer:
        raise AnalysisFailed(failures.EMPTY_ANSWER) from None
    except meal_photo.UnreadableAnswer:
        raise AnalysisFailed(asking.unreadable(answer)) from None
    except meal_photo.NotFood:
        raise AnalysisFailed(failures.NOT_FOOD_IMAGE) from None
    except food_label.NotALabel:
        raise AnalysisFailed(failures.NOT_FOOD_LABEL_IMAGE) from None


# Looking after lost work


def sweep() -> int:
    """Takes up every open meal whose worker or task is gone; returns how many. Bounded in time: the next sweep goes on."""
    deadline = clock.now() + _SWEEP_FOR
    taken_up = 0
    while clock.now() < deadline:
        batch = store.due_for_sweep(clock.now(), _SWEEP_BATCH)
        taken_up += sum(_look_after(meal) for meal in batch)
        if len(batch) < _SWEEP_BATCH:
            break
    return taken_up


def _look_after(seen: Meal) -> bool:
    """True where the meal was lost: it gets its next run, or is given up. One that waits its turn in the queue is left there."""
    assert seen.analysis is not None
    in_queue = seen.analysis.lease_until is None and tasks.is_waiting(QUEUE, rules.task_name(seen.meal_id, seen.analysis.run))
    step = rules.still_waiting if in_queue else rules.next_run
    try:
        meal = store.change(
            seen.uid, seen.meal_id, lambda m: step(rules.unchanged(m, seen.version), check_after=check_after(), now=clock.now())
        )
    except (LostLease, MealNotFound):
        return False  # it has moved on by itself
    if not in_queue:
        log.warning("lost analysis taken up", extra=fields(meal_id=meal.meal_id, status=meal.status))
    if meal.status is Status.FAILED:
        _log_end(meal)
    return not in_queue
