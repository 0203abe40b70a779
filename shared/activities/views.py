"""What the app gets: a person's activities. Energy in kcal, mass in g; null means not known."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field, RootModel

from shared.meals.models import Day, DayEntry, MealType
from shared.meals.views import ClientStatus, MacrosView, client_status, macros_view
from shared.types import Shown, View


class ActivityView(View):
    """A meal. Other kinds of activity may join: pass over a `type` that you do not know."""

    id: str = Field(description="The meal's.")
    type: Literal["meal"]
    timestamp: datetime
    title: str | None
    meal_type: MealType
    calories: Shown | None
    macros: MacrosView
    quantity: Shown | None = Field(description="g.")
    status: ClientStatus
    image_url: str | None


class Activities(RootModel[list[ActivityView]]):
    """Newest first."""


class DayActivitiesView(View):
    date: date
    activities: list[ActivityView] = Field(description="Newest first.")


class BulkActivitiesView(View):
    start: date
    end: date
    days: list[DayActivitiesView] = Field(description="Newest first; days without activities are left out.")


def activities_of(day: Day) -> list[ActivityView]:
    """Newest first."""
    newest_first = sorted(day.entries.items(), key=lambda each: (each[1].logged_at, each[0]), reverse=True)
    return [_activity(meal_id, entry) for meal_id, entry in newest_first]


def _activity(meal_id: str, entry: DayEntry) -> ActivityView:
    return ActivityView(
        id=meal_id,
        type="meal",
        timestamp=entry.logged_at,
        title=entry.name,
        meal_type=entry.meal_type,
        calories=entry.nutrition.calories,
        macros=macros_view(entry.nutrition),
        quantity=entry.nutrition.total_weight_g,
        status=client_status(entry.status),
        image_url=entry.image_url,
    )
