"""The person's account."""

from shared.http import Caller, UserNotFound, endpoint
from shared.users import service
from shared.users.views import UserView


@endpoint(raises=(UserNotFound,))
def get_me(caller: Caller) -> UserView:
    """The caller's account; 404 until the app has introduced the person with POST /v1/users/sync."""
    return service.get_me(caller.uid)
