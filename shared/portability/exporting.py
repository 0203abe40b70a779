"""The worker of an export: streams everything that is a person's into a zip in Cloud Storage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from shared import clock
from shared.clients import storage
from shared.ids import new_id
from shared.portability import store
from shared.portability.archive import FORMAT, VERSION, Manifest, Writer
from shared.portability.models import Export
from shared.portability.tables import TABLES
from shared.portability.work import Work

CONTENT_TYPE = "application/zip"


def write(work: Work[Export]) -> None:
    """Writes the file and finishes the export. Memory does not grow with what there is; tables read their documents anew."""
    export = work.job
    uid, name = export.uid, f"exports/{export.uid}/{export.export_id}/{new_id()}.zip"  # no two workers write one file
    with storage.writing(name, CONTENT_TYPE) as file:
        writer = Writer(file)
        writer.readme(export.created_at)
        writer.documents("account", [("", store.account_of(uid))])
        for collection in store.collections_of(uid):
            writer.documents(collection, _counted(work, collection, store.documents_of(uid, collection)))
        for table in TABLES:
            documents = (data for path, data in store.documents_of(uid, table.collection))
            writer.table(table.name, table.columns, table.rows(_alive(work, documents)))
        writer.close(
            Manifest(format=FORMAT, version=VERSION, uid=uid, exported_at=clock.now(), counts={"account": 1, **work.progress})
        )
    try:
        work.finish(file=name, size_bytes=storage.size_of(name))
    except Exception:
        storage.delete(name)  # the export is gone, or another worker's: nobody would ever find this file
        raise


def _counted(work: Work[Export], collection: str, documents: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    work.progress[collection] = 0
    for document in documents:
        work.progress[collection] += 1
        work.keep_alive()
        yield document


def _alive(work: Work[Export], documents: Iterable[Any]) -> Iterator[Any]:
    for document in documents:
        work.keep_alive()
        yield document
