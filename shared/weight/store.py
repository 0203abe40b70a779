"""Weigh-ins and the adaptive estimate in Firestore: the only place of the area that knows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared import cursors
from shared.clients.firestore import Unit, document_of, firestore, patience
from shared.weight.models import Estimate, WeightEntry


def entries_path(uid: str) -> str:
    return f"users/{uid}/weight_entries"


def entry_path(uid: str, entry_id: str) -> str:
    return f"{entries_path(uid)}/{entry_id}"


def estimate_path(uid: str) -> str:
    return f"users/{uid}/profile/adaptive"


@dataclass(frozen=True)
class Page:
    entries: list[WeightEntry]
    next_cursor: str | None


def list_entries(uid: str, *, cursor: str | None, limit: int) -> Page:
    """The person's weigh-ins from the newest to the oldest, `limit` + 1 reads at most. Raises InvalidCursor."""
    query = _newest_first(firestore().collection(entries_path(uid)))
    if cursor:
        recorded_at, entry_id = cursors.decode(cursor, _place)
        query = query.start_after({"recorded_at": recorded_at, "__name__": entry_id})
    found = [WeightEntry.model_validate(snapshot.to_dict()) for snapshot in query.limit(limit + 1).stream(**patience())]
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], cursors.encode(last.recorded_at.isoformat(), last.entry_id) if last else None)


def entries_since(uid: str, since: datetime, limit: int) -> list[WeightEntry]:
    """The newest weigh-ins from that instant on, newest first, at most `limit` reads."""
    from google.cloud.firestore_v1.base_query import FieldFilter

    query = (
        _newest_first(firestore().collection(entries_path(uid))).where(filter=FieldFilter("recorded_at", ">=", since)).limit(limit)
    )
    return [WeightEntry.model_validate(snapshot.to_dict()) for snapshot in query.stream(**patience())]


def get_estimate(uid: str) -> Estimate | None:
    """One read."""
    snapshot = firestore().document(estimate_path(uid)).get(**patience())
    return Estimate.model_validate(snapshot.to_dict()) if snapshot.exists else None


def read_entries(unit: Unit, uid: str, entry_ids: Iterable[str]) -> dict[str, WeightEntry]:
    """Those of the weigh-ins that there are, by id, to be changed in the unit's commit. One read each."""
    ids = list(dict.fromkeys(entry_ids))
    stored = unit.get(*(entry_path(uid, entry_id) for entry_id in ids)) if ids else []
    return {entry_id: WeightEntry.model_validate(data) for entry_id, data in zip(ids, stored, strict=True) if data}


def put_entry(unit: Unit, uid: str, entry: WeightEntry) -> None:
    """Puts a weigh-in that the unit has read."""
    unit.put(entry_path(uid, entry.entry_id), document_of(entry))


def delete_entry(unit: Unit, uid: str, entry_id: str) -> None:
    """Deletes a weigh-in that the unit has read."""
    unit.delete(entry_path(uid, entry_id))


def read_estimate(unit: Unit, uid: str) -> Estimate | None:
    """The estimate, to be changed in the unit's commit."""
    (stored,) = unit.get(estimate_path(uid))
    return Estimate.model_validate(stored) if stored else None


def put_estimate(unit: Unit, uid: str, estimate: Estimate | None) -> None:
    """Puts an estimate that the unit has read; None takes it away."""
    if estimate:
        unit.put(estimate_path(uid), document_of(estimate))
    else:
        unit.delete(estimate_path(uid))


def _newest_first(entries: Any) -> Any:
    """Weigh-ins of one instant in the order of their ids."""
    from google.cloud.firestore import Query

    return entries.order_by("recorded_at", direction=Query.DESCENDING).order_by("__name__", direction=Query.DESCENDING)


def _place(recorded_at: str, entry_id: str) -> tuple[datetime, str]:
    return cursors.instant(recorded_at), cursors.identifier(entry_id)
