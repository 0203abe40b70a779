"""A new weight, another goal: the targets follow."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, ZoneHeader, endpoint, person
from shared.http.if_match import IfMatch
from shared.profiles import service
from shared.profiles.requests import MetricsChange
from shared.profiles.rules import GoalCooldown, NoMetricsGiven, ProfileNotFound
from shared.profiles.views import PersonTdeeView


@endpoint(raises=(NoMetricsGiven, ProfileNotFound, GoalCooldown))
def update_metrics(
    caller: Caller,
    receipt: Receipt,
    change: Annotated[MetricsChange, Body("What has changed.")],
    x_timezone: ZoneHeader = None,
    if_match: IfMatch = None,
) -> PersonTdeeView:
    """Changes body, habits or goal, and answers the new targets, which hold from the caller's today on.

    A goal stays for seven days: changing it sooner is refused with `details.cooldown_until`, unless `override` is true.
    """
    return service.update_metrics(person(caller, x_timezone), change, receipt, if_match)
