"""What a person has bought, as the stores tell it through RevenueCat. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.billing.kinds import Platform, SubscriptionStatus

SCHEMA_VERSION = 1


class Subscription(BaseModel):
    """`users/{uid}/subscriptions/{subscription_id}`: a purchase and everything that renews it.

    `set_at` has the stamp of the event that set each field, so that events may come in any order. `names` are those by which the
    newest event names the customer, `holders` those of the customer whose it is after transfers. Not `is_held`: none of the holders
    is a user yet; the record waits for one here, and gives no access.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    subscription_id: str
    status: SubscriptionStatus = SubscriptionStatus.EXPIRED
    product_id: str | None = None
    next_product_id: str | None = None  # from the next renewal on
    store: str | None = None
    platform: Platform = Platform.IOS
    period_type: str | None = None
    purchased_at: datetime | None = None
    expires_at: datetime | None = None  # None: never
    grace_period_expires_at: datetime | None = None
    cancelled_at: datetime | None = None
    refunded_at: datetime | None = None
    store_transaction_id: str | None = None
    revenuecat_subscriber_id: str | None = None
    entitlement_ids: tuple[str, ...] = ()
    is_sandbox: bool = False
    last_event_id: str | None = None
    last_event_at: datetime | None = None
    names: tuple[str, ...] = ()
    set_at: dict[str, str] = {}
    holders: tuple[str, ...] = ()
    is_held: bool = True
    review_at: datetime | None = None  # when RevenueCat is asked how it went on
    created_at: datetime | None = None
    updated_at: datetime | None = None
    schema_version: int = SCHEMA_VERSION


class Outcome(StrEnum):
    """What became of a delivered event."""

    RECEIVED = "received"
    APPLIED = "applied"
    WAITING = "waiting"  # for the sign-up of the customer that it names
    IGNORED = "ignored"  # changes no subscription


class KeptEvent(BaseModel):
    """`webhook_events/{event_id}`: a delivered event, kept for 90 days."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    event_id: str
    provider: str = "revenuecat"
    type: str
    app_user_id: str | None
    event_at: datetime
    received_at: datetime
    processed_at: datetime | None = None
    outcome: Outcome = Outcome.RECEIVED
    waiting_for: tuple[str, ...] = ()
    transferred_from: tuple[str, ...] = ()
    raw_body: str  # JSON: a document could not hold every object that JSON can
    expires_at: datetime


@dataclass(frozen=True)
class Policy:
    """What access depends on, beside the purchase: the entitlement's name, and whether purchases in a sandbox count."""

    entitlement: str
    sandbox_counts: bool


@dataclass(frozen=True)
class Transfer:
    """What customer `names_from` held went to customer `names_to`."""

    stamp: str
    names_from: tuple[str, ...]
    names_to: tuple[str, ...]


@dataclass(frozen=True)
class Purchase:
    """One product of a Snapshot."""

    product_id: str
    status: SubscriptionStatus
    store: str | None
    expires_at: datetime | None
    grace_period_expires_at: datetime | None
    cancelled_at: datetime | None
    refunded_at: datetime | None
    is_sandbox: bool


@dataclass(frozen=True)
class Snapshot:
    """What RevenueCat knows of a customer at `at`: the subscriptions by product, and the entitlement where it is active."""

    at: datetime
    purchases: tuple[Purchase, ...]
    entitled: Purchase | None
