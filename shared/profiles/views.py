"""What the app gets: the shapes of the API's answers about profile and targets. Energy in kcal a day, mass in g."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field, RootModel

from shared.profiles.models import Activity, DatedTarget, ExplainedTarget, Formula, Gender, Goal, Limit, Profile, TrainingLevel
from shared.profiles.rules import age_on
from shared.types import Shown, View
from shared.weight import adaptive
from shared.weight.adaptive import LEAST_SPAN_DAYS, LEAST_TRACKED_DAYS, LEAST_WEIGH_INS, Bound, Confidence
from shared.weight.models import Estimate, Missing


class Saved(RootModel[bool]):
    """True: the profile is saved."""


class MetricsView(View):
    """Body, habits and goal. Height in cm, weight in kg, body fat in %."""

    user_id: str
    age: int
    gender: Gender
    height_cm: float
    weight_kg: float
    body_fat_percentage: float | None
    activity_level: Activity
    fitness_goal: Goal
    training_level: TrainingLevel | None
    target_weight_kg: float | None
    updated_at: datetime
    version: int


class TargetMacrosView(View):
    """Energy in kcal, and the grams that it is made of."""

    calories: Shown
    protein: Shown
    fat: Shown
    carbs: Shown


class TdeeView(View):
    """The targets of a day and how they came about."""

    bmr: Shown = Field(description="Energy at rest.")
    tdee: Shown = Field(description="Energy of a usual day: bmr × activity_multiplier.")
    expected_error: Shown = Field(description="± of tdee, if the activity level is right.")
    macros: TargetMacrosView
    goal: Goal
    activity_multiplier: float
    formula_used: Formula
    adjustment: Shown = Field(description="What the goal adds to tdee, after the rules on who may have a deficit.")
    calorie_floor: Shown = Field(description="Computed targets never go below it.")
    limits: list[Limit] = Field(description="Every rule, floor and clamp that bound.")
    is_custom: bool = Field(description="The macros are the person's own instead of the computed ones.")
    target_revision: int | None = Field(description="Grows with every change; null for a preview.")
    from_date: date | None = Field(description="The first day that the targets hold for; null for a preview.")


class AdaptiveView(View):
    """The energy of a usual day as weight and intake of the last 28 days show it. It replaces nothing: the formula's stays `tdee`.

    At most 500 kcal from the formula, and never under the floor. Null while `missing` says what it waits for.
    """

    tdee: Shown | None = Field(description="Energy of a usual day.")
    calories: Shown | None = Field(description="What the goal makes of it: energy to aim for, never under the floor.")
    expected_error: Shown | None = Field(description="± of tdee, 95 %, if everything that was eaten is logged.")
    confidence: Confidence | None = Field(description="high: ± 150 kcal or less; medium: ± 300; low: ± 500.")
    limits: list[Bound] = Field(description="What kept tdee from being as measured.")
    missing: list[Missing] = Field(description="Why there is none: too little of it, or too long ago.")
    as_of: date | None = Field(description="The last weigh-in that it rests on.")
    weigh_in_days: int = Field(description=f"Days with a weigh-in; {LEAST_WEIGH_INS} are needed.")
    span_days: int = Field(description=f"From the first of them to the last; {LEAST_SPAN_DAYS} are needed.")
    tracked_days: int = Field(description=f"Days between them that are logged whole; {LEAST_TRACKED_DAYS} are needed.")
    mean_intake: Shown | None = Field(description="Of those days.")
    weekly_change_kg: float | None = Field(description="Trend of the weight.")


class PersonTdeeView(TdeeView):
    """The targets of a person with a profile."""

    adaptive: AdaptiveView
    version: int = Field(description="The profile's, for If-Match.")


def metrics_view(uid: str, profile: Profile, today: date) -> MetricsView:
    return MetricsView(
        user_id=uid,
        age=age_on(profile, today),
        gender=profile.gender,
        height_cm=profile.height_cm,
        weight_kg=profile.weight_kg,
        body_fat_percentage=profile.body_fat_percentage,
        activity_level=profile.activity_level,
        fitness_goal=profile.fitness_goal,
        training_level=profile.training_level,
        target_weight_kg=profile.target_weight_kg,
        updated_at=profile.updated_at,
        version=profile.version,
    )


def preview_view(target: ExplainedTarget) -> TdeeView:
    """Targets that hold for nobody."""
    return TdeeView(**_explained(target), target_revision=None, from_date=None)


def tdee_view(target: DatedTarget, estimate: Estimate | None, today: date) -> PersonTdeeView:
    """The person's targets, with the first day that they hold for."""
    return PersonTdeeView(
        **_explained(target),
        target_revision=target.revision,
        from_date=target.from_date,
        adaptive=adaptive_view(estimate, target, today),
        version=target.profile_version,
    )


def adaptive_view(estimate: Estimate | None, target: ExplainedTarget, today: date) -> AdaptiveView:
    """The estimate within its bounds, if it still holds."""
    missing = adaptive.missing(estimate, today)
    measured = estimate.tdee if estimate and not missing else None
    shown = None if measured is None else adaptive.bounded(measured, formula=target.tdee, floor=target.calorie_floor)
    error = estimate.expected_error if estimate and shown is not None else None
    return AdaptiveView(
        tdee=shown,
        calories=None if shown is None else max(shown + target.adjustment, target.calorie_floor),
        expected_error=error,
        confidence=None if error is None else adaptive.confidence(error),
        limits=[] if measured is None else adaptive.limits(measured, formula=target.tdee, floor=target.calorie_floor),
        missing=list(missing),
        as_of=estimate.as_of if estimate else None,
        weigh_in_days=estimate.weigh_in_days if estimate else 0,
        span_days=estimate.span_days if estimate else 0,
        tracked_days=estimate.tracked_days if estimate else 0,
        mean_intake=estimate.mean_intake if estimate else None,
        weekly_change_kg=round(estimate.kg_per_day * 7, 2) if estimate and estimate.kg_per_day is not None else None,
    )


def _explained(target: ExplainedTarget) -> dict[str, Any]:
    return {
        "bmr": target.bmr,
        "tdee": target.tdee,
        "expected_error": target.expected_error,
        "macros": TargetMacrosView(calories=target.calories, protein=target.protein_g, fat=target.fat_g, carbs=target.carbs_g),
        "goal": target.goal,
        "activity_multiplier": target.activity_multiplier,
        "formula_used": target.formula_used,
        "adjustment": target.adjustment,
        "calorie_floor": target.calorie_floor,
        "limits": list(target.limits),
        "is_custom": target.is_custom,
    }
