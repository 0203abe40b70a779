"""The person takes a copy of everything."""

from shared.http import Caller, Receipt, endpoint
from shared.portability import service
from shared.portability.views import ExportView


@endpoint(status=202, location="/v1/users/me/exports/{export_id}")
def export_me(caller: Caller, receipt: Receipt) -> ExportView:
    """Begins an export of everything that is stored of the caller: a zip with JSON documents and tables, kept for seven days.

    It takes seconds: listen to `users/{uid}/exports/{export_id}`, or poll the Location, which has the address to download it from.
    While one is under way, that one is the answer.
    """
    return service.export_account(caller.uid, receipt)
