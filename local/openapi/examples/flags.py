"""Examples of the functions of flags."""

from __future__ import annotations

from typing import Any

from local.openapi.examples.common import UID

_FLAG: dict[str, Any] = {
    "name": "barcode-scanner",
    "enabled": True,
    "description": "The scanner on the home screen.",
    "rollout_percentage": 10,
    "user_ids": [UID],
    "updated_by": "Zq7mT2cR9sWb4nXeK1vY8uLd0pJ3",
    "created_at": "2025-01-30T09:12:40.518000Z",
    "updated_at": "2025-01-30T09:12:40.518000Z",
}

REQUESTS: dict[str, Any] = {
    "create_feature_flag": {key: _FLAG[key] for key in ("name", "enabled", "description", "rollout_percentage", "user_ids")},
    "update_feature_flag": {"rollout_percentage": 50},
}

ANSWERS: dict[str, Any] = {
    "list_feature_flags": {
        "flags": {"barcode-scanner": False, "weekly-budget": True},
        "updated_at": "2025-01-30T09:12:40.518000Z",
    },
    "list_my_feature_flags": {
        "flags": {"barcode-scanner": True, "weekly-budget": True},
        "updated_at": "2025-01-30T09:12:40.518000Z",
    },
    "get_feature_flag": {
        "name": "barcode-scanner",
        "enabled": False,
        "description": "The scanner on the home screen.",
        "created_at": "2025-01-30T09:12:40.518000Z",
        "updated_at": "2025-01-30T09:12:40.518000Z",
    },
    "create_feature_flag": _FLAG,
    "update_feature_flag": _FLAG | {"rollout_percentage": 50, "updated_at": "2025-01-31T08:00:03.224000Z"},
}
