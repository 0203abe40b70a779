"""The person is here."""

from shared.http import Caller, UserNotFound, endpoint
from shared.users import service
from shared.users.views import AccessView


@endpoint(raises=(UserNotFound,))
def touch_last_accessed(caller: Caller) -> AccessView:
    """Notes that the caller uses the app now, by our clock; a body is ignored."""
    return service.touch_last_accessed(caller.uid)
