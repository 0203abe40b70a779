"""Exports and imports in Firestore, and the reading of everything that is a person's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from shared.clients.firestore import Unit, atomically, document_of, firestore, patience
from shared.portability import rules
from shared.portability.collections import NOT_EXPORTED, ORDER
from shared.portability.models import Export, Import, Job
from shared.portability.rules import ExportNotFound, ImportNotFound
from shared.users.models import Account
from shared.users.store import user_path

J = TypeVar("J", Export, Import)
_PAGE = 100


def export_path(uid: str, export_id: str) -> str:
    return f"users/{uid}/exports/{export_id}"


def import_path(uid: str, import_id: str) -> str:
    return f"users/{uid}/imports/{import_id}"


def current_path(uid: str, kind: type[Job]) -> str:
    """Which export or import was the last one to be asked for."""
    return f"users/{uid}/limits/{kind.__name__.lower()}"


def get_export(uid: str, export_id: str, now: datetime) -> Export:
    """One read. Raises ExportNotFound, also when its time is over."""
    snapshot = firestore().document(export_path(uid, export_id)).get(**patience())
    export = Export.model_validate(snapshot.to_dict()) if snapshot.exists else None
    if export is None or export.expires_at <= now:
        raise ExportNotFound("You have no export with this id, or its seven days are over: ask for a new one.")
    return export


def get_import(uid: str, import_id: str, now: datetime) -> Import:
    """One read. Raises ImportNotFound, also when its time is over."""
    snapshot = firestore().document(import_path(uid, import_id)).get(**patience())
    found = Import.model_validate(snapshot.to_dict()) if snapshot.exists else None
    if found is None or found.expires_at <= now:
        raise ImportNotFound("You have no import with this id.")
    return found


def task_name(job: Job) -> str:
    """The name of the task of a run: the same however often the run is asked for."""
    kind, name = path_of(job).split("/")[2:]
    return f"{kind}-{name}-{job.run}"


def begin(unit: Unit, job: J, now: datetime) -> J:
    """Puts a new export or import; where one of this person is under way, finds that."""
    current = current_path(job.uid, type(job))
    (last,) = unit.get(current)
    if last:
        (stored,) = unit.get(last["path"])
        running = type(job).model_validate(stored) if stored else None
        if running and rules.is_under_way(running, now):
            return running
    path = path_of(job)
    unit.get(path)
    unit.put(path, document_of(job))
    unit.put(current, {"path": path})
    return job


def path_of(job: Job) -> str:
    match job:
        case Export():
            return export_path(job.uid, job.export_id)
        case Import():
            return import_path(job.uid, job.import_id)
    raise TypeError(type(job).__name__)


def change(path: str, kind: type[J], step: Callable[[J], J]) -> J:
    """Applies a step of the rules in a commit of its own. Raises LostLease where the document is gone, and what the step raises."""

    def work(unit: Unit) -> J:
        (stored,) = unit.get(path)
        if stored is None:
            raise rules.LostLease
        after = step(kind.model_validate(stored))
        unit.put(path, document_of(after))
        return after

    return atomically(work)


def put_if_absent(unit: Unit, path: str, model: BaseModel) -> bool:
    """Puts a document where there is none; whether that was so."""
    (stored,) = unit.get(path)
    if stored is None:
        unit.put(path, document_of(model))
    return stored is None


def is_active(uid: str) -> bool:
    """Whether the account is not being deleted. One read."""
    return Account.model_validate(firestore().document(user_path(uid)).get(**patience()).to_dict() or {}).is_active


# Everything that is a person's


def account_of(uid: str) -> dict[str, Any]:
    """One read."""
    return firestore().document(user_path(uid)).get(**patience()).to_dict() or {}


def collections_of(uid: str) -> list[str]:
    """The names of the collections that an export holds."""
    found = (collection.id for collection in firestore().document(user_path(uid)).collections(**patience()))
    return sorted(name for name in found if name not in NOT_EXPORTED)


def documents_of(uid: str, collection: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path below the account, fields) of every document of a collection and below it, page by page; one read each."""
    base = f"{user_path(uid)}/"
    query = firestore().collection(f"{base}{collection}")
    order = ORDER.get(collection)
    ordered = (query.order_by(order).order_by("__name__") if order else query.recursive()).limit(_PAGE)
    page = list(ordered.stream(**patience()))
    while page:
        for snapshot in page:
            yield snapshot.reference.path.removeprefix(base), snapshot.to_dict() or {}
        page = list(ordered.start_after(page[-1]).stream(**patience()))
