"""The person brings their data along."""

from typing import Annotated

from shared.http import Caller, File, Receipt, Upload, endpoint
from shared.portability import service
from shared.portability.archive import MAX_FILE_BYTES
from shared.portability.rules import ImportInProgress, NotAnExport
from shared.portability.views import ImportView


@endpoint(status=202, raises=(NotAnExport, ImportInProgress), location="/v1/users/me/imports/{import_id}")
def import_me(
    caller: Caller,
    receipt: Receipt,
    file: Annotated[Upload, File("An export, as it was downloaded.", max_bytes=MAX_FILE_BYTES, media_types=("application/zip",))],
) -> ImportView:
    """Takes over the meals, days and targets of an export, of this or of another account: poll the Location, or listen.

    Doing it again changes nothing. What the caller has already is kept as it is. Photos are not taken over: they belong to the
    account that they were taken with.
    """
    return service.import_account(caller.uid, file.data, receipt)
