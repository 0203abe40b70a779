"""What a day looks like so far."""

from typing import Annotated

from shared.http import Caller, Query, ZoneHeader, endpoint, person
from shared.meals.days import looking
from shared.meals.days.views import DailyMacrosView
from shared.types import LocalDate


@endpoint()
def get_daily_macros(
    caller: Caller,
    date: Annotated[LocalDate | None, Query("The day, YYYY-MM-DD; the caller's today when left out.")] = None,
    x_timezone: ZoneHeader = None,
) -> DailyMacrosView:
    """Consumed energy and macros of a day, against its target where there is one.

    Counts meals that are ready or whose figures are being grounded. The app's day screen listens to `users/{uid}/days/{date}`.
    """
    return looking.daily_macros(person(caller, x_timezone), date)
