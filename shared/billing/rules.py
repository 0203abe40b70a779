"""What events and answers of RevenueCat make of a subscription, and what a subscription is good for. Pure.

Every field remembers the stamp of the event that set it, and only a later stamp sets it anew: whatever order events come in, and
however often, the newest word on each field stands. Two records of one subscription join in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.billing.kinds import Platform
from shared.billing.kinds import SubscriptionStatus as Status
from shared.billing.models import KeptEvent, Outcome, Policy, Purchase, Snapshot, Subscription, Transfer
from shared.billing.requests import Event
from shared.errors import Problem
from shared.ids import derived_id

KEPT_FOR = timedelta(days=90)
ASKED_AT_MOST_EVERY = timedelta(minutes=5)
_GRANTED_FOR = timedelta(hours=24)  # the longest that RevenueCat grants access while a store does not answer
_NEWS_COME_WITHIN = timedelta(hours=1)  # of a renewal or an expiry
_REVIEW_AGAIN_AFTER = timedelta(days=1)
_ANONYMOUS = "$RCAnonymousID:"
_DOCUMENT_ID = re.compile(r"(?!\.\.?$|__.*__$)[A-Za-z0-9._-]{1,200}")
_MAX_NAMES = 20
_MAX_NAME_BYTES = 1000  # RevenueCat has 100 letters, Firestore looks for at most 1500 bytes
_MAX_KEPT_LETTERS = 100_000
_BEGINNING, _END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

_ACCESS = frozenset({Status.ACTIVE, Status.CANCELLED, Status.BILLING_ISSUE})
_BEGINS = frozenset({"INITIAL_PURCHASE", "RENEWAL", "NON_RENEWING_PURCHASE"})
_STATUS = {
    **dict.fromkeys(_BEGINS, Status.ACTIVE),
    "PRODUCT_CHANGE": Status.ACTIVE,
    "UNCANCELLATION": Status.ACTIVE,
    "SUBSCRIPTION_EXTENDED": Status.ACTIVE,
    "REFUND_REVERSED": Status.ACTIVE,
    "TEMPORARY_ENTITLEMENT_GRANT": Status.ACTIVE,
    "CANCELLATION": Status.CANCELLED,
    "BILLING_ISSUE": Status.BILLING_ISSUE,
    "EXPIRATION": Status.EXPIRED,
    "REFUND": Status.REFUNDED,
}
# A failed payment is reported as a cancellation too, in the same moment: the person has cancelled nothing.
_STATUS_BY_CANCEL_REASON = {"CUSTOMER_SUPPORT": Status.REFUNDED, "BILLING_ERROR": Status.BILLING_ISSUE}
# Of events of the same millisecond the more final one is the later one.
_RANK = {
    Status.ACTIVE: 1,
    Status.CANCELLED: 2,
    Status.BILLING_ISSUE: 3,
    Status.EXPIRED: 4,
    Status.REFUNDED: 5,
}
_RANK_OF_ANSWERS = 9
TRANSFER = "TRANSFER"

_PLATFORMS = {
    "PLAY_STORE": Platform.ANDROID,
    "STRIPE": Platform.WEB,
    "PADDLE": Platform.WEB,
    "RC_BILLING": Platform.WEB,
}


class PremiumRequired(Problem):
    status, error_code, title = 402, "PREMIUM_REQUIRED", "This is for premium accounts"


# Events


def kept(event: Event, now: datetime) -> KeptEvent:
    """The event as it is stored: without the customer's attributes, which hold an e-mail address and whatever else the app sets."""
    body = event.model_dump_json(exclude={"subscriber_attributes"}, exclude_unset=True)
    if len(body) > _MAX_KEPT_LETTERS:
        body = event.model_dump_json(include=set(Event.model_fields), exclude_unset=True)
    return KeptEvent(
        event_id=event.id,
        type=event.type,
        app_user_id=event.app_user_id,
        event_at=_instant(event.event_timestamp_ms),
        received_at=now,
        outcome=Outcome.RECEIVED if event.type == TRANSFER or _status(event) else Outcome.IGNORED,
        transferred_from=_told(event.transferred_from or []) if event.type == TRANSFER else (),
        raw_body=body,
        expires_at=now + KEPT_FOR,
    )


def transfer(event: Event) -> Transfer:
    """What a TRANSFER says."""
    return Transfer(stamp(event), _told(event.transferred_from or []), _told(event.transferred_to or []))


