"""How far an import is."""

from shared.http import Caller, endpoint
from shared.portability import service
from shared.portability.rules import ImportNotFound
from shared.portability.views import ImportView


@endpoint(raises=(ImportNotFound,))
def get_my_import(caller: Caller, import_id: str) -> ImportView:
    """What has been taken over so far, and what was left out and why."""
    return service.get_import(caller.uid, import_id)
