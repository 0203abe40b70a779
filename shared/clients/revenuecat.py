"""RevenueCat: knows what a customer has bought in any store. Its REST API, version 1."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import quote

from shared.billing.models import Purchase, Snapshot
from shared.billing.models import SubscriptionStatus as Status
from shared.clients.once import once
from shared.errors import VendorBusy, VendorRefused
from shared.settings import settings

VENDOR = "revenuecat"
_MAX_BYTES = 1024 * 1024


def customer(app_user_id: str) -> Snapshot:
    """What RevenueCat knows of a customer. It makes one of every id that it is asked about: ask for those of users of ours only.

    Raises VendorBusy or VendorRefused.
    """
    answer = _get(f"/v1/subscribers/{quote(app_user_id, safe='')}")
    try:
        return _snapshot(answer)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise VendorBusy(VENDOR, "an answer of another form") from None


def _get(path: str) -> Any:
    import urllib3

    current = settings()
    if not (key := current.REVENUECAT_API_KEY.get_secret_value()):
        raise VendorRefused(VENDOR, "no key is set")
    headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
    timeout = urllib3.Timeout(total=current.REVENUECAT_TIMEOUT_S)
    try:
        with _pool().request(
            "GET", f"{current.REVENUECAT_BASE_URL}{path}", headers=headers, timeout=timeout, preload_content=False, redirect=False
        ) as answer:
            if answer.status == 429 or answer.status >= 500:
                raise VendorBusy(VENDOR, f"answered {answer.status}", retry_after_s=_seconds(answer.headers.get("Retry-After", "")))
            if answer.status not in {200, 201}:
                raise VendorRefused(VENDOR, f"answered {answer.status}")
            body: bytes = answer.read(_MAX_BYTES + 1, decode_content=True)
    except urllib3.exceptions.HTTPError as error:
        raise VendorBusy(VENDOR, f"no answer: {type(error).__name__}") from None
    if len(body) > _MAX_BYTES:
        raise VendorBusy(VENDOR, "an answer without end")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise VendorBusy(VENDOR, "an answer that is no JSON") from None


@once
def _pool() -> Any:
    import urllib3

    return urllib3.PoolManager(num_pools=1, maxsize=8, retries=False)


def _snapshot(answer: Any) -> Snapshot:
    at = _required_instant(answer["request_date"])
    subscriber = answer["subscriber"]
    purchases = {product: _purchase(product, found, at) for product, found in subscriber["subscriptions"].items()}
    bought_once = {product: found[-1] for product, found in (subscriber.get("non_subscriptions") or {}).items() if found}
    entitlement = subscriber["entitlements"].get(settings().REVENUECAT_ENTITLEMENT)
    entitled = None
    if entitlement:
        product = str(entitlement["product_identifier"])
        bought = subscriber["subscriptions"].get(product) or bought_once.get(product) or {}
        found = _purchase(product, bought | entitlement, at)
        entitled = None if found.status in {Status.EXPIRED, Status.REFUNDED} else found
    return Snapshot(at, tuple(purchases.values()), entitled)


def _purchase(product: str, found: Any, at: datetime) -> Purchase:
    expires, grace = _instant(found.get("expires_date")), _instant(found.get("grace_period_expires_date"))
    cancelled, refunded = _instant(found.get("unsubscribe_detected_at")), _instant(found.get("refunded_at"))
    if refunded:
        status = Status.REFUNDED
    elif expires and max(expires, grace or expires) <= at:
        status = Status.EXPIRED
    elif found.get("billing_issues_detected_at"):
        status = Status.BILLING_ISSUE
    else:
        status = Status.CANCELLED if cancelled else Status.ACTIVE
    return Purchase(
        product_id=product,
        status=status,
        store=found.get("store"),
        expires_at=expires,
        grace_period_expires_at=grace,
        cancelled_at=cancelled,
        refunded_at=refunded,
        is_sandbox=found.get("is_sandbox") is True,
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else _required_instant(text)


def _required_instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant without zone")
    return found


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() else None
