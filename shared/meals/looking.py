"""A person looks at their meals and days. One function a use case."""

from __future__ import annotations

from datetime import date

from shared import clock
from shared.meals import reading
from shared.meals.views import DailyMacrosView, MealListView, MealView, daily_macros_view, meal_view, summary_view
from shared.profiles.store import get_target
from shared.users.models import Person


def get_meal(uid: str, meal_id: str) -> MealView:
    return meal_view(reading.get_meal(uid, reading.checked_id(meal_id)))


def list_meals(uid: str, *, first: date | None, last: date | None, cursor: str | None, limit: int) -> MealListView:
    page = reading.list_meals(uid, first=first, last=last, cursor=cursor, limit=limit)
    return MealListView(meals=[summary_view(meal) for meal in page.meals], next_cursor=page.next_cursor)


def daily_macros(person: Person, day: date | None) -> DailyMacrosView:
    local_date = day or person.today(clock.now())
    kept = reading.get_day(person.uid, local_date)
    return daily_macros_view(local_date, kept, None if kept else get_target(person.uid, on=local_date))
