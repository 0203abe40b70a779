"""RevenueCat: knows what a customer has bought in any store. Its REST API, version 1."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from shared.billing.kinds import SubscriptionStatus as Status
from shared.billing.models import Purchase, Snapshot
from shared.clients.web import get_json
from shared.errors import VendorBusy, VendorRefused
from shared.settings import settings

VENDOR = "revenuecat"


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
    current = settings()
    if not (key := current.REVENUECAT_API_KEY.get_secret_value()):
        raise VendorRefused(VENDOR, "no key is set")
    headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
    url = f"{current.REVENUECAT_BASE_URL}{path}"
    answer = get_json(VENDOR, url, query={}, headers=headers, timeout_s=current.REVENUECAT_TIMEOUT_S)
    if answer is None:  # it makes a customer of any id, so the address is wrong
        raise VendorRefused(VENDOR, "answered 404")
    return answer


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
