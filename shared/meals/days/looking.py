"""A person looks at a day."""

from __future__ import annotations

from datetime import date

from shared import clock
from shared.meals import reading
from shared.meals.days.views import DailyMacrosView, daily_macros_view
from shared.profiles.store import get_target
from shared.users.models import Person


def daily_macros(person: Person, day: date | None) -> DailyMacrosView:
    local_date = day or person.today(clock.now())
    kept = reading.get_day(person.uid, local_date)
    return daily_macros_view(local_date, kept, None if kept else get_target(person.uid, on=local_date))
