"""What events make of subscriptions, whatever order they come in, and what subscriptions are good for."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.billing import rules
from shared.billing.kinds import Platform
from shared.billing.kinds import SubscriptionStatus as Status
from shared.billing.models import Outcome, Policy, Purchase, Snapshot, Subscription
from shared.billing.requests import Event
from tests.unit.billing.histories import BEGAN, DAY, EFFECTIVE, PRODUCTS, WITHOUT_EFFECT, event, histories, in_order, transfer

POLICY = Policy("premium", sandbox_counts=False)
CUSTOMERS, PURCHASES = ("ann", "bob", "cem"), ("1000", "2000")
NOW = datetime.fromtimestamp(BEGAN / 1000, UTC)


def parsed(*events: dict[str, Any]) -> list[Event]:
    return [Event.model_validate(each) for each in events]


def folded(events: list[Event]) -> dict[str, Subscription]:
    """The subscriptions after the events, in the order given."""
    found: dict[str, Subscription] = {}
    for each in events:
        key = rules.subscription_id(each)
        found[key] = rules.with_event(found.get(key, Subscription(subscription_id=key)), each, POLICY)
    return {key: each for key, each in found.items() if each.set_at}


def after(*events: dict[str, Any]) -> Subscription:
    (found,) = folded(parsed(*events)).values()
    return found


def milliseconds(at: datetime | None) -> int | None:
    return None if at is None else round(at.timestamp() * 1000)


def facts(subscription: Subscription) -> dict[str, Any]:
    return {
        "status": subscription.status.value,
        "product": subscription.product_id,
        "next_product": subscription.next_product_id,
        "expires": milliseconds(subscription.expires_at),
        "grace": milliseconds(subscription.grace_period_expires_at),
        "cancelled": milliseconds(subscription.cancelled_at),
        "refunded": milliseconds(subscription.refunded_at),
    }


# In any order


@given(histories(CUSTOMERS, PURCHASES, 25), st.randoms(use_true_random=False))
def test_any_order_and_any_number_of_deliveries_come_to_the_same(history: list[dict[str, Any]], random: Any) -> None:
    delivered = history * 3
    random.shuffle(delivered)
    found = folded(parsed(*delivered))
    transfers = [rules.transfer(each) for each in parsed(*history) if each.type == "TRANSFER"]
    come_to = {key: (rules.holders(each, transfers)[0], facts(each)) for key, each in found.items()}
    assert come_to == {key: (each.owner, each.facts) for key, each in in_order(history).items()}


@given(histories(("ann",), ("1000",), 20), st.data())
def test_two_records_of_one_subscription_join(history: list[dict[str, Any]], data: st.DataObject) -> None:
    events = [each for each in parsed(*history) if rules.subscription_id(each) == "1000"]
    here = [each for each in events if data.draw(st.booleans())]
    there = [each for each in events if each not in here]
    one, other = (folded(each).get("1000", Subscription(subscription_id="1000")) for each in (here, there))
    whole = folded(events).get("1000", Subscription(subscription_id="1000"))
    assert rules.joined(one, other) == rules.joined(other, one) == whole == rules.joined(whole, one)


def test_of_one_moment_the_more_final_event_is_the_later_one() -> None:
    at = {"event_timestamp_ms": BEGAN, "cancel_reason": "UNSUBSCRIBE"}
    kinds = ["EXPIRATION", "CANCELLATION", "RENEWAL", "BILLING_ISSUE"]
    events = [event(number, kind, "ann", "1000", **at) for number, kind in enumerate(kinds)]
    assert after(*events).status is after(*reversed(events)).status is Status.EXPIRED


# Each type


@pytest.mark.parametrize(
    ("kind", "changes", "status"),
    [
        ("INITIAL_PURCHASE", {}, Status.ACTIVE),
        ("RENEWAL", {}, Status.ACTIVE),
        ("UNCANCELLATION", {}, Status.ACTIVE),
        ("PRODUCT_CHANGE", {}, Status.ACTIVE),
        ("NON_RENEWING_PURCHASE", {}, Status.ACTIVE),
        ("SUBSCRIPTION_EXTENDED", {}, Status.ACTIVE),
        ("REFUND_REVERSED", {}, Status.ACTIVE),
        ("CANCELLATION", {"cancel_reason": "UNSUBSCRIBE"}, Status.CANCELLED),
        ("CANCELLATION", {"cancel_reason": None}, Status.CANCELLED),
        ("CANCELLATION", {"cancel_reason": "CUSTOMER_SUPPORT"}, Status.REFUNDED),
        ("CANCELLATION", {"cancel_reason": "BILLING_ERROR"}, Status.BILLING_ISSUE),
        ("BILLING_ISSUE", {}, Status.BILLING_ISSUE),
        ("EXPIRATION", {}, Status.EXPIRED),
        ("REFUND", {}, Status.REFUNDED),
    ],
)
def test_status_and_access_by_type(kind: str, changes: dict[str, Any], status: Status) -> None:
    found = after(event(0, "INITIAL_PURCHASE", "ann", "1000"), event(1, kind, "ann", "1000", **changes))
    assert found.status is status
    assert rules.gives_access(found, POLICY) is (status not in {Status.EXPIRED, Status.REFUNDED})


@pytest.mark.parametrize("kind", WITHOUT_EFFECT)
def test_other_types_are_kept_and_change_nothing(kind: str) -> None:
    (before,) = parsed(event(0, "INITIAL_PURCHASE", "ann", "1000"))
    (other,) = parsed(event(1, kind, "ann", "1000", expiration_at_ms=None))
    assert folded([before, other]) == folded([before])
    assert rules.kept(other, NOW).outcome is Outcome.IGNORED
    assert rules.kept(before, NOW).outcome is Outcome.RECEIVED


def test_every_type_is_in_the_histories() -> None:
    assert set(rules._STATUS) == set(EFFECTIVE)


def test_a_change_of_product_counts_from_the_next_renewal() -> None:
    bought, changed = event(0, "INITIAL_PURCHASE", "ann", "1000"), event(1, "PRODUCT_CHANGE", "ann", "1000")
    found = after(bought, changed)
    assert (found.product_id, found.next_product_id) == PRODUCTS
    found = after(bought, changed, event(2, "RENEWAL", "ann", "1000", product_id=PRODUCTS[1]))
    assert (found.product_id, found.next_product_id) == (PRODUCTS[1], None)


def test_grace_lasts_beyond_what_is_paid_for() -> None:
    bought = event(0, "INITIAL_PURCHASE", "ann", "1000")
    failed = event(1, "BILLING_ISSUE", "ann", "1000", grace_period_expiration_at_ms=BEGAN + 50 * DAY)
    noted = event(2, "CANCELLATION", "ann", "1000", cancel_reason="BILLING_ERROR")
    found = after(bought, failed, noted)
    assert rules.lasts_until(found) == NOW + timedelta(days=50)
    assert found.cancelled_at is None, "the person has cancelled nothing"
    assert rules.lasts_until(after(bought, failed, event(3, "RENEWAL", "ann", "1000"))) == NOW + timedelta(days=30, hours=3)


def test_a_purchase_for_life() -> None:
    found = after(event(1, "NON_RENEWING_PURCHASE", "ann", "1000", expiration_at_ms=None))
    assert rules.gives_access(found, POLICY)
    assert rules.lasts_until(found) is None
    assert rules.placed(found, ["ann"], is_held=True).review_at is None


def test_a_missing_expiry_makes_nothing_last_for_life() -> None:
    found = after(event(0, "INITIAL_PURCHASE", "ann", "1000"), event(1, "UNCANCELLATION", "ann", "1000", expiration_at_ms=None))
    assert found.expires_at == NOW + timedelta(days=30)


def test_a_temporary_grant_lasts_a_day() -> None:
    found = after(event(0, "TEMPORARY_ENTITLEMENT_GRANT", "ann", ""))
    assert rules.gives_access(found, POLICY)
    assert rules.lasts_until(found) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "policy"),
    [
        ({"entitlement_ids": None}, POLICY),
        ({"entitlement_ids": ["credits"]}, POLICY),
        ({"environment": "SANDBOX"}, POLICY),
        ({}, Policy("pro", sandbox_counts=True)),
    ],
)
def test_what_gives_no_access(changes: dict[str, Any], policy: Policy) -> None:
    found = after(event(0, "INITIAL_PURCHASE", "ann", "1000", **changes))
    assert not rules.gives_access(found, policy)
    assert not rules.gives_access(rules.placed(after(event(0, "INITIAL_PURCHASE", "ann", "1000")), ["x"], is_held=False), POLICY)


def test_what_gives_access_otherwise() -> None:
    sandbox = after(event(0, "INITIAL_PURCHASE", "ann", "1000", environment="SANDBOX"))
    assert rules.gives_access(sandbox, Policy("premium", sandbox_counts=True))
    old = after(event(0, "INITIAL_PURCHASE", "ann", "1000", entitlement_ids=None, entitlement_id="premium"))
    assert rules.gives_access(old, POLICY)


@pytest.mark.parametrize(
    ("store", "platform"),
    [
        ("APP_STORE", Platform.IOS),
        ("MAC_APP_STORE", Platform.IOS),
        ("PLAY_STORE", Platform.ANDROID),
        ("STRIPE", Platform.WEB),
        ("PADDLE", Platform.WEB),
        ("RC_BILLING", Platform.WEB),
        ("ROKU", Platform.IOS),
        (None, Platform.IOS),
    ],
)
def test_platform(store: str | None, platform: Platform) -> None:
    assert after(event(0, "INITIAL_PURCHASE", "ann", "1000", store=store)).platform is platform


def test_the_best_lasts_longest() -> None:
    short = after(event(0, "INITIAL_PURCHASE", "ann", "1000"))
    long = after(event(0, "INITIAL_PURCHASE", "ann", "2000", expiration_at_ms=BEGAN + 400 * DAY))
    life = after(event(1, "NON_RENEWING_PURCHASE", "ann", "3000", expiration_at_ms=None))
    refunded = after(event(9, "REFUND", "ann", "4000", expiration_at_ms=BEGAN + 900 * DAY))
    assert rules.best([long, refunded, short], POLICY) == long
    assert rules.best([long, life, short], POLICY) == life
    assert rules.best([refunded], POLICY) == refunded
    assert rules.best([], POLICY) is None


# Whose it is


def test_transfers_are_followed_in_their_order() -> None:
    bought = after(event(5, "INITIAL_PURCHASE", "ann", "1000"))
    told = [transfer(7, "bob", "cem"), transfer(6, "ann", "bob"), transfer(4, "ann", "dan"), transfer(8, "ann", "eve")]
    transfers = [rules.transfer(each) for each in parsed(*told)]
    assert rules.holders(bought, transfers) == ("cem",)
    assert rules.holders(after(event(9, "RENEWAL", "ann", "1000")), transfers) == ("ann",), "a newer event says whose it is"


def test_the_customer_has_many_names() -> None:
    (told,) = parsed(
        event(0, "RENEWAL", "$RCAnonymousID:1", "1000", original_app_user_id="ann", aliases=["", "$RCAnonymousID:1", "bob", "a/b"])
    )
    assert rules.names(told) == ("$RCAnonymousID:1", "ann", "bob", "a/b")
    assert rules.possible_uids(rules.names(told)) == ["ann", "bob"]


@pytest.mark.parametrize("name", ["..", ".", "__x__", "a/b", "", "x" * 300])
def test_what_no_document_may_be_called(name: str) -> None:
    assert rules.possible_uids([name]) == []
    (told,) = parsed(event(0, "RENEWAL", "ann", name, transaction_id=None))
    assert "/" not in rules.subscription_id(told)
    assert rules.subscription_id(told) not in {"", ".", ".."}


def test_kept_without_the_customers_attributes() -> None:
    kept = rules.kept(parsed(event(0, "RENEWAL", "ann", "1000"))[0], NOW)
    assert "example.com" not in kept.model_dump_json()
    assert json.loads(kept.raw_body)["country_code"] == "AT"
    assert kept.expires_at == NOW + timedelta(days=90)
    told = {key: value for key, value in event(0, "RENEWAL", "ann", "1000").items() if key != "subscriber_attributes"}
    assert Event.model_validate_json(kept.raw_body) == Event.model_validate(told)


def test_what_is_too_long_is_kept_in_part() -> None:
    (told,) = parsed(event(0, "RENEWAL", "ann", "1000", surprise="x" * 200_000))
    found = json.loads(rules.kept(told, NOW).raw_body)
    assert found["product_id"] == PRODUCTS[0]
    assert set(found) <= set(Event.model_fields)


# Answers of RevenueCat


def purchase(product: str = PRODUCTS[0], status: Status = Status.ACTIVE, days: int = 60, *, sandbox: bool = False) -> Purchase:
    return Purchase(product, status, "app_store", NOW + timedelta(days=days), None, None, None, is_sandbox=sandbox)


def asked(*purchases: Purchase, entitled: Purchase | None = None, days: float = 31) -> Snapshot:
    return Snapshot(NOW + timedelta(days=days), purchases, entitled)


def held(*events: dict[str, Any]) -> Subscription:
    return rules.placed(after(*events), ["ann"], is_held=True)


def test_an_answer_is_the_newest_word() -> None:
    before = held(event(0, "INITIAL_PURCHASE", "ann", "1000"))
    assert before.review_at == NOW + timedelta(days=30, hours=1)
    (found,) = rules.with_snapshot([before], asked(purchase()))
    assert (found.status, found.expires_at) == (Status.ACTIVE, NOW + timedelta(days=60))
    assert found.review_at == NOW + timedelta(days=60, hours=1)
    (older,) = parsed(event(24, "EXPIRATION", "ann", "1000"))
    assert rules.with_event(found, older, POLICY).status is Status.ACTIVE
    (newer,) = parsed(event(24 * 40, "EXPIRATION", "ann", "1000"))
    assert rules.with_event(found, newer, POLICY).status is Status.EXPIRED


def test_what_the_answer_does_not_know_is_over_when_its_time_is() -> None:
    before = held(event(0, "INITIAL_PURCHASE", "ann", "1000"))
    (found,) = rules.with_snapshot([before], asked())
    assert (found.status, found.review_at) == (Status.EXPIRED, None)
    assert rules.with_snapshot([before], asked(days=1)) == [before], "its time is not over"


def test_an_answer_is_about_the_newest_purchase_of_a_product() -> None:
    old, new = held(event(0, "INITIAL_PURCHASE", "ann", "1000")), held(event(100, "INITIAL_PURCHASE", "ann", "2000"))
    found = {each.subscription_id: each.expires_at for each in rules.with_snapshot([old, new], asked(purchase()))}
    assert found == {"1000": NOW + timedelta(days=30), "2000": NOW + timedelta(days=60)}


def test_googles_base_plan_is_not_in_the_answer() -> None:
    before = held(event(0, "INITIAL_PURCHASE", "ann", "1000", product_id="premium:monthly"))
    (found,) = rules.with_snapshot([before], asked(purchase("premium")))
    assert found.expires_at == NOW + timedelta(days=60)


def test_who_stays_overdue_is_asked_about_the_next_day() -> None:
    late = held(event(24 * 365, "INITIAL_PURCHASE", "ann", "1000", expiration_at_ms=BEGAN))
    (found,) = rules.with_snapshot([late], asked(purchase()))
    assert found.review_at == NOW + timedelta(days=32), "an event from the future stands, and must not be asked about for ever"


def test_what_revenuecat_grants_counts_unless_something_newer_is_known() -> None:
    granted, before = purchase(), held(event(0, "REFUND", "ann", "1000"))
    assert rules.entitled(asked(entitled=granted), [before], POLICY) == granted
    assert rules.entitled(asked(entitled=granted, days=-1), [before], POLICY) is None
    assert rules.entitled(asked(), [before], POLICY) is None
    sandbox = purchase(sandbox=True)
    assert rules.entitled(asked(entitled=sandbox), [], POLICY) is None
    assert rules.entitled(asked(entitled=sandbox), [], Policy("premium", sandbox_counts=True)) == sandbox


def test_reduce_of_nothing_else() -> None:
    """Three records of one subscription join in any order."""
    events = [event(number, kind, "ann", "1000") for number, kind in enumerate(EFFECTIVE[:9])]
    parts = [after(*events[begin : begin + 3]) for begin in (0, 3, 6)]
    assert reduce(rules.joined, parts) == reduce(rules.joined, reversed(parts)) == after(*events)
