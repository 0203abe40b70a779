"""Examples of the functions of activities."""

from __future__ import annotations

from typing import Any

from local.openapi.examples.common import DELIVERY, MEAL_ID, PHOTO

_ACTIVITY: dict[str, Any] = {
    "id": MEAL_ID,
    "type": "meal",
    "timestamp": "2025-01-31T12:00:00.214000Z",
    "title": "Grilled chicken with rice and broccoli",
    "meal_type": "lunch",
    "calories": 513.0,
    "macros": {"protein": 53.6, "carbs": 57.3, "fat": 6.3},
    "quantity": 420.0,
    "status": "ready",
    "image_url": f"{DELIVERY}/{PHOTO}",
}

ANSWERS: dict[str, Any] = {
    "get_daily_activities": [_ACTIVITY],
    "get_bulk_activities": {
        "start": "2025-01-01",
        "end": "2025-01-31",
        "days": [{"date": "2025-01-31", "activities": [_ACTIVITY]}],
    },
}
