"""The steps of an analysis: a photo waits, a worker claims it, the model answers, the figures are final, or it fails.

Pure, as shared/meals/states.py says. Where a worker takes a step, the meal has to be its own still: else LostLease.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.ai.models import Usage
from shared.meals import portions
from shared.meals.analysing import failures
from shared.meals.analysing.failures import Failure
from shared.meals.days.rules import meal_type_at
from shared.meals.models import OPEN, Analysis, CropBox, Image, Meal, MealType, Source, Status
from shared.meals.problems import MealStateConflict
from shared.meals.states import closed, queued, step
from shared.nutrition.models import FoodItem, FoodLabel
from shared.nutrition.rules import total
from shared.prompts.hints import AnalysisHints

# Runs that may be lost (worker killed, task gone) before the meal is given up: what kills two workers kills a third.
MAX_LOST_RUNS = 3
RAW_RESPONSE_MAX = 32 * 1024


class LostLease(Exception):
    """The worker no longer owns the analysis: another run has it, or the person has deleted the meal."""


def photo_meal(
    *,
    meal_id: str,
    uid: str,
    image: Image,
    hints: AnalysisHints,
    source: Source = Source.SCANNER,
    crop: Image | None = None,
    crop_box: CropBox | None = None,
    local_date: date,
    logged_at: datetime,
    zone: ZoneInfo,
    meal_type: MealType | None,
    now: datetime,
    check_after: timedelta,
) -> Meal:
    """A new meal that waits for its analysis."""
    return Meal(
        meal_id=meal_id,
        uid=uid,
        status=Status.PROCESSING,
        status_changed_at=now,
        source=source,
        meal_type=meal_type or meal_type_at(logged_at.astimezone(zone).time()),
        local_date=local_date,
        logged_at=logged_at,
        timezone=zone.key,
        image=image,
        analysis=Analysis(hints=hints, crop=crop, crop_box=crop_box, sweep_at=now + check_after),
        created_at=now,
        updated_at=now,
    )


# A worker


def claim(meal: Meal, *, run: int, owner: str, lease: timedelta, now: datetime) -> Meal:
    """The meal in the hands of a worker. Raises LostLease when this run is not (or no longer) to be worked on by it."""
    analysis = _open(meal)
    leased = analysis.lease_until is not None and analysis.lease_until > now
    if analysis.run != run or leased:
        raise LostLease
    held = _revise(analysis, attempts=analysis.attempts + 1, lease_owner=owner, lease_until=now + lease, sweep_at=now + lease)
    # A run that stopped while grounding goes on from there: the model has been paid for its answer.
    status = Status.ENRICHING if meal.status is Status.ENRICHING else Status.ANALYZING
    return step(meal, now, status, analysis=held)


def give_back(meal: Meal, *, owner: str, check_after: timedelta, now: datetime) -> Meal:
    """The meal without its worker, for the queue's next attempt of the same run."""
    analysis = _owned(meal, owner)
    return step(meal, now, meal.status, analysis=_revise(analysis, lease_owner=None, lease_until=None, sweep_at=now + check_after))


def recognised(
    meal: Meal,
    *,
    owner: str,
    dish_name: str | None,
    emoji: str | None,
    items: tuple[FoodItem, ...],
    food_label: FoodLabel | None = None,
    strategy: str,
    usage: Usage,
    partial: bool,
    issues: tuple[str, ...],
    raw_response: str,
    now: datetime,
) -> Meal:
    """The model has answered: the app can show the dish while its figures are being grounded."""
    if meal.status is not Status.ANALYZING:
        raise LostLease
    analysis = _revise(
        _owned(meal, owner),
        strategy=strategy,
        usage=usage,
        partial=partial,
        issues=issues,
        raw_response=raw_response.encode()[:RAW_RESPONSE_MAX].decode(errors="ignore"),
    )
    return step(
        meal,
        now,
        Status.ENRICHING,
        analysis=analysis,
        dish_name=dish_name,
        emoji=emoji,
        items=items,
        food_label=food_label,
        nutrition=total(items),
    )


def ready(meal: Meal, *, owner: str, items: tuple[FoodItem, ...], now: datetime) -> Meal:
    """The figures are final; what would make them surer is asked."""
    analysis = closed(_owned(meal, owner))
    return step(
        meal,
        now,
        Status.READY,
        analysis=analysis,
        items=items,
        nutrition=total(items),
        portion_question=portions.question(items),
        ready_at=now,
    )


def failed(meal: Meal, failure: Failure, *, now: datetime, owner: str | None = None, usage: Usage | None = None) -> Meal:
    """The analysis has ended without a meal. `owner` is checked where a worker says so."""
    analysis = _owned(meal, owner) if owner else _analysis(meal)
    return step(
        meal,
        now,
        Status.FAILED,
        analysis=closed(_revise(analysis, usage=usage or analysis.usage)),
        error_code=failure.code,
        error_message=failure.message,
        retryable=failure.retryable,
    )


# The sweeper, and the person


def still_waiting(meal: Meal, *, check_after: timedelta, now: datetime) -> Meal:
    """An open meal whose task waits in the queue: the sweeper looks again later."""
    return step(meal, now, meal.status, analysis=_revise(_open(meal), sweep_at=now + check_after))


def unchanged(meal: Meal, version: int) -> Meal:
    """The meal, if it is still as it was seen. Raises LostLease where it has moved on."""
    if meal.version != version:
        raise LostLease
    return meal


def next_run(meal: Meal, *, check_after: timedelta, now: datetime) -> Meal:
    """An open meal whose worker or task is lost, on its way to the next run; FAILED when it has had its runs."""
    analysis = _open(meal)
    lost = analysis.lost_runs + 1
    if lost >= MAX_LOST_RUNS:
        return failed(meal, failures.ANALYSIS_TIMED_OUT, now=now)
    status = Status.ANALYZING if meal.status is Status.PROCESSING else meal.status
    return step(meal, now, status, analysis=queued(analysis, now + check_after, lost_runs=lost))


def retry(meal: Meal, *, check_after: timedelta, now: datetime) -> Meal:
    """A failed analysis once more, by the person's wish. Raises MealStateConflict."""
    if meal.status is not Status.FAILED or not meal.retryable:
        is_final = meal.status is Status.FAILED
        hint = "this failure is final: take another photo" if is_final else "only a failed analysis can be retried"
        raise MealStateConflict(f"The meal is {meal.status}: {hint}.", status_now=meal.status)
    return step(
        meal,
        now,
        Status.ANALYZING,
        analysis=queued(_analysis(meal), now + check_after),
        error_code=None,
        error_message=None,
        retryable=None,
        dish_name=None,
        emoji=None,
        items=(),
        food_label=None,
        nutrition=None,
    )


# Parts


def _analysis(meal: Meal) -> Analysis:
    if meal.analysis is None:
        raise MealStateConflict("The meal was not made from a photo.", status_now=meal.status)
    return meal.analysis


def _open(meal: Meal) -> Analysis:
    if meal.status not in OPEN:
        raise LostLease
    return _analysis(meal)


def _owned(meal: Meal, owner: str) -> Analysis:
    analysis = _open(meal)
    if analysis.lease_owner != owner:
        raise LostLease
    return analysis


def _revise(analysis: Analysis, **changes: Any) -> Analysis:
    """A changed copy; the parts were validated when they were made."""
    return analysis.model_copy(update=changes)
