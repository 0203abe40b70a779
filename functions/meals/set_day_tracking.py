"""The person says whether a day is logged whole."""

from typing import Annotated

from shared.http import Body, Caller, ZoneHeader, endpoint, person
from shared.meals.days import tracking
from shared.meals.days.requests import TrackingChange
from shared.meals.days.views import DayTrackingView
from shared.meals.problems import DateOutOfRange
from shared.types import LocalDate


@endpoint(raises=(DateOutOfRange,))
def set_day_tracking(
    caller: Caller,
    date: LocalDate,
    change: Annotated[TrackingChange, Body("What the person says of the day.")],
    x_timezone: ZoneHeader = None,
) -> DayTrackingView:
    """Marks a day as logged whole or not. It stays marked whatever becomes of its meals.

    The adaptive estimate of the usual day leaves out days that are not logged whole. Without a mark it takes a day for whole when
    every food's energy is known and the sum is not implausibly small.
    """
    return tracking.set_tracking(person(caller, x_timezone), date, change.tracked)
