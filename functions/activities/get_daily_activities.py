"""What the person did on a day."""

from typing import Annotated

from shared.activities import service
from shared.activities.views import Activities
from shared.http import Caller, Query, ZoneHeader, endpoint, person
from shared.types import LocalDate


@endpoint()
def get_daily_activities(
    caller: Caller,
    date: Annotated[LocalDate | None, Query("The day, YYYY-MM-DD; the caller's today when left out.")] = None,
    x_timezone: ZoneHeader = None,
) -> Activities:
    """The activities of a day, newest first: its meals, as far as they count on it."""
    return service.daily_activities(person(caller, x_timezone), date)
