"""Histories of purchases as RevenueCat tells them, and what they come to: told a second time, in order, by plain assignments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

DAY = 86_400_000
BEGAN = 1_900_000_000_000  # in 2030: nothing is over before the test is
EFFECTIVE = (
    "INITIAL_PURCHASE",
    "RENEWAL",
    "CANCELLATION",
    "UNCANCELLATION",
    "NON_RENEWING_PURCHASE",
    "EXPIRATION",
    "BILLING_ISSUE",
    "PRODUCT_CHANGE",
    "SUBSCRIPTION_EXTENDED",
    "REFUND",
    "REFUND_REVERSED",
    "TEMPORARY_ENTITLEMENT_GRANT",
)
WITHOUT_EFFECT = (
    "TEST",
    "SUBSCRIPTION_PAUSED",
    "INVOICE_ISSUANCE",
    "VIRTUAL_CURRENCY_TRANSACTION",
    "EXPERIMENT_ENROLLMENT",
    "SUBSCRIBER_ALIAS",
    "PURCHASE_REDEEMED",
    "SOMETHING_NEW",
)
REASONS = ("UNSUBSCRIBE", "BILLING_ERROR", "CUSTOMER_SUPPORT", "DEVELOPER_INITIATED", "PRICE_INCREASE", "UNKNOWN")
PRODUCTS = ("com.example.premium.monthly", "com.example.premium.yearly")


def event(number: int, kind: str, customer: str, purchase: str, **changes: Any) -> dict[str, Any]:
    """An event as it is on the wire, `number` hours after the history began."""
    at = BEGAN + number * 3_600_000
    base: dict[str, Any] = {
        "id": f"{number:08d}-0000-4000-8000-{kind.lower().replace('_', '')[:12]:0>12}",
        "type": kind,
        "event_timestamp_ms": at,
        "app_id": "app1234567",
        "app_user_id": customer,
        "store": "APP_STORE",
    }
    if kind != "TEMPORARY_ENTITLEMENT_GRANT":
        base |= {
            "original_app_user_id": customer,
            "aliases": [customer],
            "product_id": PRODUCTS[0],
            "entitlement_id": None,
            "entitlement_ids": ["premium"],
            "period_type": "NORMAL",
            "purchased_at_ms": at,
            "expiration_at_ms": at + 30 * DAY,
            "environment": "PRODUCTION",
            "transaction_id": f"{purchase}-{number}",
            "original_transaction_id": purchase,
            "country_code": "AT",
            "price": 4.99,
            "subscriber_attributes": {"$email": {"value": "somebody@example.com", "updated_at_ms": at}},
        }
    if kind == "CANCELLATION":
        base["cancel_reason"] = REASONS[number % len(REASONS)]
    if kind == "BILLING_ISSUE":
        base["grace_period_expiration_at_ms"] = None if number % 3 == 0 else at + 45 * DAY
    if kind == "PRODUCT_CHANGE":
        base["new_product_id"] = PRODUCTS[1]
    if kind == "NON_RENEWING_PURCHASE" and number % 2:
        base["expiration_at_ms"] = None
    return base | changes


def transfer(number: int, giver: str, taker: str) -> dict[str, Any]:
    return {
        "id": f"{number:08d}-0000-4000-8000-000000000000",
        "type": "TRANSFER",
        "event_timestamp_ms": BEGAN + number * 3_600_000,
        "app_id": "app1234567",
        "store": "APP_STORE",
        "environment": "PRODUCTION",
        "transferred_from": [giver],
        "transferred_to": [taker],
    }


@st.composite
def histories(draw: st.DrawFn, customers: tuple[str, ...], purchases: tuple[str, ...], most: int) -> list[dict[str, Any]]:
    """Events of every type, hours apart, oldest first."""
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, most))):
        if len(customers) > 1 and draw(st.integers(0, 9)) == 0:
            giver, taker = draw(st.permutations(customers))[:2]
            found.append(transfer(number, giver, taker))
        else:
            kind = draw(st.sampled_from(EFFECTIVE + WITHOUT_EFFECT))
            found.append(event(number, kind, draw(st.sampled_from(customers)), draw(st.sampled_from(purchases))))
    return found


@dataclass
class Told:
    """One purchase, after the events so far."""

    owner: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def in_order(events: Iterable[dict[str, Any]]) -> dict[str, Told]:
    """What a history comes to, by purchase: its owner, and status, product, dates as milliseconds."""
    told: dict[str, Told] = {}
    for each in events:
        kind = each["type"]
        if kind == "TRANSFER":
            for one in told.values():
                if one.owner in each["transferred_from"]:
                    one.owner = each["transferred_to"][0]
        elif kind in EFFECTIVE:
            key = each.get("original_transaction_id") or f"rc-{each['app_user_id']}"
            one = told.setdefault(key, Told(facts=dict.fromkeys(("next_product", "grace", "cancelled", "refunded"))))
            one.owner = each["app_user_id"]
            _apply(one.facts, each)
    return told


def _apply(facts: dict[str, Any], each: dict[str, Any]) -> None:
    kind, at = each["type"], each["event_timestamp_ms"]
    if kind == "TEMPORARY_ENTITLEMENT_GRANT":
        facts |= {"status": "active", "expires": at + DAY, "product": None}
        return
    facts["product"] = each["product_id"]
    if each["expiration_at_ms"] is not None or kind == "NON_RENEWING_PURCHASE":
        facts["expires"] = each["expiration_at_ms"]
    reason = each.get("cancel_reason")
    if kind == "EXPIRATION":
        facts |= {"status": "expired", "grace": None}
    elif kind == "BILLING_ISSUE":
        facts |= {"status": "billing_issue", "grace": each["grace_period_expiration_at_ms"]}
    elif kind == "CANCELLATION" and reason == "BILLING_ERROR":
        facts["status"] = "billing_issue"
    elif kind == "REFUND" or reason == "CUSTOMER_SUPPORT":
        facts |= {"status": "refunded", "refunded": at}
    elif kind == "CANCELLATION":
        facts |= {"status": "cancelled", "cancelled": at}
    else:
        facts |= {"status": "active", "cancelled": None, "refunded": None, "grace": None}
    if kind == "PRODUCT_CHANGE":
        facts["next_product"] = each["new_product_id"]
    if kind in {"INITIAL_PURCHASE", "RENEWAL", "NON_RENEWING_PURCHASE"}:
        facts["next_product"] = None
