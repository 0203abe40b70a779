"""What the person has bought: by the record, and by RevenueCat's word where the record says no."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from local.cloud import Cloud
from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from tests.support.http import cost, problem
from tests.support.purchases import MONTHLY, bought, introduced, known_subscription, me, subscriptions_of, told
from tests.support.vendors import StandIn

PATH = "/v1/users/me/subscription"


@pytest.fixture
def ann(phone: Phone) -> Phone:
    return introduced(phone)


def asked(revenuecat: StandIn, phone: Phone) -> int:
    return len(revenuecat.calls(phone.uid))


def shown(phone: Phone) -> dict[str, Any]:
    answer = phone.request("GET", PATH)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def five_minutes_later(phone: Phone) -> None:
    firestore().document(f"users/{phone.uid}").update({"premium.checked_at": clock.now() - timedelta(minutes=5)})


def test_by_the_record(cloud: Cloud, ann: Phone, revenuecat: StandIn) -> None:
    told(cloud, bought(ann.uid))
    answer = ann.request("GET", PATH)
    assert answer.json() == {
        "is_premium": True,
        "premium_until": me(ann)["subscription"]["expires_at"],
        "subscription": me(ann)["subscription"],
    }
    assert cost(ann.request("GET", PATH)) == (1, 0)
    assert asked(revenuecat, ann) == 0, "the record says yes"


def test_nothing_was_bought(ann: Phone, revenuecat: StandIn) -> None:
    assert shown(ann) == {"is_premium": False, "premium_until": None, "subscription": None}
    assert asked(revenuecat, ann) == 1
    assert cost(ann.request("GET", PATH)) == (1, 0)
    assert asked(revenuecat, ann) == 1, "not again within five minutes"
    five_minutes_later(ann)
    shown(ann)
    assert asked(revenuecat, ann) == 2


def test_a_purchase_that_we_have_not_heard_of(cloud: Cloud, ann: Phone, revenuecat: StandIn) -> None:
    revenuecat.knows(ann.uid, **known_subscription())
    found = shown(ann)
    assert found["is_premium"] is True
    assert (found["subscription"]["product_id"], found["subscription"]["platform"]) == (MONTHLY, "android")
    assert found["premium_until"] == found["subscription"]["expires_at"]
    assert me(ann)["is_premium"] is True
    told(cloud, bought(ann.uid, "REFUND"))
    assert me(ann)["is_premium"] is False, "the next event is the newer word"


def test_a_renewal_that_we_have_not_heard_of(cloud: Cloud, ann: Phone, revenuecat: StandIn) -> None:
    told(cloud, bought(ann.uid, days=-0.1, ago=timedelta(days=30)))
    revenuecat.knows(ann.uid, **known_subscription(unsubscribe_detected_at="2025-01-02T00:00:00Z"))
    found = shown(ann)
    assert (found["is_premium"], found["subscription"]["status"]) == (True, "cancelled")
    (subscription,) = subscriptions_of(ann).values()
    assert subscription["status"] == "cancelled", "the record has learnt it"
    assert subscription["review_at"] > clock.now()


@pytest.mark.parametrize(
    "reply",
    [{"status": 500}, {"status": 429, "retry_after_s": 3}, {"status": 401}, {"text": "<html>"}, {"drop": True}],
    ids=lambda reply: next(iter(reply)),
)
def test_the_record_stands_where_revenuecat_fails(cloud: Cloud, ann: Phone, revenuecat: StandIn, reply: dict[str, Any]) -> None:
    told(cloud, bought(ann.uid, "EXPIRATION"))
    revenuecat.will({"customer": ann.uid} | reply)
    found = shown(ann)
    assert (found["is_premium"], found["subscription"]["status"]) == (False, "expired")
    assert asked(revenuecat, ann) == 1
    shown(ann)
    assert asked(revenuecat, ann) == 1, "an outage is not asked at either"


@pytest.mark.parametrize(
    "subscriber",
    [{"subscriptions": 3}, {"subscriptions": {"p": []}, "entitlements": {"premium": {}}}, {"entitlements": {"premium": []}}],
)
def test_an_answer_of_another_form_changes_nothing(ann: Phone, revenuecat: StandIn, subscriber: dict[str, Any]) -> None:
    revenuecat.will({"customer": ann.uid, "subscriber": {"subscriptions": {}, "entitlements": {}} | subscriber})
    assert shown(ann)["is_premium"] is False


def test_a_purchase_in_a_sandbox_gives_nothing(ann: Phone, revenuecat: StandIn) -> None:
    revenuecat.knows(ann.uid, **known_subscription(is_sandbox=True))
    assert shown(ann)["is_premium"] is False


def test_of_many_who_ask_at_once_one_asks_revenuecat(ann: Phone, revenuecat: StandIn) -> None:
    with ThreadPoolExecutor(8) as hands:
        found = list(hands.map(lambda _: shown(ann), range(8)))
    assert not any(each["is_premium"] for each in found)
    assert asked(revenuecat, ann) == 1


def test_before_the_introduction(phone: Phone, revenuecat: StandIn) -> None:
    problem(phone.request("GET", PATH), 404, "USER_NOT_FOUND")
    assert asked(revenuecat, phone) == 0
