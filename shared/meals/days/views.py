"""What the app gets of a day."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from shared.meals.models import Day
from shared.meals.views import MACRO_FIELDS, MacrosView, energy_range, macros_of
from shared.profiles.target import Target
from shared.types import Shown, View


class DailyMacrosView(View):
    """A day so far. Without a target the target, what remains and the percentages are null.

    So is a figure that is not known of any of the day's foods, and what would follow from it.
    """

    date: date
    target_calories: int | None
    target_macros: MacrosView | None
    consumed_calories: Shown | None
    consumed_calories_low: Shown | None = Field(description="Where consumed_calories lies most likely: from …")
    consumed_calories_high: Shown | None = Field(description="… to.")
    consumed_macros: MacrosView
    remaining_calories: Shown | None
    remaining_macros: MacrosView | None
    completion_percentage: dict[str, float | None] | None
    meal_count: int
    tracked: bool | None = Field(
        description="What the person said of the day: true, all that was eaten is logged; false, not all; null, nothing."
    )
    completeness: dict[str, float] = Field(description="For each nutrient, the share (0..1) of the foods whose figure is known.")


class DayTrackingView(View):
    date: date
    tracked: bool | None = Field(description="As in the day's macros.")
    meal_count: int


def daily_macros_view(local_date: date, day: Day | None, target_without_day: Target | None = None) -> DailyMacrosView:
    """The day as a sum against its target. A day without a document has no meals, and the target that holds for it."""
    wanted = day.target if day else target_without_day
    totals = day.totals if day else None
    consumed = {name: getattr(totals, field) if totals else 0.0 for name, field in MACRO_FIELDS.items()}
    target = {name: getattr(wanted, field) for name, field in MACRO_FIELDS.items()} if wanted else None
    low, high = energy_range(totals) if totals else (0.0, 0.0)
    remaining = {name: _remaining(target[name], consumed[name]) for name in target} if target else None
    return DailyMacrosView(
        date=local_date,
        target_calories=round(target["calories"]) if target else None,
        target_macros=macros_of(target) if target else None,
        consumed_calories=consumed["calories"],
        consumed_calories_low=low,
        consumed_calories_high=high,
        consumed_macros=macros_of(consumed),
        remaining_calories=remaining["calories"] if remaining else None,
        remaining_macros=macros_of(remaining) if remaining else None,
        completion_percentage={name: _percentage(target[name], consumed[name]) for name in target} if target else None,
        meal_count=day.meal_count if day else 0,
        tracked=day.tracked if day else None,
        completeness=totals.completeness if totals else {},
    )


def _remaining(target: float, consumed: float | None) -> float | None:
    return None if consumed is None else max(0.0, target - consumed)


def _percentage(target: float, consumed: float | None) -> float | None:
    if consumed is None:
        return None
    return round(consumed / target * 100, 1) if target else 0.0
