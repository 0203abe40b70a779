"""What a person says of a whole day: whether all that they ate is in its log."""

from __future__ import annotations

from datetime import date

from shared import clock
from shared.clients.firestore import Unit, atomically
from shared.meals import store
from shared.meals.days import rules
from shared.meals.days.views import DayTrackingView
from shared.profiles.store import read_profile
from shared.users.models import Person
from shared.weight import weighing


def set_tracking(person: Person, local_date: date, tracked: bool | None) -> DayTrackingView:
    """Keeps it with the day, whatever becomes of its meals; the adaptive estimate follows. Raises DateOutOfRange."""
    now = clock.now()
    rules.check_loggable(local_date, person.today(now))

    def work(unit: Unit) -> DayTrackingView:
        before = store.read_day(unit, person.uid, local_date, now)
        after = rules.with_tracking(before, tracked, now)
        if after != before:
            store.put_day(unit, person.uid, after)
            if profile := read_profile(unit, person.uid):
                weighing.renew_estimate(unit, person, profile, weighing.recent(person.uid, {}, now), now, changed_day=after)
        return DayTrackingView(date=local_date, tracked=after.tracked, meal_count=after.meal_count)

    return atomically(work)
