"""The app introduces the person who has signed in."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, ZoneHeader, endpoint
from shared.users import service
from shared.users.requests import SyncRequest
from shared.users.rules import UsernameTaken
from shared.users.views import SyncView


@endpoint(raises=(UsernameTaken,))
def sync_user(
    caller: Caller,
    receipt: Receipt,
    request: Annotated[SyncRequest, Body("What the sign-in told the app.")],
    x_timezone: ZoneHeader = None,
) -> SyncView:
    """Makes the account of a person whom we do not know yet, or brings what we know up to date. Call it after every sign-in.

    Uid, e-mail address and provider are those of the token, whatever the body says.
    """
    return service.sync_user(caller.uid, caller.identity, request, x_timezone, receipt)
