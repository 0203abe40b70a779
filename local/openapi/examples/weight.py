"""Examples of the functions of weight."""

from __future__ import annotations

from typing import Any

from local.openapi.examples.common import ENTRY_ID

_WEIGH_IN: dict[str, Any] = {
    "id": ENTRY_ID,
    "weight_kg": 79.2,
    "recorded_at": "2025-01-31T06:40:00Z",
    "local_date": "2025-01-31",
    "source": "manual",
    "updated_at": "2025-01-31T06:40:12.305000Z",
}

REQUESTS: dict[str, Any] = {
    "add_weight_entry": {"weight_kg": 79.2, "recorded_at": "2025-01-31T07:40:00+01:00"},
    "sync_weight_entries": {"entries": [{"id": ENTRY_ID, "weight_kg": 79.2, "recorded_at": "2025-01-31T07:40:00+01:00"}]},
}

ANSWERS: dict[str, Any] = {
    "list_weight_entries": {"entries": [_WEIGH_IN], "next_cursor": None},
    "add_weight_entry": _WEIGH_IN,
    "sync_weight_entries": {"entries": [_WEIGH_IN | {"source": "sync"}], "created": 1, "updated": 0, "unchanged": 0},
    "delete_weight_entry": {"id": ENTRY_ID, "message": "The weigh-in was deleted."},
}
