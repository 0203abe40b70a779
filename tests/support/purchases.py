"""RevenueCat as it calls us and as it answers, and what is stored of purchases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx

from local.cloud import Cloud
from local.environment import STAND_IN_KEY
from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from shared.ids import new_id
from tests.support.web import web

WEBHOOK = "/v1/webhooks/revenuecat"
MONTHLY = "com.example.premium.monthly"


def deliver(cloud: Cloud, event: dict[str, Any], authorization: str | None = STAND_IN_KEY, **about: Any) -> httpx.Response:
    """Posts an event as RevenueCat does, with the secret unless it shall be another."""
    headers = {"Authorization": authorization} if authorization is not None else {}
    body = {"event": event, "api_version": "1.0"}
    return web.post(f"{cloud.urls['gateway']}{WEBHOOK}", json=body, headers=headers, **about)


def told(cloud: Cloud, event: dict[str, Any]) -> str:
    """Delivers an event, and what the answer calls its outcome."""
    answer = deliver(cloud, event)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["status"])


def bought(
    customer: str, kind: str = "INITIAL_PURCHASE", *, days: float = 30, ago: timedelta = timedelta(0), **changes: Any
) -> Any:
    """An event that happened `ago`, of a subscription that is paid for until in `days`."""
    now = clock.now()
    return {
        "id": new_id(),
        "type": kind,
        "event_timestamp_ms": milliseconds(now - ago),
        "app_user_id": customer,
        "original_app_user_id": customer,
        "aliases": [customer],
        "product_id": MONTHLY,
        "entitlement_ids": ["premium"],
        "period_type": "NORMAL",
        "purchased_at_ms": milliseconds(now - ago),
        "expiration_at_ms": milliseconds(now + timedelta(days=days)),
        "store": "PLAY_STORE",
        "environment": "PRODUCTION",
        "transaction_id": f"GPA.{customer}",
        "original_transaction_id": f"GPA.{customer}",
    } | changes


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def subscriptions_of(phone: Phone) -> dict[str, dict[str, Any]]:
    """The stored subscriptions under a person, by their ids."""
    found = firestore().collection(f"users/{phone.uid}/subscriptions").stream()
    return {snapshot.id: snapshot.to_dict() or {} for snapshot in found}


def introduced(phone: Phone) -> Phone:
    assert phone.request("POST", "/v1/users/sync", json={}).status_code == 200
    return phone


def me(phone: Phone) -> dict[str, Any]:
    answer = phone.request("GET", "/v1/users/me")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def known_subscription(*, days: float = 30, product: str = MONTHLY, **changes: Any) -> dict[str, Any]:
    """What RevenueCat's answer says of one running subscription, as keyword arguments of `knows`."""
    expires = f"{clock.now() + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
    entry = {
        "auto_resume_date": None,
        "billing_issues_detected_at": None,
        "expires_date": expires,
        "grace_period_expires_date": None,
        "is_sandbox": False,
        "original_purchase_date": "2025-01-01T00:00:00Z",
        "purchase_date": "2025-01-01T00:00:00Z",
        "refunded_at": None,
        "store": "play_store",
        "unsubscribe_detected_at": None,
    } | changes
    entitlement = {
        "expires_date": entry["expires_date"],
        "grace_period_expires_date": entry["grace_period_expires_date"],
        "product_identifier": product,
        "purchase_date": entry["purchase_date"],
    }
    return {"subscriptions": {product: entry}, "entitlements": {"premium": entitlement}}
