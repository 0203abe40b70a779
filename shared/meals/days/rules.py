"""The day: which one a meal can be logged on, what it shows of its meals, and what they come to. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from math import fsum, sqrt

from shared import clock
from shared.meals.models import MAX_MEALS_A_DAY, Day, DayEntry, Meal, MealType, Status
from shared.meals.problems import DateOutOfRange, DayFull
from shared.nutrition.models import NUTRIENTS, Totals
from shared.nutrition.rules import total
from shared.profiles.target import Target
from shared.users.models import Person

EARLIEST_DATE = date(2000, 1, 1)


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


def when_logged(person: Person, target: date | None, now: datetime) -> tuple[date, datetime]:
    """The day and the instant of a new meal: now, or at this time of day on the day that was named. Raises DateOutOfRange."""
    if target is None:
        return person.today(now), now
    check_loggable(target, person.today(now))
    return target, clock.on_day(target, now, person.zone, person.account.day_start_hour)


def empty_day(local_date: date, now: datetime, target: Target | None = None) -> Day:
    return Day(local_date=local_date, totals=total([]), target=target, created_at=now, updated_at=now)


def with_target(day: Day, target: Target, now: datetime) -> Day:
    return day.model_copy(update={"target": target, "updated_at": now})


def with_tracking(day: Day, tracked: bool | None, now: datetime) -> Day:
    """The day with what the person says of its log."""
    return day if day.tracked is tracked else day.model_copy(update={"tracked": tracked, "updated_at": now})


def with_meal(day: Day, meal: Meal, now: datetime) -> Day:
    """The day with this meal as it now counts there, or without it. Raises DayFull where the day can hold no more."""
    entries = {meal_id: entry for meal_id, entry in day.entries.items() if meal_id != meal.meal_id}
    if meal.local_date == day.local_date and (entry := day_entry(meal)):
        if len(entries) >= MAX_MEALS_A_DAY:
            raise DayFull(f"A day holds {MAX_MEALS_A_DAY} meals: delete some first.")
        entries[meal.meal_id] = entry
    sums = {"totals": _day_totals(list(entries.values())), "meal_count": len(entries)}
    return day.model_copy(update={"entries": entries, **sums, "updated_at": now})


def days_touched(before: Meal | None, after: Meal) -> list[date]:
    """The days that show something else after this change: that of the meal, or the two that it moves between."""
    was, becomes = ((meal.local_date, entry) if meal and (entry := day_entry(meal)) else None for meal in (before, after))
    return [] if was == becomes else sorted({place[0] for place in (was, becomes) if place})


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
