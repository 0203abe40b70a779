"""The rules of a meal: its states and what moves it between them, the day that it belongs to, and what its changes mean.

    PROCESSING ─► ANALYZING ─► ENRICHING ─► READY          any of the four, and FAILED, can be deleted (INACTIVE) and restored
         └────────────┴────────────┴─► FAILED ─► ANALYZING (retry)

Everything here is pure: a step takes a meal and the time and returns the changed meal, or raises a Problem that says why not.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from math import fsum, sqrt
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from shared.ai.models import Usage
from shared.meals import portions
from shared.meals.analysing import failures
from shared.meals.analysing.failures import Failure
from shared.meals.changing import overrides
from shared.meals.models import (
    MAX_MEALS_A_DAY,
    OPEN,
    Analysis,
    CropBox,
    Day,
    DayEntry,
    Image,
    Meal,
    MealType,
    Source,
    Status,
)
from shared.meals.problems import DateOutOfRange, DayFull, MealNotFound, MealStateConflict
from shared.nutrition.models import NUTRIENTS, FoodItem, FoodLabel, Totals
from shared.nutrition.rules import total
from shared.profiles.target import Target
from shared.prompts.hints import AnalysisHints

M = TypeVar("M", Meal, Analysis, Day)

RESTORABLE_FOR = timedelta(days=30)
# Runs that may be lost (worker killed, task gone) before the meal is given up: what kills two workers kills a third.
MAX_LOST_RUNS = 3
RAW_RESPONSE_MAX = 32 * 1024
EARLIEST_DATE = date(2000, 1, 1)

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.PROCESSING: frozenset({Status.PROCESSING, Status.ANALYZING, Status.FAILED, Status.INACTIVE}),
    Status.ANALYZING: frozenset({Status.ANALYZING, Status.ENRICHING, Status.READY, Status.FAILED, Status.INACTIVE}),
    Status.ENRICHING: frozenset({Status.ENRICHING, Status.READY, Status.FAILED, Status.INACTIVE}),
    Status.READY: frozenset({Status.READY, Status.INACTIVE}),
    Status.FAILED: frozenset({Status.ANALYZING, Status.INACTIVE}),
    Status.INACTIVE: frozenset(),  # except by restore
}


class LostLease(Exception):
    """The worker no longer owns the analysis: another run has it, or the person has deleted the meal."""


# When and where a meal counts


def meal_type_at(wall: time) -> MealType:
    """Breakfast 05:00–10:30, lunch 11:00–14:30, dinner 17:00–21:00 on the person's clock, both minutes included; else a snack."""
    minute = wall.hour * 60 + wall.minute
    if 5 * 60 <= minute <= 10 * 60 + 30:
        return MealType.BREAKFAST
    if 11 * 60 <= minute <= 14 * 60 + 30:
        return MealType.LUNCH
    if 17 * 60 <= minute <= 21 * 60:
        return MealType.DINNER
    return MealType.SNACK


def check_loggable(target: date, today: date) -> None:
    """Raises DateOutOfRange unless `target` is between the year 2000 and the person's tomorrow."""
    if not EARLIEST_DATE <= target <= today + timedelta(days=1):
        raise DateOutOfRange(f"Choose a day from {EARLIEST_DATE} to {today + timedelta(days=1)}.")


# The way of a photo


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


def task_name(meal_id: str, run: int) -> str:
    """The name of the task of one run: the same however often the run is asked for."""
    return f"analyze-{meal_id}-{run}"


def claim(meal: Meal, *, run: int, owner: str, lease: timedelta, now: datetime) -> Meal:
    """The meal in the hands of a worker. Raises LostLease when this run is not (or no longer) to be worked on by it."""
    analysis = _open(meal)
    leased = analysis.lease_until is not None and analysis.lease_until > now
    if analysis.run != run or leased:
        raise LostLease
    held = _revise(analysis, attempts=analysis.attempts + 1, lease_owner=owner, lease_until=now + lease, sweep_at=now + lease)
    # A run that stopped while grounding goes on from there: the model has been paid for its answer.
    status = Status.ENRICHING if meal.status is Status.ENRICHING else Status.ANALYZING
    return _step(meal, now, status, analysis=held)


