"""Examples of the functions of billing."""

from __future__ import annotations

from typing import Any

from local.openapi.examples.common import UID

_SUBSCRIPTION: dict[str, Any] = {
    "product_id": "com.mealtrack.premium.monthly",
    "status": "active",
    "expires_at": "2025-02-28T11:58:02Z",
    "is_monthly": True,
    "is_yearly": False,
    "platform": "ios",
}

REQUESTS: dict[str, Any] = {
    "handle_revenuecat_event": {
        "event": {
            "id": "7c0f2a4e-93b1-4d58-a6e7-1f2b3c4d5e6f",
            "type": "INITIAL_PURCHASE",
            "event_timestamp_ms": 1738324684112,
            "app_user_id": UID,
            "original_app_user_id": UID,
            "aliases": [UID],
            "product_id": "com.mealtrack.premium.monthly",
            "entitlement_ids": ["premium"],
            "period_type": "NORMAL",
            "purchased_at_ms": 1738324682000,
            "expiration_at_ms": 1740743882000,
            "store": "APP_STORE",
            "environment": "PRODUCTION",
            "transaction_id": "370001850000001",
            "original_transaction_id": "370001850000001",
        },
    },
}

ANSWERS: dict[str, Any] = {
    "handle_revenuecat_event": {"status": "success"},
    "get_subscription": {"is_premium": True, "premium_until": "2025-02-28T11:58:02Z", "subscription": _SUBSCRIPTION},
}
