"""RevenueCat's client against the stand-in: what is asked, and what is made of the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shared.billing.kinds import SubscriptionStatus as Status
from shared.clients import revenuecat
from shared.errors import VendorBusy, VendorError, VendorRefused
from tests.unit.local_vendors.conftest import StandInServer

LATER, BEFORE = "2999-01-01T00:00:00Z", "2020-01-01T00:00:00Z"


@pytest.fixture
def server(serve: Callable[..., StandInServer], function_settings: pytest.MonkeyPatch) -> StandInServer:
    running = serve("revenuecat", REVENUECAT_API_KEY="k3y")
    function_settings.setenv("REVENUECAT_API_KEY", "k3y")
    function_settings.setenv("REVENUECAT_BASE_URL", running.url)
    function_settings.setenv("REVENUECAT_TIMEOUT_S", "0.5")
    return running


def knows(server: StandInServer, name: str = "ann", **told: Any) -> None:
    server.http.put(f"/customers/{name}", json=told).raise_for_status()


def entry(**changes: Any) -> dict[str, Any]:
    return {"expires_date": LATER, "grace_period_expires_date": None, "is_sandbox": False, "store": "app_store"} | changes


def test_a_customer_whom_nobody_knows(server: StandInServer) -> None:
    for _ in range(2):  # made by the first question
        found = revenuecat.customer("nobody")
        assert (found.purchases, found.entitled) == ((), None)
        assert found.at.tzinfo is not None
    assert [call["status"] for call in server.calls()] == [201, 200]


def test_a_name_stays_one_segment(server: StandInServer) -> None:
    revenuecat.customer("a/../b?c=ü")
    (call,) = server.calls()
    assert call["path"] == "/v1/subscribers/a/../b?c=ü", "as the server reads it: nothing of it was a path or a query"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, Status.ACTIVE),
        ({"unsubscribe_detected_at": BEFORE}, Status.CANCELLED),
        ({"billing_issues_detected_at": BEFORE, "unsubscribe_detected_at": BEFORE}, Status.BILLING_ISSUE),
        ({"expires_date": BEFORE}, Status.EXPIRED),
        ({"expires_date": BEFORE, "grace_period_expires_date": LATER, "billing_issues_detected_at": BEFORE}, Status.BILLING_ISSUE),
        ({"refunded_at": BEFORE}, Status.REFUNDED),
        ({"expires_date": None}, Status.ACTIVE),
    ],
)
def test_a_subscription(server: StandInServer, changes: dict[str, Any], status: Status) -> None:
    found = entry(**changes)
    entitlement = {"product_identifier": "monthly", "expires_date": found["expires_date"], "purchase_date": BEFORE}
    knows(server, subscriptions={"monthly": found}, entitlements={"premium": entitlement})
    snapshot = revenuecat.customer("ann")
    (purchase,) = snapshot.purchases
    assert (purchase.product_id, purchase.status) == ("monthly", status)
    assert (snapshot.entitled is None) == (status in {Status.EXPIRED, Status.REFUNDED})


def test_bought_once_for_life(server: StandInServer) -> None:
    entitlement = {"product_identifier": "once", "expires_date": None, "purchase_date": BEFORE}
    bought = [{"id": "x", "is_sandbox": True, "purchase_date": BEFORE, "store": "play_store"}]
    knows(server, non_subscriptions={"once": bought}, entitlements={"premium": entitlement})
    entitled = revenuecat.customer("ann").entitled
    assert entitled is not None
    assert (entitled.expires_at, entitled.is_sandbox, entitled.store) == (None, True, "play_store")


def test_another_entitlement_is_none(server: StandInServer) -> None:
    knows(
        server, subscriptions={"monthly": entry()}, entitlements={"pro": {"product_identifier": "monthly", "expires_date": LATER}}
    )
    assert revenuecat.customer("ann").entitled is None


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ({"status": 429, "retry_after_s": 7}, VendorBusy),
        ({"status": 503}, VendorBusy),
        ({"text": "<html>"}, VendorBusy),
        ({"drop": True}, VendorBusy),
        ({"delay_s": 2}, VendorBusy),
        ({"subscriber": {"subscriptions": []}}, VendorBusy),
        ({"subscriber": {"subscriptions": {"p": entry(expires_date="soon")}}}, VendorBusy),
        ({"subscriber": {"subscriptions": {"p": entry(expires_date="2025-01-01T00:00:00")}}}, VendorBusy),
        ({"status": 404}, VendorRefused),
    ],
)
def test_failures(server: StandInServer, reply: dict[str, Any], error: type[VendorError]) -> None:
    server.script(reply)
    with pytest.raises(error) as failure:
        revenuecat.customer("ann")
    if "retry_after_s" in reply:
        assert isinstance(failure.value, VendorBusy)
        assert failure.value.retry_after_s == 7
    assert "k3y" not in str(failure.value)


def test_a_wrong_key_is_refused(server: StandInServer, function_settings: pytest.MonkeyPatch) -> None:
    from shared.settings import settings

    function_settings.setenv("REVENUECAT_API_KEY", "wrong")
    settings.cache_clear()
    with pytest.raises(VendorRefused, match="401"):
        revenuecat.customer("ann")
    function_settings.setenv("REVENUECAT_API_KEY", "")
    settings.cache_clear()
    with pytest.raises(VendorRefused, match="no key"):
        revenuecat.customer("ann")
