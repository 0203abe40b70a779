"""The person's body, habits and goal."""

from shared.http import Caller, ZoneHeader, endpoint, person
from shared.profiles import service
from shared.profiles.rules import ProfileNotFound
from shared.profiles.views import MetricsView


@endpoint(raises=(ProfileNotFound,))
def get_metrics(caller: Caller, x_timezone: ZoneHeader = None) -> MetricsView:
    """Body, habits and goal as they were last told; the age moves on with the calendar."""
    return service.get_metrics(person(caller, x_timezone))
