"""What a person looks at in their activities. The day documents hold all of it: a day costs one read."""

from __future__ import annotations

from datetime import date

from shared import clock
from shared.activities.views import Activities, BulkActivitiesView, DayActivitiesView, activities_of
from shared.dates import check_range
from shared.meals import reading
from shared.users.models import Person


def daily_activities(person: Person, local_date: date | None) -> Activities:
    """One read."""
    day = reading.get_day(person.uid, local_date or person.today(clock.now()))
    return Activities(activities_of(day) if day else [])


def bulk_activities(uid: str, start: date, end: date) -> BulkActivitiesView:
    """At most 60 reads. Raises InvalidDateRange and DateRangeTooLarge."""
    check_range(start, end)
    days = [DayActivitiesView(date=day.local_date, activities=activities_of(day)) for day in reading.list_days(uid, start, end)]
    return BulkActivitiesView(start=start, end=end, days=[day for day in days if day.activities])
