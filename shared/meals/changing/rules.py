"""Meals by hand: logged, copied, edited, moved, given a photo. Pure; changes.py has what happens to single foods."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared import clock
from shared.ids import derived_id
from shared.meals import portions
from shared.meals.changing import overrides
from shared.meals.days.rules import EARLIEST_DATE, meal_type_at
from shared.meals.models import Image, Meal, MealType, Source, Status
from shared.meals.problems import DateOutOfRange, MealStateConflict
from shared.meals.states import step
from shared.nutrition.models import FoodItem
from shared.nutrition.rules import total


def logged_meal(
    *,
    meal_id: str,
    uid: str,
    source: Source,
    dish_name: str | None,
    emoji: str | None,
    items: tuple[FoodItem, ...],
    local_date: date,
    logged_at: datetime,
    zone: ZoneInfo,
    meal_type: MealType | None,
    now: datetime,
) -> Meal:
    """A new meal that is READY at once: nothing about it has to be found out."""
    return Meal(
        meal_id=meal_id,
        uid=uid,
        status=Status.READY,
        status_changed_at=now,
        source=source,
        meal_type=meal_type or meal_type_at(logged_at.astimezone(zone).time()),
        dish_name=dish_name,
        emoji=emoji,
        local_date=local_date,
        logged_at=logged_at,
        timezone=zone.key,
        ready_at=now,
        items=items,
        nutrition=total(items),
        created_at=now,
        updated_at=now,
    )


def copied(
    meal: Meal,
    *,
    meal_id: str,
    local_date: date,
    logged_at: datetime,
    zone: ZoneInfo,
    meal_type: MealType | None,
    now: datetime,
) -> Meal:
    """The same food once more, at another time; from here on the two meals have nothing to do with each other.

    Both show the same photo, which stays as long as one of them does. Raises MealStateConflict.
    """
    by_hand(meal, now=now)
    copy = logged_meal(
        meal_id=meal_id,
        uid=meal.uid,
        source=Source.MANUAL,
        dish_name=meal.dish_name,
        emoji=meal.emoji,
        items=tuple(item.model_copy(update={"id": derived_id("copy", meal_id, item.id)}) for item in meal.items),
        local_date=local_date,
        logged_at=logged_at,
        zone=zone,
        meal_type=meal_type or meal.meal_type,
        now=now,
    )
    shown = {"image": meal.image, "nutrition_override": meal.nutrition_override, "nutrition": meal.nutrition}
    return copy.model_copy(update=shown)


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
    return meal if is_same else step(meal, now, Status.READY, **changes)


def portion_answered(meal: Meal, *, choice_id: str | None, grams: float | None, error_share: float, now: datetime) -> Meal:
    """The meal with the amount that the person says. Raises MealStateConflict, NoPortionQuestion and UnknownChoice."""
    if meal.status is not Status.READY:
        raise MealStateConflict(f"The meal is {meal.status}: only a ready meal has a question.", status_now=meal.status)
    weight = portions.chosen(meal.portion_question, choice_id, grams)
    assert meal.portion_question is not None
    items = tuple(portions.with_portion(meal.items, meal.portion_question.item_id, weight, error_share=error_share))
    return edited(meal, now=now, items=items)


def with_photo(meal: Meal, image: Image | None, *, now: datetime) -> Meal:
    """The meal with this photo, or without one; its figures stay. Raises MealStateConflict."""
    return by_hand(meal, now=now, image=image)


def moment(meal: Meal, *, day: date | None, instant: datetime | None, day_start_hour: int) -> tuple[date, datetime]:
    """The day and the instant of a meal that is moved to `day`, to `instant`, or to both; its day is one where it was logged.

    On another day it is at the same time of day. Raises DateOutOfRange where the two contradict each other.
    """
    zone = clock.zone(meal.timezone) or ZoneInfo("UTC")
    if instant is None:
        if day is None or day == meal.local_date:
            return meal.local_date, meal.logged_at
        return day, clock.on_day(day, meal.logged_at, zone, day_start_hour)
    if not EARLIEST_DATE.year <= instant.year < MAXYEAR:
        raise DateOutOfRange(f"logged_at has to be between {EARLIEST_DATE} and tomorrow.")
    its_day = clock.local_date(instant, zone, day_start_hour)
    if day not in {None, its_day}:
        raise DateOutOfRange(f"logged_at is on {its_day} in {zone.key}: leave target_date out, or send that day.")
    return its_day, instant.astimezone(UTC)
