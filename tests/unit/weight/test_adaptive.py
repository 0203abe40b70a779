"""The usual day's energy from weight and intake: bodies of known energy give it back, and what is not known is not guessed."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.weight import adaptive
from shared.weight.adaptive import CAP, KCAL_PER_KG, LEAST_SPAN_DAYS, LEAST_TRACKED_DAYS, LEAST_WEIGH_INS, MOST_ERROR, DayIntake
from shared.weight.models import Estimate, Missing

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LAST = date(2026, 3, 1)
BMR = 1600.0
Weights = list[tuple[date, float]]


def body(
    tdee: float, intakes: list[float], *, kg: float = 80.0, scatter: float = 0.0, seed: int = 0
) -> tuple[Weights, list[DayIntake]]:
    """A person who needs `tdee`, eats `intakes` up to yesterday and stands on the scales every morning, the last one included."""
    chance = random.Random(seed)
    first = LAST - timedelta(days=len(intakes))
    weights, days = [], []
    for number, eaten in enumerate(intakes):
        day = first + timedelta(days=number)
        weights.append((day, kg + chance.gauss(0, scatter)))
        days.append(DayIntake(day, eaten))
        kg += (eaten - tdee) / KCAL_PER_KG
    return [*weights, (LAST, kg + chance.gauss(0, scatter))], days


def estimate(weights: Weights, intakes: list[DayIntake]) -> Estimate:
    found = adaptive.estimate(weights, intakes, bmr=BMR, now=NOW)
    assert found is not None
    return found


@given(st.floats(1200, 5000), st.floats(800, 6000), st.integers(LEAST_SPAN_DAYS, 28))
def test_a_steady_body_is_met_exactly(tdee: float, eaten: float, days: int) -> None:
    found = adaptive.estimate(*body(tdee, [eaten] * days), bmr=0, now=NOW)
    assert found is not None
    if found.missing != (Missing.PRECISION,):
        assert found.tdee == pytest.approx(tdee, abs=0.01)
        assert found.mean_intake == pytest.approx(eaten)
        assert (found.span_days, found.tracked_days) == (days, days)


@pytest.mark.parametrize(("scatter", "logged", "least_shown"), [(0.3, 28, 0.99), (0.5, 28, 0.99), (0.8, 28, 0.9), (0.5, 20, 0.99)])
def test_noisy_bodies_are_met_within_the_stated_error(scatter: float, logged: int, least_shown: float) -> None:
    """Four hundred people of 1600 to 3600 kcal, whose intake varies by 400 kcal, whose weight scatters, who forget to log days."""
    met = shown = 0
    for seed in range(400):
        chance = random.Random(seed)
        tdee = chance.uniform(1600, 3600)
        intakes = [max(900.0, chance.gauss(tdee - chance.choice((0, 300, 600)), 400)) for _ in range(28)]
        weights, days = body(tdee, intakes, scatter=scatter, seed=seed)
        kept = chance.sample(days, logged)
        told = [DayIntake(day.local_date, (day.calories or 0) * chance.gauss(1, 0.15)) for day in kept]
        found = estimate(weights, told)
        if found.tdee is not None and found.expected_error is not None:
            shown += 1
            met += abs(found.tdee - tdee) <= found.expected_error
    assert shown / 400 >= least_shown
    assert met / shown >= 0.93


def test_a_slip_on_the_scales_changes_little() -> None:
    weights, days = body(2500, [2100.0] * 28, scatter=0.2, seed=1)
    clean = estimate(weights, days)
    for number, typo in ((3, 300.0), (20, 30.0), (27, 108.0)):
        weights[number] = (weights[number][0], typo)
    slipped = estimate(weights, days)
    assert clean.tdee is not None
    assert slipped.tdee is not None
    assert abs(clean.tdee - slipped.tdee) < 150


@given(st.floats(1700, 3500), st.floats(50, 1500), st.integers(0, 1000))
def test_who_eats_more_and_weighs_the_same_needs_more(eaten: float, more: float, seed: int) -> None:
    weights, days = body(2500, [eaten] * 28, scatter=0.4, seed=seed)
    first = estimate(weights, days)
    second = estimate(weights, [DayIntake(day.local_date, (day.calories or 0) + more) for day in days])
    if first.tdee is not None and second.tdee is not None:
        assert second.tdee == pytest.approx(first.tdee + more)


@given(st.floats(-0.5, 0.5), st.integers(0, 1000))
def test_who_gains_more_on_the_same_food_needs_less(kg_per_day: float, seed: int) -> None:
    weights, days = body(2500, [2500.0] * 28, scatter=0.4, seed=seed)
    first = LAST - timedelta(days=28)
    leaning = [(day, kg + kg_per_day * (day - first).days) for day, kg in weights]
    before, after = estimate(weights, days), estimate(leaning, days)
    assert before.tdee is not None
    assert after.tdee is not None
    assert after.tdee == pytest.approx(before.tdee - KCAL_PER_KG * kg_per_day)


@given(
    st.floats(-2000, 12000),
    st.floats(1000, 5000),
    st.floats(1200, 3000),
)
def test_what_is_shown_is_bounded(tdee: float, formula: float, floor: float) -> None:
    shown = adaptive.bounded(tdee, formula=formula, floor=floor)
    bounds = adaptive.limits(tdee, formula=formula, floor=floor)
    assert shown >= floor
    assert abs(shown - formula) <= CAP + 1e-9 or (shown == floor and "calorie_floor" in bounds)
    assert (shown == tdee) == (bounds == []) or shown == tdee == floor
    assert adaptive.bounded(tdee + 100, formula=formula, floor=floor) >= shown


# What is missing


@pytest.mark.parametrize(
    ("days", "weighed", "logged", "missing"),
    [
        (28, 29, 28, ()),
        (LEAST_SPAN_DAYS + 3, 29, 28, ()),
        (LEAST_SPAN_DAYS, 29, 28, (Missing.PRECISION,)),
        (LEAST_SPAN_DAYS - 1, 29, 28, (Missing.WEIGHT_SPAN, Missing.TRACKED_DAYS)),
        (28, LEAST_WEIGH_INS - 1, 28, (Missing.WEIGH_INS,)),
        (28, 29, LEAST_TRACKED_DAYS, ()),
        (28, 29, LEAST_TRACKED_DAYS - 1, (Missing.TRACKED_DAYS,)),
        (28, 29, 0, (Missing.TRACKED_DAYS,)),
        (0, 1, 0, (Missing.WEIGH_INS, Missing.WEIGHT_SPAN, Missing.TRACKED_DAYS)),
    ],
)
def test_it_says_what_is_missing(days: int, weighed: int, logged: int, missing: tuple[Missing, ...]) -> None:
    weights, intakes = body(2500, [2500.0] * days)
    some = [weights[0], weights[-1], *weights[1:-1]][:weighed]  # the first and the last stay
    found = estimate(some, intakes[:logged])
    assert found.missing == missing
    assert (found.tdee is None) == bool(missing)
    assert (found.weigh_in_days, found.span_days, found.tracked_days) == (len(set(some)), days, min(logged, days))


def test_nobody_has_weighed() -> None:
    assert adaptive.estimate([], [DayIntake(LAST, 2000)], bmr=BMR, now=NOW) is None
    assert set(adaptive.missing(None, LAST)) == {Missing.WEIGH_INS, Missing.WEIGHT_SPAN, Missing.TRACKED_DAYS}


def test_weights_that_jump_too_much_say_nothing() -> None:
    found = estimate(*body(2500, [2500.0] * 15, scatter=3.0, seed=3))
    assert (found.missing, found.tdee) == ((Missing.PRECISION,), None)
    assert found.expected_error is not None
    assert found.expected_error > MOST_ERROR


@pytest.mark.parametrize(
    ("day", "whole"),
    [
        ({"calories": 1900}, True),
        ({"calories": None}, False),
        ({"calories": None, "tracked": True}, False),
        ({"calories": 1900, "tracked": False}, False),
        ({"calories": BMR / 2}, True),
        ({"calories": BMR / 2 - 1}, False),
        ({"calories": BMR / 2 - 1, "tracked": True}, True),
    ],
)
def test_which_days_count(day: dict[str, Any], whole: bool) -> None:
    assert DayIntake(LAST, **day).is_whole(BMR) is whole
    weights, intakes = body(2500, [2500.0] * LEAST_TRACKED_DAYS)
    found = estimate(weights, [*intakes[:-1], DayIntake(intakes[-1].local_date, **day)])
    assert found.tracked_days == LEAST_TRACKED_DAYS - (not whole)


def test_only_food_between_the_weigh_ins_counts() -> None:
    """The day of the last weigh-in is not over, and what was eaten before the first has been weighed with it."""
    weights, intakes = body(2500, [2500.0] * 20)
    around = [DayIntake(LAST, 9000), DayIntake(LAST - timedelta(days=21), 9000), DayIntake(LAST + timedelta(days=1), 9000)]
    assert estimate(weights, [*intakes, *around]) == estimate(weights, intakes)


def test_only_the_last_28_days_count() -> None:
    weights, intakes = body(2500, [4000.0] * 20 + [2500.0] * 28)
    found = estimate(weights, intakes)
    assert (found.span_days, found.tracked_days) == (28, 28)
    assert found.tdee == pytest.approx(2500)


def test_weigh_ins_of_a_day_are_one() -> None:
    weights, intakes = body(2500, [2500.0] * 28)
    evenings = [(day, kg + 1.5) for day, kg in weights] + [(day, kg + 0.1) for day, kg in weights]
    found = estimate([*weights, *evenings], intakes)
    assert found.weigh_in_days == 29
    assert found.tdee == pytest.approx(2500)


def test_more_is_known_with_more_days() -> None:
    errors = [estimate(*body(2500, [2500.0] * days)).expected_error for days in (18, 21, 28)]
    assert errors == sorted(errors, key=lambda error: -(error or 0))
    sparse = [day for number, day in enumerate(body(2500, [2300.0, 2700.0] * 14)[1]) if number % 3]
    weights, every = body(2500, [2300.0, 2700.0] * 14)
    assert (estimate(weights, sparse).expected_error or 0) > (estimate(weights, every).expected_error or 0)


def test_an_old_estimate_does_not_hold() -> None:
    found = estimate(*body(2500, [2500.0] * 28))
    assert adaptive.missing(found, LAST + timedelta(days=14)) == ()
    assert adaptive.missing(found, LAST + timedelta(days=15)) == (Missing.RECENT_WEIGH_IN,)


@pytest.mark.parametrize(("error", "word"), [(0, "high"), (150, "high"), (150.1, "medium"), (300, "medium"), (300.1, "low")])
def test_confidence(error: float, word: str) -> None:
    assert adaptive.confidence(error) == word
