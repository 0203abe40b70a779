"""Subscriptions that should have been heard of again are asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from local.cloud import Cloud
from local.phone import Phone
from shared import clock
from shared.billing import store
from shared.clients.firestore import firestore
from tests.support.purchases import bought, introduced, known_subscription, me, subscriptions_of, told
from tests.support.vendors import StandIn

LAPSED: dict[str, Any] = {"days": -1.0, "ago": timedelta(days=31)}


@pytest.fixture(autouse=True)
def nothing_else_is_due(cloud: Cloud) -> Iterator[None]:
    """Other tests leave subscriptions behind whose time has come."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    for uid in store.due_for_review(clock.now(), 1000):
        for found in firestore().collection(f"users/{uid}/subscriptions").stream():
            found.reference.update({"review_at": None})


def reconcile(cloud: Cloud) -> None:
    assert cloud.fire("reconcile_subscriptions") == 204


def test_a_lost_renewal_is_found(cloud: Cloud, phone: Phone, revenuecat: StandIn) -> None:
    introduced(phone)
    told(cloud, bought(phone.uid, **LAPSED))
    revenuecat.knows(phone.uid, **known_subscription(days=20))
    assert me(phone)["is_premium"] is False
    reconcile(cloud)
    assert (me(phone)["is_premium"], me(phone)["subscription"]["status"]) == (True, "active")


def test_a_lost_expiry_is_noted_and_not_asked_about_again(cloud: Cloud, phone: Phone, revenuecat: StandIn) -> None:
    introduced(phone)
    told(cloud, bought(phone.uid, **LAPSED))
    reconcile(cloud)
    (subscription,) = subscriptions_of(phone).values()
    assert (subscription["status"], subscription["review_at"]) == ("expired", None)
    assert me(phone)["is_premium"] is False
    reconcile(cloud)
    assert len(revenuecat.calls(phone.uid)) == 1


def test_what_runs_is_not_asked_about(cloud: Cloud, phone: Phone, revenuecat: StandIn) -> None:
    introduced(phone)
    told(cloud, bought(phone.uid))
    reconcile(cloud)
    assert revenuecat.calls() == []


def test_it_goes_on_where_it_stopped(cloud: Cloud, new_phone: Callable[[], Phone], revenuecat: StandIn) -> None:
    phones = [introduced(new_phone()) for _ in range(3)]
    for number, phone in enumerate(phones):
        told(cloud, bought(phone.uid, days=-9.0 + number, ago=timedelta(days=40)))
    revenuecat.will({"customer": phones[1].uid, "status": 503})
    reconcile(cloud)
    assert [len(revenuecat.calls(phone.uid)) for phone in phones] == [1, 1, 0], "it stops where RevenueCat does not answer"
    reconcile(cloud)
    assert [len(revenuecat.calls(phone.uid)) for phone in phones] == [1, 2, 1]
    assert [next(iter(subscriptions_of(phone).values()))["status"] for phone in phones] == ["expired"] * 3


def test_one_refusal_stops_nobody_else(cloud: Cloud, new_phone: Callable[[], Phone], revenuecat: StandIn) -> None:
    phones = [introduced(new_phone()) for _ in range(2)]
    for number, phone in enumerate(phones):
        told(cloud, bought(phone.uid, days=-9.0 + number, ago=timedelta(days=40)))
    revenuecat.will({"customer": phones[0].uid, "status": 404})
    reconcile(cloud)
    assert [len(revenuecat.calls(phone.uid)) for phone in phones] == [1, 1]


def test_what_is_left_of_somebody_who_is_gone(cloud: Cloud, phone: Phone, revenuecat: StandIn) -> None:
    introduced(phone)
    told(cloud, bought(phone.uid, **LAPSED))
    firestore().document(f"users/{phone.uid}").update({"is_active": False})
    reconcile(cloud)
    reconcile(cloud)
    assert len(revenuecat.calls(phone.uid)) == 1
