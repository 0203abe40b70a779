"""Meals by hand: what an edit does to the meal, where a move leads, what a copy shares, and what a person's own figures are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.meals import domain_events, states
from shared.meals.changing import overrides, rules
from shared.meals.days.rules import days_touched, empty_day, with_meal
from shared.meals.following import photo_let_go
from shared.meals.models import Image, Meal, MealType, Source, Status
from shared.meals.problems import DateOutOfRange, MealStateConflict
from shared.meals.summary import changes_summary
from shared.nutrition.models import Nutrients
from shared.nutrition.rules import total
from tests.unit.meals.plates import NOW, meal_of, seen

LATER = NOW + timedelta(hours=1)
PHOTO = Image(image_id="i1", url="u1", thumbnail_url="t1", format="jpeg", size_bytes=1, width=40, height=40)
OTHER = PHOTO.model_copy(update={"image_id": "i2"})
LUNCH = meal_of(seen("rice"), seen("egg"), image=PHOTO)


def override(**told: float) -> Any:
    return overrides.override_of(Nutrients(**told), error_share=0.1, now=LATER)


def event_of(before: Meal | None, after: Meal, kind: str) -> dict[str, Any]:
    (event,) = (event for event in domain_events.domain_events(before, after) if event.type == kind)
    return event.payload


# Edits


def test_an_edit_counts_once() -> None:
    items = (LUNCH.items[0], *meal_of(seen("soup")).items)
    after = rules.edited(LUNCH, now=LATER, items=items, dish_name="Soup", emoji="🍲")
    assert (after.edit_count, after.version, after.is_manually_edited, after.last_edited_at) == (1, 2, True, LATER)
    assert (after.dish_name, after.emoji, after.nutrition) == ("Soup", "🍲", total(items))
    assert after.nutrition is not None
    assert after.nutrition.confidence == 1.0


def test_no_change_is_no_edit() -> None:
    assert rules.edited(LUNCH, now=LATER, items=LUNCH.items, dish_name=LUNCH.dish_name) is LUNCH
    assert rules.with_photo(LUNCH, PHOTO, now=LATER) is LUNCH


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.READY}))
def test_only_what_is_ready(status: Status) -> None:
    meal = LUNCH.model_copy(update={"status": status})
    steps: list[Callable[[], Meal]] = [
        lambda: rules.edited(meal, now=LATER, dish_name="x"),
        lambda: rules.with_photo(meal, None, now=LATER),
        lambda: rules.copied(
            meal, meal_id="m2", local_date=meal.local_date, logged_at=NOW, zone=ZoneInfo("UTC"), meal_type=None, now=NOW
        ),
    ]
    for step in steps:
        with pytest.raises(MealStateConflict):
            step()


def test_an_empty_plate_has_nothing_and_is_known_to() -> None:
    after = rules.edited(LUNCH, now=LATER, items=())
    assert after.nutrition == total([])
    day = with_meal(empty_day(LUNCH.local_date, NOW), after, NOW)
    assert (day.totals.calories, day.totals.completeness["calories"], day.meal_count) == (0, 1.0, 1)


def test_others_hear_what_it_was() -> None:
    items = (LUNCH.items[0],)
    after = rules.edited(LUNCH, now=LATER, items=items)
    told = event_of(LUNCH, after, "MealEdited")
    assert (told["edit_type"], told["edit_count"], told["changes_summary"]) == ("ingredients", 1, "Removed egg")
    assert told["nutrition_delta"] == {
        "calories": -195, "protein_g": -4, "carbs_g": -42, "fat_g": None, "fiber_g": None, "sugar_g": None,
    }  # fmt: skip
    assert event_of(LUNCH, after, "MealNutritionUpdated")["new_weight"] == 150
    named = rules.edited(LUNCH, now=LATER, dish_name="x", meal_type=MealType.SNACK)
    assert [event.type for event in domain_events.domain_events(LUNCH, named)] == ["MealEdited"]
    assert event_of(LUNCH, named, "MealEdited")["edit_type"] == "details"
    assert changes_summary(LUNCH, named) == "Named it x; Made it snack"


def test_a_meal_by_hand_is_no_upload() -> None:
    assert [event.type for event in domain_events.domain_events(None, meal_of(seen()))] == ["MealNutritionUpdated"]


# Moves


def test_another_day_is_at_the_same_time_of_day() -> None:
    """Over the change to summer time in between."""
    meal = meal_of(seen(), timezone="Europe/Vienna", logged_at=datetime(2026, 3, 28, 11, 30, tzinfo=UTC), day=date(2026, 3, 28))
    moved = rules.moment(meal, day=date(2026, 3, 29), instant=None, day_start_hour=0)
    assert moved == (date(2026, 3, 29), datetime(2026, 3, 29, 10, 30, tzinfo=UTC))


def test_another_instant_brings_its_day_along() -> None:
    meal = meal_of(seen(), timezone="Asia/Tokyo")
    late = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # 01:00 there
    assert rules.moment(meal, day=None, instant=late, day_start_hour=0) == (date(2026, 3, 2), late)
    assert rules.moment(meal, day=None, instant=late, day_start_hour=4) == (date(2026, 3, 1), late), "the day begins at four"
    assert rules.moment(meal, day=date(2026, 3, 2), instant=late, day_start_hour=0) == (date(2026, 3, 2), late)
    with pytest.raises(DateOutOfRange, match="2026-03-02 in Asia/Tokyo"):
        rules.moment(meal, day=date(2026, 3, 1), instant=late, day_start_hour=0)


def test_the_same_day_is_no_move() -> None:
    assert rules.moment(LUNCH, day=LUNCH.local_date, instant=None, day_start_hour=5) == (LUNCH.local_date, LUNCH.logged_at)
    assert rules.moment(LUNCH, day=None, instant=None, day_start_hour=5) == (LUNCH.local_date, LUNCH.logged_at)


def test_a_move_touches_both_days() -> None:
    there = rules.edited(LUNCH, now=LATER, local_date=date(2026, 2, 27))
    assert days_touched(LUNCH, there) == [date(2026, 2, 27), date(2026, 3, 1)]
    here = with_meal(empty_day(LUNCH.local_date, NOW), LUNCH, NOW)
    assert with_meal(here, there, NOW).entries == {}
    assert list(with_meal(empty_day(there.local_date, NOW), there, NOW).entries) == ["m1"]
    assert days_touched(LUNCH, LUNCH.model_copy(update={"version": 9})) == []
    assert days_touched(None, LUNCH) == [LUNCH.local_date]
    assert days_touched(there, states.deleted(there, now=LATER)) == [there.local_date]


# Copies


def test_a_copy_is_a_meal_of_its_own() -> None:
    edited = rules.edited(LUNCH, now=LATER, nutrition_override=override(calories=500))
    day = date(2026, 3, 5)
    copy = rules.copied(
        edited, meal_id="m2", local_date=day, logged_at=LATER, zone=ZoneInfo("Asia/Tokyo"), meal_type=None, now=LATER
    )
    assert (copy.meal_id, copy.local_date, copy.timezone, copy.version, copy.edit_count) == ("m2", day, "Asia/Tokyo", 1, 0)
    assert (copy.status, copy.source, copy.meal_type, copy.analysis) == (Status.READY, Source.MANUAL, LUNCH.meal_type, None)
    assert (copy.nutrition, copy.nutrition_override) == (edited.nutrition, edited.nutrition_override)
    assert copy.image == PHOTO
    assert not {item.id for item in copy.items} & {item.id for item in edited.items}
    assert [item.model_copy(update={"id": ""}) for item in copy.items] == [i.model_copy(update={"id": ""}) for i in edited.items]
    assert [event.type for event in domain_events.domain_events(None, copy)] == ["MealNutritionUpdated"], "no photo was uploaded"


# Photos


def test_a_photo_that_is_shown_no_more() -> None:
    other, none = rules.with_photo(LUNCH, OTHER, now=LATER), rules.with_photo(LUNCH, None, now=LATER)
    assert (photo_let_go(LUNCH, other), photo_let_go(LUNCH, none), photo_let_go(LUNCH, None)) == ("i1",) * 3
    assert photo_let_go(LUNCH, rules.edited(LUNCH, now=LATER, dish_name="x")) is None
    assert photo_let_go(none, other) is None
    assert photo_let_go(None, LUNCH) is None
    assert photo_let_go(LUNCH, states.deleted(LUNCH, now=LATER)) is None, "it can be restored"
    assert [event.type for event in domain_events.domain_events(LUNCH, other)] == ["MealImageUploaded"]
    assert domain_events.domain_events(LUNCH, none) == []
    assert (other.edit_count, other.nutrition) == (0, LUNCH.nutrition)


# Figures of the whole meal


def test_a_persons_figures_count_and_stay_visible() -> None:
    after = rules.edited(LUNCH, now=LATER, nutrition_override=override(calories=850))
    assert after.nutrition is not None
    assert (after.nutrition.calories, after.nutrition.calories_error, after.nutrition.protein_g) == (850, 85, 8)
    assert (after.nutrition.completeness["fat_g"], after.nutrition.fat_g) == (0.0, None), "what was not said is as it was"
    assert after.nutrition_override is not None
    assert after.nutrition_override.figures.calories == 850
    cleared = rules.edited(after, now=LATER, nutrition_override=None)
    assert cleared.nutrition == total(LUNCH.items)


def test_other_foods_and_they_are_gone() -> None:
    after = rules.edited(LUNCH, now=LATER, nutrition_override=override(calories=850))
    more = rules.edited(after, now=LATER, items=after.items[:1])
    assert (more.nutrition_override, more.nutrition) == (None, total(more.items))
    assert changes_summary(after, more) == "Removed egg; Figures set by hand no longer count"
    assert rules.edited(after, now=LATER, dish_name="x").nutrition_override == after.nutrition_override


def test_figures_that_contradict_themselves() -> None:
    told = override(calories=2000, protein_g=30, carbs_g=60, fat_g=20)
    assert told.figures.calories == 540
    assert told.set_aside == {"calories": 2000}
    assert "ENERGY_MISMATCH" in told.flags
    small = override(calories=560, protein_g=30, carbs_g=60, fat_g=20)
    assert (small.figures.calories, small.set_aside) == (560, {})
    large = override(calories=3900, protein_g=300, carbs_g=450, fat_g=100)
    assert large.set_aside == {}, "a large meal is no contradiction"
    macros = override(protein_g=30, carbs_g=60, fat_g=20)
    assert (macros.figures.calories, macros.flags) == (540, ("ENERGY_DERIVED",))