def give_back(meal: Meal, *, owner: str, check_after: timedelta, now: datetime) -> Meal:
    """The meal without its worker, for the queue's next attempt of the same run."""
    analysis = _owned(meal, owner)
    return _step(meal, now, meal.status, analysis=_revise(analysis, lease_owner=None, lease_until=None, sweep_at=now + check_after))


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
    return _step(
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
    analysis = _closed(_owned(meal, owner))
    return _step(
        meal,
        now,
        Status.READY,
        analysis=analysis,
        items=items,
        nutrition=total(items),
        portion_question=portions.question(items),
        ready_at=now,
    )


def portion_answered(meal: Meal, *, choice_id: str | None, grams: float | None, error_share: float, now: datetime) -> Meal:
    """The meal with the amount that the person says. Raises MealStateConflict, NoPortionQuestion and UnknownChoice."""
    if meal.status is not Status.READY:
        raise MealStateConflict(f"The meal is {meal.status}: only a ready meal has a question.", status_now=meal.status)
    weight = portions.chosen(meal.portion_question, choice_id, grams)
    assert meal.portion_question is not None
    items = tuple(portions.with_portion(meal.items, meal.portion_question.item_id, weight, error_share=error_share))
    return edited(meal, now=now, items=items)


def edited(meal: Meal, *, now: datetime, **changes: Any) -> Meal:
    """A READY meal as a person has it now; the same one where nothing is another. What counts follows from items and override.

    With other items on the plate its question is settled, and a person's own figures of the whole, which were about the plate as it
    was, are gone, unless this edit says them anew. Raises MealStateConflict.
    """
    items = changes.get("items", meal.items)
    if items != meal.items:
        changes = {"portion_question": None, "nutrition_override": None} | changes
    if by_hand(meal, now=now, **changes) is meal:
        return meal
    return by_hand(
        meal,
        now=now,
        **changes,
        nutrition=overrides.counted(items, changes.get("nutrition_override", meal.nutrition_override)),
        edit_count=meal.edit_count + 1,
        is_manually_edited=True,
        last_edited_at=now,
    )


def by_hand(meal: Meal, *, now: datetime, **changes: Any) -> Meal:
    """A READY meal that a person has changed; the same one where nothing is another. Raises MealStateConflict."""
    if meal.status is not Status.READY:
        raise MealStateConflict(f"The meal is {meal.status}: only a READY one can be changed.", status_now=meal.status)
    is_same = all(getattr(meal, name) == value for name, value in changes.items())
    return meal if is_same else _step(meal, now, Status.READY, **changes)


def failed(meal: Meal, failure: Failure, *, now: datetime, owner: str | None = None, usage: Usage | None = None) -> Meal:
    """The analysis has ended without a meal. `owner` is checked where a worker says so."""
    analysis = _owned(meal, owner) if owner else _analysis(meal)
    return _step(
        meal,
        now,
        Status.FAILED,
        analysis=_closed(_revise(analysis, usage=usage or analysis.usage)),
        error_code=failure.code,
        error_message=failure.message,
        retryable=failure.retryable,
    )


def still_waiting(meal: Meal, *, check_after: timedelta, now: datetime) -> Meal:
    """An open meal whose task waits in the queue: the sweeper looks again later."""
    return _step(meal, now, meal.status, analysis=_revise(_open(meal), sweep_at=now + check_after))


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
    return _step(meal, now, status, analysis=_queued(analysis, now + check_after, lost_runs=lost))


def retry(meal: Meal, *, check_after: timedelta, now: datetime) -> Meal:
    """A failed analysis once more, by the person's wish. Raises MealStateConflict."""
    if meal.status is not Status.FAILED or not meal.retryable:
        is_final = meal.status is Status.FAILED
        hint = "this failure is final: take another photo" if is_final else "only a failed analysis can be retried"
        raise MealStateConflict(f"The meal is {meal.status}: {hint}.", status_now=meal.status)
    return _step(
        meal,
        now,
        Status.ANALYZING,
        analysis=_queued(_analysis(meal), now + check_after),
        error_code=None,
        error_message=None,
        retryable=None,
        dish_name=None,
        emoji=None,
        items=(),
        food_label=None,
        nutrition=None,
    )


def deleted(meal: Meal, *, now: datetime) -> Meal:
    """The meal out of sight, restorable for 30 days."""
    return _step(
        meal,
        now,
        Status.INACTIVE,
        analysis=_closed(meal.analysis) if meal.analysis else None,
        is_deleted=True,
        deleted_at=now,
        deleted_from=meal.status,
        expires_at=now + RESTORABLE_FOR,
    )


def restored(meal: Meal, *, check_after: timedelta, now: datetime) -> Meal:
    """A deleted meal as it was; one whose analysis was under way is analysed anew. Raises MealStateConflict."""
    if meal.status is not Status.INACTIVE or meal.deleted_from is None:
        raise MealStateConflict("The meal is not deleted.", status_now=meal.status)
    if is_gone(meal, now):
        raise MealNotFound("The meal was deleted more than 30 days ago and cannot be restored.")
    analysis, status = meal.analysis, meal.deleted_from
    if analysis and status in OPEN:
        analysis = _queued(analysis, now + check_after)
    return _revise(
        meal,
        status=status,
        status_changed_at=now,
        analysis=analysis,
        is_deleted=False,
        deleted_at=None,
        deleted_from=None,
        expires_at=None,
        version=meal.version + 1,
        updated_at=now,
    )


def is_gone(meal: Meal, now: datetime) -> bool:
    """Whether a deleted meal's time has passed (its document may outlive it by a day)."""
    return meal.expires_at is not None and meal.expires_at <= now


def photo_let_go(before: Meal | None, after: Meal | None) -> str | None:
    """The id of the photo that the meal showed and shows no more."""
    if before is None or before.image is None:
        return None
    shown = after.image.image_id if after and after.image else None
    return before.image.image_id if before.image.image_id != shown else None


# The day


def day_entry(meal: Meal) -> DayEntry | None:
    """How the meal counts on its day: from the moment that its items are known, not while deleted or failed."""
    if meal.status not in {Status.ENRICHING, Status.READY} or meal.nutrition is None:
        return None
    return DayEntry(
        name=meal.dish_name,
        emoji=meal.emoji,
        status=meal.status,
        meal_type=meal.meal_type,
        nutrition=meal.nutrition,
        item_count=sum(not item.is_unmatched for item in meal.items),
        logged_at=meal.logged_at,
        image_url=meal.image.url if meal.image else None,
        thumbnail_url=meal.image.thumbnail_url if meal.image else None,
    )


def empty_day(local_date: date, now: datetime, target: Target | None = None) -> Day:
    return Day(local_date=local_date, totals=total([]), target=target, created_at=now, updated_at=now)


def with_target(day: Day, target: Target, now: datetime) -> Day:
    return _revise(day, target=target, updated_at=now)


def with_tracking(day: Day, tracked: bool | None, now: datetime) -> Day:
    """The day with what the person says of its log."""
    return day if day.tracked is tracked else _revise(day, tracked=tracked, updated_at=now)


def days_touched(before: Meal | None, after: Meal) -> list[date]:
    """The days that show something else after this change: that of the meal, or the two that it moves between."""
    was, becomes = ((meal.local_date, entry) if meal and (entry := day_entry(meal)) else None for meal in (before, after))
    return [] if was == becomes else sorted({place[0] for place in (was, becomes) if place})


def with_meal(day: Day, meal: Meal, now: datetime) -> Day:
    """The day with this meal as it now counts there, or without it. Raises DayFull where the day can hold no more."""
    entries = {meal_id: entry for meal_id, entry in day.entries.items() if meal_id != meal.meal_id}
    if meal.local_date == day.local_date and (entry := day_entry(meal)):
        if len(entries) >= MAX_MEALS_A_DAY:
            raise DayFull(f"A day holds {MAX_MEALS_A_DAY} meals: delete some first.")
        entries[meal.meal_id] = entry
    return _revise(day, entries=entries, totals=_day_totals(list(entries.values())), meal_count=len(entries), updated_at=now)


def _day_totals(entries: list[DayEntry]) -> Totals:
    """The sums over the meals, anew from all of them each time; completeness and confidence are means over their foods."""
    if not entries:
        return total([])
    weights = [entry.item_count for entry in entries]
    if not any(weights):  # plates that were emptied, or whose foods are all unknown
        weights = [1] * len(entries)
    foods = sum(weights)
    known = {
        name: [value for entry in entries if (value := getattr(entry.nutrition, name)) is not None]
        for name in (*NUTRIENTS, "total_weight_g")
    }
    squares = [entry.nutrition.calories_error**2 for entry in entries if entry.nutrition.calories_error is not None]
    return Totals(
        **{name: fsum(values) if values else None for name, values in known.items()},
        calories_error=sqrt(fsum(squares)) if squares else None,
        completeness={
            name: fsum(entry.nutrition.completeness[name] * weight for entry, weight in zip(entries, weights, strict=True)) / foods
            for name in NUTRIENTS
        },
        confidence=fsum((entry.nutrition.confidence or 0) * weight for entry, weight in zip(entries, weights, strict=True)) / foods,
        unmatched=sum(entry.nutrition.unmatched for entry in entries),
    )


# What a change means to the queue


def run_to_enqueue(before: Meal | None, after: Meal | None) -> int | None:
    """The run that this change asks for: of a new meal, of a retried, restored or swept one."""
    if after is None or after.analysis is None or after.status not in OPEN:
        return None
    asked_before = before.analysis.run if before and before.analysis and before.status in OPEN else None
    return after.analysis.run if after.analysis.run != asked_before else None


# Steps


def _step(meal: Meal, now: datetime, status: Status, **changes: Any) -> Meal:
    """The meal in another state, or again in the same one. Raises MealStateConflict where the state machine has no such way."""
    if status not in TRANSITIONS[meal.status]:
        raise MealStateConflict(f"The meal is {meal.status} and cannot become {status}.", status_now=meal.status)
    if status is not meal.status:
        changes["status_changed_at"] = now
    return _revise(meal, status=status, version=meal.version + 1, updated_at=now, **changes)


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


def _queued(analysis: Analysis, sweep_at: datetime, *, lost_runs: int = 0) -> Analysis:
    return _revise(analysis, run=analysis.run + 1, lost_runs=lost_runs, lease_owner=None, lease_until=None, sweep_at=sweep_at)


def _closed(analysis: Analysis) -> Analysis:
    return _revise(analysis, lease_owner=None, lease_until=None, sweep_at=None)


def _revise(model: M, **changes: Any) -> M:
    """A changed copy; the parts were validated when they were made."""
    return model.model_copy(update=changes)