def subscription_id(event: Event) -> str:
    """The subscription that an event is about: the store's first transaction, for grants without one the customer's."""
    key = event.original_transaction_id or event.transaction_id or f"rc-{event.app_user_id}"
    return key if _DOCUMENT_ID.fullmatch(key) else derived_id("subscription", key)


def stamp(event: Event) -> str:
    """Orders events: by their time, then by how final they are, then by their id."""
    status = _status(event)
    return f"{event.event_timestamp_ms:015d}.{_RANK[status] if status else 0}.{event.id}"


def with_event(before: Subscription, event: Event, policy: Policy) -> Subscription:
    """The subscription after an event, which may be older than what is known."""
    return _with(before, _changes(event, policy), stamp(event))


def joined(one: Subscription, other: Subscription) -> Subscription:
    """What two records of the same subscription say together."""
    for name, at in other.set_at.items():
        one = _with(one, {name: getattr(other, name)}, at)
    return one


def _with(before: Subscription, fields: Mapping[str, Any], at: str) -> Subscription:
    newer = {name: value for name, value in fields.items() if at > before.set_at.get(name, "")}
    return before.model_copy(update=newer | {"set_at": before.set_at | dict.fromkeys(newer, at)})


def _status(event: Event) -> Status | None:
    """What the event leaves the subscription in; None where it leaves it as it is."""
    status = _STATUS.get(event.type)
    return _STATUS_BY_CANCEL_REASON.get(event.cancel_reason or "", status) if event.type == "CANCELLATION" else status


def _changes(event: Event, policy: Policy) -> dict[str, Any]:
    """The fields that the event sets. What it does not mention stays, unless its meaning says otherwise."""
    status = _status(event)
    if status is None:
        return {}
    at = _instant(event.event_timestamp_ms)
    told = {
        "product_id": event.product_id,
        "store": event.store,
        "platform": _PLATFORMS.get(event.store, Platform.IOS) if event.store else None,
        "period_type": event.period_type,
        "purchased_at": _optional_instant(event.purchased_at_ms),
        "expires_at": _optional_instant(event.expiration_at_ms),
        "grace_period_expires_at": _optional_instant(event.grace_period_expiration_at_ms),
        "store_transaction_id": event.transaction_id,
        "revenuecat_subscriber_id": event.app_user_id,
        "entitlement_ids": _entitlements(event),
    }
    changes = {
        "status": status,
        "is_sandbox": event.environment == "SANDBOX",
        "names": names(event),
        "last_event_id": event.id,
        "last_event_at": at,
    }
    changes |= {name: value for name, value in told.items() if value is not None}
    if status is Status.ACTIVE:
        changes |= {"cancelled_at": None, "refunded_at": None, "grace_period_expires_at": None}
    if event.type in _BEGINS:
        changes |= {"next_product_id": None, "entitlement_ids": _entitlements(event) or ()}
    match event.type, status:
        case "INITIAL_PURCHASE" | "NON_RENEWING_PURCHASE", _:
            changes["expires_at"] = told["expires_at"]  # None: it lasts for life
        case "PRODUCT_CHANGE", _:
            changes["next_product_id"] = event.new_product_id
        case "TEMPORARY_ENTITLEMENT_GRANT", _:
            changes |= {"purchased_at": at, "expires_at": at + _GRANTED_FOR, "entitlement_ids": (policy.entitlement,)}
        case _, Status.CANCELLED:
            changes["cancelled_at"] = at
        case _, Status.REFUNDED:
            changes["refunded_at"] = at
        case _, Status.EXPIRED:
            changes["grace_period_expires_at"] = None
        case "BILLING_ISSUE", _:
            changes["grace_period_expires_at"] = told["grace_period_expires_at"]
    return changes


def _entitlements(event: Event) -> tuple[str, ...] | None:
    if event.entitlement_ids is not None:
        return tuple(event.entitlement_ids)
    return (event.entitlement_id,) if event.entitlement_id else None


# Whose it is


def names(event: Event) -> tuple[str, ...]:
    """Every name that the event has for its customer, the present one first."""
    return _told([event.app_user_id or "", event.original_app_user_id or "", *(event.aliases or [])])


def _told(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in given if 0 < len(name.encode()) <= _MAX_NAME_BYTES))[:_MAX_NAMES]


def possible_uids(given: Iterable[str]) -> list[str]:
    """The names that can be user ids of ours."""
    return [name for name in dict.fromkeys(given) if not name.startswith(_ANONYMOUS) and _DOCUMENT_ID.fullmatch(name)]


