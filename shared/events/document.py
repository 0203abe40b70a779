"""@document_written: a function that follows every write of a Firestore document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from cloudevents.http import CloudEvent

from shared.events.edge import Permanent, cloud_event_function
from shared.ids import pseudonym
from shared.logging import bind
from shared.rows import DocumentRow


@dataclass(frozen=True)
class Change:
    """One write: the document before (None: it was created) and after (None: it was deleted), and the parameters of its path."""

    before: dict[str, Any] | None
    after: dict[str, Any] | None
    parameters: dict[str, str]


class DocumentHandler:
    def __init__(self, handler: Callable[[Change], None]) -> None:
        self.handler = handler

    def __call__(self, change: Change) -> None:
        self.handler(change)

    def serve(self, row: DocumentRow) -> Callable[[CloudEvent], None]:
        def handle(event: CloudEvent) -> None:
            parameters = _parameters(row.document, str(event.get("document") or ""))
            if uid := parameters.get("uid"):
                bind(user=pseudonym(uid))
            self.handler(_change(event.data, parameters))

        return cloud_event_function(row, handle)


def document_written(handler: Callable[[Change], None]) -> DocumentHandler:
    """Marks a handler that takes a Change. It is called at least once for each write, in no order; raising has it called again."""
    return DocumentHandler(handler)


def _parameters(pattern: str, path: str) -> dict[str, str]:
    """`users/{uid}` and `users/u1` → {"uid": "u1"}."""
    wanted, given = pattern.split("/"), path.split("/")
    if len(wanted) != len(given) or any(w != g for w, g in zip(wanted, given, strict=True) if not w.startswith("{")):
        raise Permanent(f"the event's document is not one of {pattern}")
    return {w[1:-1]: g for w, g in zip(wanted, given, strict=True) if w.startswith("{")}


def _change(data: Any, parameters: dict[str, str]) -> Change:
    from google.events.cloud.firestore_v1 import DocumentEventData
    from google.protobuf.message import DecodeError

    try:
        event = DocumentEventData.pb(DocumentEventData.deserialize(data))
    except (DecodeError, TypeError):
        raise Permanent("the event holds no Firestore document") from None
    return Change(
        before=_fields(event.old_value.fields) if event.HasField("old_value") else None,
        after=_fields(event.value.fields) if event.HasField("value") else None,
        parameters=parameters,
    )


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Any) -> Any:
    """A Firestore value as the Python value that the Firestore client would give."""
    kind = value.WhichOneof("value_type")
    match kind:
        case None | "null_value":
            return None
        case "timestamp_value":
            return value.timestamp_value.ToDatetime(tzinfo=UTC)
        case "array_value":
            return [_value(item) for item in value.array_value.values]
        case "map_value":
            return _fields(value.map_value.fields)
        case "geo_point_value":
            return (value.geo_point_value.latitude, value.geo_point_value.longitude)
        case _:
            return getattr(value, kind)
