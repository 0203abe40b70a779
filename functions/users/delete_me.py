"""The person leaves."""

from shared.deletion import service
from shared.deletion.views import DeletionView
from shared.http import Caller, endpoint


@endpoint(status=202, location="/v1/account-deletions/{receipt_id}")
def delete_me(caller: Caller) -> DeletionView:
    """Closes the account at once, and deletes it and everything in it within minutes. There is no way back.

    Meals, photos, exports and the sign-in go; `receipt_id` shows, without a token, how far it is and what was deleted. Whoever
    signs up again is a new person.
    """
    return service.delete_account(caller.uid)
