"""A person looks at their meals. One function a use case."""

from __future__ import annotations

from datetime import date

from shared.meals import reading
from shared.meals.views import MealListView, MealView, meal_view, summary_view


def get_meal(uid: str, meal_id: str) -> MealView:
    return meal_view(reading.get_meal(uid, reading.checked_id(meal_id)))


def list_meals(uid: str, *, first: date | None, last: date | None, cursor: str | None, limit: int) -> MealListView:
    page = reading.list_meals(uid, first=first, last=last, cursor=cursor, limit=limit)
    return MealListView(meals=[summary_view(meal) for meal in page.meals], next_cursor=page.next_cursor)