def holders(subscription: Subscription, transfers: Iterable[Transfer]) -> tuple[str, ...]:
    """The names of the customer whose it is: of whom the newest event named, and then of whom transfers since have given it to."""
    held_by, since = subscription.names, subscription.set_at.get("names", "")
    for each in sorted(transfers, key=lambda each: each.stamp):
        if each.stamp > since and not set(held_by).isdisjoint(each.names_from):
            held_by = each.names_to
    return held_by


# Access


def lasts_until(subscription: Subscription) -> datetime | None:
    """When what is paid for ends, days of grace included; None: never."""
    ends = subscription.expires_at
    return ends and max(ends, subscription.grace_period_expires_at or ends)


def gives_access(subscription: Subscription, policy: Policy) -> bool:
    """Whether it is worth premium until `lasts_until`."""
    return (
        subscription.status in _ACCESS
        and subscription.is_held
        and policy.entitlement in subscription.entitlement_ids
        and (policy.sandbox_counts or not subscription.is_sandbox)
    )


def best(subscriptions: Iterable[Subscription], policy: Policy) -> Subscription | None:
    """The one that gives access for longest, without any the one that was heard of last."""

    def worth(each: Subscription) -> tuple[bool, datetime, datetime, str]:
        access = gives_access(each, policy)
        until = (lasts_until(each) or _END) if access else _BEGINNING
        return access, until, each.last_event_at or _BEGINNING, each.subscription_id

    return max((each for each in subscriptions if each.is_held), key=worth, default=None)


def is_over(status: Status, ends: datetime | None, now: datetime) -> bool:
    """Whether what had access has lost it by its date, also before the store says so."""
    return status in _ACCESS and ends is not None and ends <= now


def placed(subscription: Subscription, held_by: Sequence[str], *, is_held: bool) -> Subscription:
    """The subscription in the hands of the customer with these names."""
    ends = lasts_until(subscription)
    return subscription.model_copy(
        update={
            "holders": tuple(held_by),
            "is_held": is_held,
            "review_at": ends + _NEWS_COME_WITHIN if ends and is_held and subscription.status in _ACCESS else None,
        }
    )


# Answers of RevenueCat


def with_snapshot(subscriptions: Iterable[Subscription], snapshot: Snapshot) -> list[Subscription]:
    """The subscriptions of a customer after what RevenueCat knows of them.

    It knows each product once, by the newest purchase; an older record of the same product is over when its time is over.
    """
    at = f"{round(snapshot.at.timestamp() * 1000):015d}.{_RANK_OF_ANSWERS}.revenuecat"
    known = {purchase.product_id: purchase for purchase in snapshot.purchases}
    after: list[Subscription] = []
    for each in sorted(subscriptions, key=lambda each: each.purchased_at or _BEGINNING, reverse=True):
        purchase = known.pop(_product(each), None)
        fields: dict[str, Any] = {}
        if purchase:
            fields = {
                "status": purchase.status,
                "expires_at": purchase.expires_at,
                "grace_period_expires_at": purchase.grace_period_expires_at,
                "cancelled_at": purchase.cancelled_at,
                "refunded_at": purchase.refunded_at,
            }
        elif is_over(each.status, lasts_until(each), snapshot.at):
            fields = {"status": Status.EXPIRED}
        revised = placed(_with(each, fields, at), each.holders, is_held=each.is_held)
        if revised.review_at and revised.review_at <= snapshot.at:
            revised = revised.model_copy(update={"review_at": snapshot.at + _REVIEW_AGAIN_AFTER})
        after.append(revised)
    return after


def entitled(snapshot: Snapshot, subscriptions: Iterable[Subscription], policy: Policy) -> Purchase | None:
    """The purchase by which RevenueCat grants access, if it does and nothing has been heard of the customer since."""
    found = snapshot.entitled
    if found is None or (found.is_sandbox and not policy.sandbox_counts):
        return None
    return None if any(each.last_event_at and each.last_event_at > snapshot.at for each in subscriptions) else found


def _product(subscription: Subscription) -> str:
    """As RevenueCat's answers name it: without the base plan that events add for Google's."""
    return (subscription.product_id or "").partition(":")[0]


def platform_of(store: str | None) -> Platform:
    return _PLATFORMS.get((store or "").upper(), Platform.IOS)


def _instant(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def _optional_instant(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else _instant(milliseconds)
