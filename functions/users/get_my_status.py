"""Whether the person is through with onboarding."""

from shared.http import Caller, UserNotFound, endpoint
from shared.users import service
from shared.users.views import StatusView


@endpoint(raises=(UserNotFound,))
def get_my_status(caller: Caller) -> StatusView:
    """The little that the app asks when it starts."""
    return service.get_status(caller.uid)
