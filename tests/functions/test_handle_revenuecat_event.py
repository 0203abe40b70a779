"""RevenueCat tells of purchases: each event counts once, in the order in which things happened, for whoever it concerns."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from local.cloud import Cloud
from local.environment import STAND_IN_KEY
from local.phone import Phone
from shared.ids import new_id
from tests.support.http import problem
from tests.support.meals import stored
from tests.support.purchases import MONTHLY, WEBHOOK, bought, deliver, introduced, me, subscriptions_of, told
from tests.support.web import web


@pytest.fixture
def ann(phone: Phone) -> Phone:
    """Somebody whom we know."""
    return introduced(phone)


def kept(event: dict[str, Any]) -> dict[str, Any] | None:
    return stored(f"webhook_events/{event['id']}")


def test_a_purchase_gives_premium(cloud: Cloud, ann: Phone) -> None:
    event = bought(ann.uid)
    assert told(cloud, event) == "success"
    found = me(ann)
    assert found["is_premium"] is True
    expires = found["subscription"].pop("expires_at")
    assert found["subscription"] == {
        "product_id": MONTHLY,
        "status": "active",
        "is_monthly": True,
        "is_yearly": False,
        "platform": "android",
    }
    (subscription,) = subscriptions_of(ann).values()
    assert subscription["expires_at"].isoformat()[:19] == expires[:19]
    assert (subscription["last_event_id"], subscription["store"]) == (event["id"], "PLAY_STORE")
    document = kept(event)
    assert document is not None
    assert (document["outcome"], document["provider"], document["type"]) == ("applied", "revenuecat", "INITIAL_PURCHASE")


@pytest.mark.parametrize(
    ("kind", "changes", "status", "premium"),
    [
        ("CANCELLATION", {"cancel_reason": "UNSUBSCRIBE"}, "cancelled", True),
        ("CANCELLATION", {"cancel_reason": "CUSTOMER_SUPPORT"}, "refunded", False),
        ("EXPIRATION", {"expiration_at_ms": 1_700_000_000_000}, "expired", False),
        ("BILLING_ISSUE", {}, "billing_issue", True),
        ("SUBSCRIPTION_PAUSED", {}, "active", True),
        ("REFUND", {}, "refunded", False),
        ("TEST", {}, "active", True),
    ],
)
def test_what_follows_a_purchase(cloud: Cloud, ann: Phone, kind: str, changes: dict[str, Any], status: str, premium: bool) -> None:
    told(cloud, bought(ann.uid, ago=timedelta(hours=1)))
    assert told(cloud, bought(ann.uid, kind, **changes)) == "success"
    found = me(ann)
    assert (found["is_premium"], found["subscription"]["status"]) == (premium, status)


def test_what_is_over_by_its_date_has_no_premium_before_the_store_says_so(cloud: Cloud, ann: Phone) -> None:
    told(cloud, bought(ann.uid, days=-0.01, ago=timedelta(days=30)))
    found = me(ann)
    assert (found["is_premium"], found["subscription"]["status"]) == (False, "expired")
    told(cloud, bought(ann.uid, "BILLING_ISSUE", days=-0.01, grace_period_expiration_at_ms=4_000_000_000_000))
    found = me(ann)
    assert (found["is_premium"], found["subscription"]["status"]) == (True, "billing_issue")


def test_an_older_event_does_not_undo_a_newer_one(cloud: Cloud, ann: Phone) -> None:
    told(cloud, bought(ann.uid, "EXPIRATION"))
    told(cloud, bought(ann.uid, "RENEWAL", ago=timedelta(days=1)))
    assert me(ann)["is_premium"] is False
    (subscription,) = subscriptions_of(ann).values()
    assert subscription["status"] == "expired"


def test_once_is_enough(cloud: Cloud, ann: Phone) -> None:
    event = bought(ann.uid)
    first, again = deliver(cloud, event), deliver(cloud, event)
    assert (again.status_code, again.json()) == (200, first.json())
    assert int(again.headers["X-Firestore-Reads"]) == 1
    assert int(again.headers["X-Firestore-Writes"]) == 0


# Who calls


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        f"{STAND_IN_KEY}x",
        STAND_IN_KEY[:-1],
        f"Basic {STAND_IN_KEY}",
        f"bearer  {STAND_IN_KEY}",
        "\xff",
    ],
)
def test_without_the_secret_nothing_happens(cloud: Cloud, ann: Phone, authorization: str | None) -> None:
    event = bought(ann.uid)
    answer = deliver(cloud, event, authorization.encode("latin-1") if authorization else authorization)  # type: ignore[arg-type]  # bytes
    problem(answer, 401, "NOT_AUTHENTICATED")
    assert kept(event) is None
    assert me(ann)["is_premium"] is False
    assert subscriptions_of(ann) == {}


def test_a_bearer_token_is_the_same_secret(cloud: Cloud, ann: Phone) -> None:
    assert deliver(cloud, bought(ann.uid), f"Bearer {STAND_IN_KEY}").status_code == 200


def test_a_persons_token_is_no_secret(cloud: Cloud, ann: Phone) -> None:
    problem(deliver(cloud, bought(ann.uid), f"Bearer {ann.id_token}"), 401, "NOT_AUTHENTICATED")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff"])
def test_what_is_no_json(cloud: Cloud, body: bytes) -> None:
    headers = {"Authorization": STAND_IN_KEY, "Content-Type": "application/json"}
    problem(web.post(f"{cloud.urls['gateway']}{WEBHOOK}", content=body, headers=headers), 400, "MALFORMED_JSON")


# Whom it concerns


@pytest.mark.parametrize("where", ["app_user_id", "original_app_user_id", "aliases"])
def test_a_customer_goes_by_several_names(cloud: Cloud, ann: Phone, where: str) -> None:
    anonymous = f"$RCAnonymousID:{new_id()}"
    names: dict[str, Any] = {"app_user_id": anonymous, "original_app_user_id": anonymous, "aliases": []}
    assert told(cloud, bought(ann.uid, **names | {where: [ann.uid] if where == "aliases" else ann.uid})) == "success"
    assert me(ann)["is_premium"] is True


@pytest.mark.parametrize("name", ["a/b", "..", "x" * 500, "💥" * 400, "\x00", "__id__", "users/x"], ids=lambda name: name[:8])
def test_names_that_can_be_nobodys(cloud: Cloud, ann: Phone, name: str) -> None:
    names: dict[str, Any] = {"app_user_id": name, "original_app_user_id": name, "aliases": [name], "original_transaction_id": name}
    assert told(cloud, bought(ann.uid, **names)) == "user_not_found"
    assert told(cloud, bought(ann.uid, "TEMPORARY_ENTITLEMENT_GRANT", **names | {"aliases": [name, ann.uid]})) == "success"
    assert me(ann)["is_premium"] is True


def test_who_signs_up_later_has_what_was_bought_before(cloud: Cloud, phone: Phone) -> None:
    first, cancelled = bought(phone.uid, ago=timedelta(hours=2)), bought(phone.uid, "CANCELLATION", cancel_reason="UNSUBSCRIBE")
    assert told(cloud, cancelled) == "user_not_found"
    assert told(cloud, first) == "user_not_found"
    assert told(cloud, first) == "user_not_found", "a second delivery waits as well"
    assert (kept(first) or {})["waiting_for"] == [phone.uid]
    assert subscriptions_of(phone) == {}
    answer = phone.request("POST", "/v1/users/sync", json={})
    assert answer.json()["user"]["is_premium"] is True, "in the first answer already"
    assert answer.json()["user"]["subscription"]["status"] == "cancelled"
    assert me(phone) == answer.json()["user"]
    (subscription,) = subscriptions_of(phone).values()
    assert subscription["status"] == "cancelled"
    for event in (first, cancelled):
        document = kept(event)
        assert document is not None
        assert (document["outcome"], document["waiting_for"]) == ("applied", [])


def test_somebody_without_purchases_gets_none(cloud: Cloud, new_phone: Callable[[], Phone]) -> None:
    other, phone = new_phone(), new_phone()
    told(cloud, bought(other.uid))
    introduced(phone)
    assert (me(phone)["is_premium"], me(phone)["subscription"]) == (False, None)


# Transfers


def moved(giver: str, taker: str, ago: timedelta = timedelta(0)) -> dict[str, Any]:
    event = bought(giver, "TRANSFER", ago=ago)
    return {key: event[key] for key in ("id", "type", "event_timestamp_ms", "store", "environment")} | {
        "transferred_from": [giver],
        "transferred_to": [taker],
    }


def test_a_transfer_takes_premium_along(cloud: Cloud, new_phone: Callable[[], Phone]) -> None:
    giver, taker = introduced(new_phone()), introduced(new_phone())
    told(cloud, bought(giver.uid, ago=timedelta(hours=2)))
    assert told(cloud, moved(giver.uid, taker.uid)) == "success"
    assert (me(giver)["is_premium"], me(giver)["subscription"]) == (False, None)
    assert me(taker)["is_premium"] is True
    assert subscriptions_of(giver) == {}
    (subscription,) = subscriptions_of(taker).values()
    assert subscription["is_held"] is True
    late = bought(giver.uid, "CANCELLATION", ago=timedelta(hours=1), cancel_reason="UNSUBSCRIBE")
    told(cloud, late)
    assert subscriptions_of(giver) == {}, "what happened before the transfer went along with it"
    assert me(taker)["subscription"]["status"] == "cancelled"


def test_a_transfer_that_comes_first(cloud: Cloud, new_phone: Callable[[], Phone]) -> None:
    giver, taker = introduced(new_phone()), introduced(new_phone())
    told(cloud, moved(giver.uid, taker.uid))
    told(cloud, bought(giver.uid, ago=timedelta(hours=1)))
    assert (me(giver)["is_premium"], me(taker)["is_premium"]) == (False, True)
    told(cloud, bought(giver.uid, "RENEWAL", original_transaction_id=f"GPA.another.{giver.uid}"))
    assert (me(giver)["is_premium"], me(taker)["is_premium"]) == (True, True), "what is bought afterwards is the buyer's"


def test_a_transfer_to_somebody_who_signs_up_later(cloud: Cloud, new_phone: Callable[[], Phone]) -> None:
    giver, taker = introduced(new_phone()), new_phone()
    told(cloud, bought(giver.uid, ago=timedelta(hours=2)))
    told(cloud, moved(giver.uid, taker.uid))
    assert me(giver)["is_premium"] is False
    answer = taker.request("POST", "/v1/users/sync", json={})
    assert answer.json()["user"]["is_premium"] is True
    assert me(taker)["is_premium"] is True
    assert (len(subscriptions_of(giver)), len(subscriptions_of(taker))) == (0, 1)


def test_from_an_anonymous_customer(cloud: Cloud, ann: Phone) -> None:
    anonymous = f"$RCAnonymousID:{new_id()}"
    assert told(cloud, bought(anonymous, ago=timedelta(hours=1), original_transaction_id=f"GPA.{ann.uid}")) == "user_not_found"
    told(cloud, moved(anonymous, ann.uid))
    assert me(ann)["is_premium"] is True


def test_nothing_of_the_customers_attributes_is_kept(cloud: Cloud, ann: Phone) -> None:
    event = bought(ann.uid, subscriber_attributes={"$email": {"value": "ann@example.com"}}, country_code="AT")
    told(cloud, event)
    document = kept(event)
    assert document is not None
    assert "ann@example.com" not in str(document)
    assert json.loads(document["raw_body"]) == {key: value for key, value in event.items() if key != "subscriber_attributes"}
    log = cloud.log("functions").read_text()
    assert event["id"] not in log
    assert ann.uid not in log
