"""From a body to the targets of a day: published examples exactly, and what has to hold for every body."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.profiles import rules
from shared.profiles.models import (
    Activity,
    CustomMacros,
    ExplainedTarget,
    Formula,
    Gender,
    Goal,
    Limit,
    Metrics,
    Profile,
    TrainingLevel,
)
from shared.profiles.rules import GoalCooldown

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CENT = 1e-6  # what adding and dividing floats may cost


def metrics(**given: Any) -> Metrics:
    """A man of 30, 80 kg and 180 cm who is moderately active and wants to stay as he is."""
    usual = {"age": 30, "gender": "male", "height_cm": 180, "weight_kg": 80, "activity_level": "moderate", "fitness_goal": "recomp"}
    return Metrics.model_validate(usual | given)


def target(**given: Any) -> ExplainedTarget:
    return rules.explained_target(metrics(**given))


BODIES = st.builds(
    Metrics,
    age=st.integers(13, 120),
    gender=st.sampled_from(Gender),
    height_cm=st.floats(100, 272),
    weight_kg=st.floats(30, 300),
    body_fat_percentage=st.none() | st.floats(3, 60),
    activity_level=st.sampled_from(Activity),
    fitness_goal=st.sampled_from(Goal),
    training_level=st.none() | st.sampled_from(TrainingLevel),
)


# Published examples


@pytest.mark.parametrize(
    ("body", "bmr", "formula"),
    [
        ({}, 1780, Formula.MIFFLIN_ST_JEOR),
        ({"gender": "female"}, 1614, Formula.MIFFLIN_ST_JEOR),
        ({"gender": "other"}, 1697, Formula.MIFFLIN_ST_JEOR),
        ({"gender": "female", "age": 25, "height_cm": 165, "weight_kg": 60}, 1345.25, Formula.MIFFLIN_ST_JEOR),
        ({"body_fat_percentage": 15}, 1838.8, Formula.KATCH_MCARDLE),
        ({"gender": "female", "body_fat_percentage": 15}, 1838.8, Formula.KATCH_MCARDLE),
        ({"weight_kg": 70, "body_fat_percentage": 20}, 1579.6, Formula.KATCH_MCARDLE),
    ],
)
def test_energy_at_rest(body: dict[str, Any], bmr: float, formula: Formula) -> None:
    found = target(**body)
    assert found.bmr == pytest.approx(bmr)
    assert found.formula_used is formula


def test_the_usual_day() -> None:
    assert target().tdee == pytest.approx(2759)
    by_level = [target(activity_level=level).tdee for level in ("sedentary", "light", "moderate", "active", "extra")]
    assert by_level == pytest.approx([1780 * multiplier for multiplier in (1.2, 1.375, 1.55, 1.725, 1.9)])


@pytest.mark.parametrize(("goal", "calories"), [("bulk", 3059), ("cut", 2259), ("recomp", 2759)])
def test_the_goal(goal: str, calories: float) -> None:
    found = target(fitness_goal=goal)
    assert found.calories == pytest.approx(calories)
    assert found.adjustment == pytest.approx(calories - 2759)
    assert found.limits == ()


@pytest.mark.parametrize(
    ("body", "grams"),
    [
        ({"fitness_goal": "cut"}, (176, 244.75, 64)),
        ({"fitness_goal": "recomp"}, (160, 357.3125, 2759 * 0.25 / 9)),
        ({"fitness_goal": "bulk"}, (160, 413.5625, 3059 * 0.25 / 9)),
        ({"fitness_goal": "bulk", "training_level": "beginner"}, (144, 429.5625, 3059 * 0.25 / 9)),
        ({"fitness_goal": "bulk", "training_level": "advanced"}, (176, 397.5625, 3059 * 0.25 / 9)),
        ({"fitness_goal": "cut", "training_level": "beginner"}, (176, 244.75, 64)),
    ],
)
def test_macros(body: dict[str, Any], grams: tuple[float, float, float]) -> None:
    found = target(**body)
    assert (found.protein_g, found.carbs_g, found.fat_g) == pytest.approx(grams)


# What binds


@pytest.mark.parametrize(
    ("body", "limits", "calories"),
    [
        ({"fitness_goal": "cut", "age": 17}, (Limit.NO_DEFICIT_UNDER_18,), (1780 + 65) * 1.55),
        ({"fitness_goal": "cut", "age": 18}, (), (1780 + 60) * 1.55 - 500),
        ({"fitness_goal": "bulk", "age": 17}, (), (1780 + 65) * 1.55 + 300),
        ({"fitness_goal": "cut", "weight_kg": 59.93}, (Limit.NO_DEFICIT_UNDERWEIGHT,), 1579.3 * 1.55),
        ({"fitness_goal": "cut", "weight_kg": 59.95}, (), 1579.5 * 1.55 - 500),
        ({"fitness_goal": "cut", "activity_level": "sedentary"}, (Limit.CALORIE_FLOOR,), 1780),
        (
            {"gender": "female", "age": 70, "height_cm": 150, "weight_kg": 45, "activity_level": "sedentary"},
            (Limit.CALORIE_FLOOR,),
            1200,
        ),
        (
            {"gender": "other", "age": 70, "height_cm": 150, "weight_kg": 45, "activity_level": "sedentary"},
            (Limit.CALORIE_FLOOR,),
            1350,
        ),
        ({"age": 90, "height_cm": 150, "weight_kg": 45, "activity_level": "sedentary"}, (Limit.CALORIE_FLOOR,), 1500),
    ],
)
def test_who_may_have_a_deficit(body: dict[str, Any], limits: tuple[Limit, ...], calories: float) -> None:
    found = target(**body)
    assert found.limits == limits
    assert found.calories == pytest.approx(calories)


def test_clamps_are_named() -> None:
    lightest = target(weight_kg=30, fitness_goal="bulk", training_level="beginner", gender="female", age=60)
    assert (Limit.PROTEIN_MINIMUM in lightest.limits, lightest.protein_g) == (True, 60)
    heaviest = target(weight_kg=200, fitness_goal="cut", activity_level="sedentary", age=60)
    assert (Limit.PROTEIN_MAXIMUM in heaviest.limits, heaviest.protein_g) == (True, 300)
    assert (Limit.FAT_MAXIMUM in heaviest.limits, heaviest.fat_g) == (True, 150)
    fattest = target(weight_kg=160, body_fat_percentage=60, fitness_goal="cut", activity_level="sedentary")
    assert (Limit.CARBS_MINIMUM in fattest.limits, fattest.carbs_g) == (True, 50)
    assert fattest.calories > fattest.calorie_floor > fattest.tdee - 500
    lean = target(weight_kg=45, height_cm=150, fitness_goal="cut", age=40, gender="female")
    assert (Limit.FAT_MINIMUM in lean.limits, lean.fat_g) == (True, 40)


def test_custom_macros_replace_the_result_and_nothing_else() -> None:
    computed = target()
    found = rules.explained_target(metrics(), CustomMacros(protein_g=150, carbs_g=200, fat_g=70))
    assert (found.calories, found.protein_g, found.carbs_g, found.fat_g, found.is_custom) == (2030, 150, 200, 70, True)
    assert (found.bmr, found.tdee, found.calorie_floor) == (computed.bmr, computed.tdee, computed.calorie_floor)
    assert found.limits == ()
    hungry = rules.explained_target(metrics(), CustomMacros(protein_g=0, carbs_g=0, fat_g=0))
    assert (hungry.calories, hungry.limits) == (0, (Limit.CUSTOM_BELOW_FLOOR,))


def test_expected_error() -> None:
    assert target().expected_error == pytest.approx(275.9)
    assert target(gender="other").expected_error == pytest.approx((169.7 + 83) * 1.55)
    assert target(gender="other", body_fat_percentage=15).expected_error == pytest.approx(183.88 * 1.55)


# Every body


@settings(max_examples=500, deadline=None)
@given(BODIES)
def test_every_body(body: Metrics) -> None:
    _is_sound(body)


def test_five_thousand_bodies() -> None:
    """Drawn without looking for a smaller one that fails, which would take five times as long."""
    chance = Random(20260301)

    def between(least: float, most: float) -> float:
        return chance.choice([least, most, *(chance.uniform(least, most) for _ in range(8))])

    for _ in range(5000):
        _is_sound(
            Metrics(
                age=chance.randint(13, 120),
                gender=chance.choice(list(Gender)),
                height_cm=between(100, 272),
                weight_kg=between(30, 300),
                body_fat_percentage=chance.choice([None, between(3, 60)]),
                activity_level=chance.choice(list(Activity)),
                fitness_goal=chance.choice(list(Goal)),
                training_level=chance.choice([None, *TrainingLevel]),
            )
        )


def _is_sound(body: Metrics) -> None:
    by_activity = [rules.explained_target(body.model_copy(update={"activity_level": level})) for level in Activity]
    for found in by_activity:
        assert found.calories == pytest.approx(found.protein_g * 4 + found.carbs_g * 4 + found.fat_g * 9, abs=CENT)
        assert found.calories >= found.calorie_floor - CENT
        assert found.calories >= max(found.tdee + found.adjustment, found.calorie_floor) - CENT
        if Limit.CARBS_MINIMUM not in found.limits:
            assert found.calories == pytest.approx(max(found.tdee + found.adjustment, found.calorie_floor), abs=CENT)
        assert (found.adjustment < 0) <= (body.age >= 18 and rules.body_mass_index(body) >= 18.5)
        assert 60 <= found.protein_g <= 300
        assert 40 <= found.fat_g <= 150
        assert found.carbs_g >= 50
        assert found.expected_error > 0
    for less, more in pairwise(by_activity):
        for name in ("tdee", "calories", "protein_g", "carbs_g", "fat_g"):
            assert getattr(less, name) <= getattr(more, name) + CENT, name


@settings(max_examples=500, deadline=None)
@given(BODIES)
def test_shown_figures_agree(body: Metrics) -> None:
    """Rounded to one decimal, as the API shows them, energy and grams differ by at most what rounding four figures can cost."""
    found = rules.explained_target(body)
    shown = {name: round(getattr(found, name), 1) for name in ("calories", "protein_g", "carbs_g", "fat_g")}
    assert (
        abs(shown["calories"] - 4 * shown["protein_g"] - 4 * shown["carbs_g"] - 9 * shown["fat_g"]) <= 0.05 * (1 + 4 + 4 + 9) + CENT
    )


# The profile


def profile(**given: Any) -> Profile:
    return Profile.model_validate(
        metrics().model_dump()
        | {
            "age_recorded_on": date(2024, 2, 29),
            "goal_changed_at": NOW,
            "meals_per_day": 3,
            "pain_points": ("time",),
            "dietary_preferences": ("none",),
            "created_at": NOW,
            "updated_at": NOW,
        }
        | given
    )


@pytest.mark.parametrize(
    ("today", "age"),
    [((2024, 2, 28), 30), ((2024, 2, 29), 30), ((2025, 2, 28), 30), ((2025, 3, 1), 31), ((2028, 2, 29), 34), ((2200, 1, 1), 120)],
)
def test_age_moves_on(today: tuple[int, int, int], age: int) -> None:
    assert rules.age_on(profile(), date(*today)) == age
    assert rules.metrics_on(profile(), date(*today)) == metrics(age=age)


def test_a_goal_has_seven_days() -> None:
    cutting = profile(fitness_goal=Goal.CUT)
    with pytest.raises(GoalCooldown) as refused:
        rules.check_cooldown(cutting, Goal.BULK, NOW + timedelta(days=7, microseconds=-1))
    assert refused.value.members == {"details": {"cooldown_until": "2026-03-08T12:00:00Z"}}
    rules.check_cooldown(cutting, Goal.CUT, NOW)
    rules.check_cooldown(cutting, Goal.BULK, NOW + timedelta(days=7))
