"""The person lives in another zone."""

from typing import Annotated

from shared.http import Body, Caller, UserNotFound, endpoint
from shared.users import service
from shared.users.requests import TimezoneChange
from shared.users.views import TimezoneView


@endpoint(raises=(UserNotFound,))
def update_timezone(caller: Caller, change: Annotated[TimezoneChange, Body("The zone.")]) -> TimezoneView:
    """Stores the zone that days begin and end in where a request names none, and the hour at which they begin.

    It counts within a minute, for days to come: meals that are logged stay on their days.
    """
    return service.update_timezone(caller.uid, change)
