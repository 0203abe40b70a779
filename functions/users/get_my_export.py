"""How far an export is, and where to download it."""

from shared.http import Caller, endpoint
from shared.portability import service
from shared.portability.rules import ExportNotFound
from shared.portability.views import ExportView


@endpoint(raises=(ExportNotFound,))
def get_my_export(caller: Caller, export_id: str) -> ExportView:
    """How far it is; once it is ready, with an address that is good for an hour. Ask again for another."""
    return service.get_export(caller.uid, export_id)
