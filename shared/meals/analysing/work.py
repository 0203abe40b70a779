"""How a photo becomes a meal: the work of one task.

    claim ─► photo ─► model ─► draft (ENRICHING, the app shows it) ─► grounded figures (READY)

Between any two steps the worker can die: the lease that it held runs out, and the next run goes on from the last step written.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from shared import clock
from shared.ai import asking
from shared.ai.asking import Calls
from shared.clients import gemini
from shared.errors import NotNow, VendorBusy
from shared.foods.grounding import ground
from shared.foods.lookup import Foods
from shared.ids import new_id
from shared.logging import fields
from shared.meals import store
from shared.meals.analysing import failures, rules
from shared.meals.analysing.ending import log_end
from shared.meals.analysing.failures import AnalysisFailed, Failure
from shared.meals.analysing.queue import check_after
from shared.meals.analysing.rules import LostLease
from shared.meals.models import Analysis, Image, Meal, Source, Status
from shared.meals.problems import DayFull, MealNotFound
from shared.meals.remembering.memory import Memory, recalled
from shared.meals.remembering.store import get_memory
from shared.nutrition.models import Evidence, LabelDraft, MealDraft
from shared.nutrition.rules import resting_on
from shared.prompts import food_label, meal_photo
from shared.settings import settings

log = logging.getLogger(__name__)


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
        raise NotNow(failure.code, after_s=error.retry_after_s if isinstance(error, VendorBusy) else None) from error


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
    memory = get_memory(meal.uid) if meal.source is not Source.LABEL else Memory()
    tables = (memory, Foods()) if meal.source is not Source.LABEL else ()
    items = tuple(ground(recalled(meal.items, memory), tables, model=usage.model if usage else None))
    log_end(store.change(meal.uid, meal.meal_id, lambda m: rules.ready(m, owner=owner, items=items, now=clock.now())))


def _fail(meal: Meal, owner: str, failure: Failure, calls: Calls) -> None:
    usage = calls.usage(meal.analysis.usage if meal.analysis else None)
    log_end(store.change(meal.uid, meal.meal_id, lambda m: rules.failed(m, failure, owner=owner, usage=usage, now=clock.now())))


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
