"""shared/meals/days/rules.py: what counts on a day, and what it comes to."""

from __future__ import annotations

from datetime import date, time
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.meals import states
from shared.meals.days.rules import day_entry, empty_day, meal_type_at, with_meal
from shared.meals.models import MAX_MEALS_A_DAY, MealType, Status
from shared.meals.problems import DayFull
from tests.unit.meals.photographed import BY_STATUS, LATER, NOW, ready


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("04:59", MealType.SNACK),
        ("05:00", MealType.BREAKFAST),
        ("10:30", MealType.BREAKFAST),
        ("10:30:59", MealType.BREAKFAST),
        ("10:31", MealType.SNACK),
        ("11:00", MealType.LUNCH),
        ("14:30:59", MealType.LUNCH),
        ("14:31", MealType.SNACK),
        ("16:59", MealType.SNACK),
        ("17:00", MealType.DINNER),
        ("21:00:30", MealType.DINNER),
        ("21:01", MealType.SNACK),
        ("00:00", MealType.SNACK),
    ],
)
def test_meal_type_by_the_clock(wall: str, expected: MealType) -> None:
    assert meal_type_at(time.fromisoformat(wall)) is expected


@pytest.mark.parametrize(("status", "counts"), [(s, s in {Status.ENRICHING, Status.READY}) for s in Status])
def test_what_counts_on_a_day(status: Status, counts: bool) -> None:
    meal = BY_STATUS[status]()
    day = with_meal(empty_day(meal.local_date, NOW), meal, NOW)
    assert set(day.entries) == ({meal.meal_id} if counts else set())
    assert day.totals.calories == (pytest.approx(267.5) if counts else 0)


def test_a_meal_that_leaves_takes_its_figures_with_it() -> None:
    day = empty_day(date(2026, 3, 1), NOW)
    both = with_meal(with_meal(day, ready("m1"), NOW), ready("m2"), NOW)
    one = with_meal(both, states.deleted(ready("m1"), now=LATER), NOW)
    assert one.totals == with_meal(day, ready("m2"), NOW).totals
    assert with_meal(one, states.deleted(ready("m2"), now=LATER), NOW).totals == day.totals


@given(st.permutations(range(8)), st.lists(st.integers(0, 7)))
def test_the_days_totals_depend_on_its_meals_alone(order: list[int], twice: list[int]) -> None:
    """Any order, any repetition: the same exact sums."""
    day = empty_day(date(2026, 3, 1), NOW)
    for number in [*order, *twice]:
        day = with_meal(day, ready(f"m{number}"), NOW)
    assert day.meal_count == 8
    assert day.totals.protein_g == fsum([fsum([4.0, 6.3])] * 8)


def test_completeness_of_a_day_weighs_foods() -> None:
    day = with_meal(empty_day(date(2026, 3, 1), NOW), ready(), NOW)
    assert day.totals.completeness["fiber_g"] == 0.5, "the egg's fibre is known, the rice's is not"
    assert day.totals.completeness["calories"] == 1.0


def test_a_full_day_takes_no_more() -> None:
    day = empty_day(date(2026, 3, 1), NOW)
    entry = day_entry(ready())
    assert entry is not None
    full = day.model_copy(update={"entries": {f"m{n}": entry for n in range(MAX_MEALS_A_DAY)}})
    with pytest.raises(DayFull):
        with_meal(full, ready("one more"), NOW)
    assert with_meal(full, ready("m7"), NOW).meal_count == MAX_MEALS_A_DAY
