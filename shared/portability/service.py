"""Taking one's data along: what a person asks for. The work itself is done in exporting.py and importing.py."""

from __future__ import annotations

from datetime import timedelta

from shared import clock
from shared.clients import storage
from shared.clients.firestore import Unit
from shared.idempotency import Receipt
from shared.ids import is_id
from shared.portability import rules, store
from shared.portability.archive import Reader
from shared.portability.models import Export, Import, JobStatus
from shared.portability.rules import ExportNotFound, ImportInProgress, ImportNotFound
from shared.portability.views import ExportView, ImportView, export_view, import_view

# An address that gets into wrong hands is of no use for long; a new one is a call away.
_LINK_VALID = timedelta(hours=1)


def export_account(uid: str, receipt: Receipt) -> ExportView:
    """Begins an export; where one is under way, that is the one."""
    now = clock.now()
    export = Export(uid=uid, export_id=receipt.resource_id(), created_at=now, updated_at=now, expires_at=now + rules.KEPT_FOR)

    def work(unit: Unit) -> ExportView:
        return export_view(store.begin(unit, export, now))

    return receipt.commit(work)


def get_export(uid: str, export_id: str) -> ExportView:
    """With an address to download it from, once it is ready. One read. Raises ExportNotFound."""
    if not is_id(export_id):
        raise ExportNotFound("You have no export with this id.")
    now = clock.now()
    export = store.get_export(uid, export_id, now)
    if export.status is not JobStatus.READY or export.file is None:
        return export_view(export)
    valid = min(_LINK_VALID, export.expires_at - now)
    url = storage.signed_url(export.file, valid, f"mealtrack-{export.created_at:%Y-%m-%d}.zip")
    return export_view(export, url, now + valid)


def import_account(uid: str, data: bytes, receipt: Receipt) -> ImportView:
    """Takes a file of ours in; what is in it follows. Raises NotAnExport and ImportInProgress."""
    Reader(data)  # what is plainly none of ours is refused here, with the reason
    now, import_id = clock.now(), receipt.resource_id()
    file = f"imports/{uid}/{import_id}.zip"
    storage.put(file, data, "application/zip")
    wanted = Import(uid=uid, import_id=import_id, file=file, created_at=now, updated_at=now, expires_at=now + rules.KEPT_FOR)

    def work(unit: Unit) -> ImportView:
        begun = store.begin(unit, wanted, now)
        if begun.import_id != import_id:
            raise ImportInProgress("Wait until it is done.", import_id=begun.import_id)
        return import_view(begun)

    try:
        return receipt.commit(work)
    except ImportInProgress:
        storage.delete(file)
        raise


def get_import(uid: str, import_id: str) -> ImportView:
    """One read. Raises ImportNotFound."""
    if not is_id(import_id):
        raise ImportNotFound("You have no import with this id.")
    return import_view(store.get_import(uid, import_id, clock.now()))
