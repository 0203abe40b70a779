"""A deployment that sells nothing: both secrets of RevenueCat are `off`, and everything else works."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from local.cloud import Cloud
from local.phone import Phone
from tests.functions.test_limits import QUOTA, spent
from tests.support.hosts import instance
from tests.support.http import PHOTO, cost, problem
from tests.support.purchases import bought, introduced
from tests.support.vendors import StandIn

OFF = {"REVENUECAT_API_KEY": "off", "REVENUECAT_WEBHOOK_SECRET": "off"}


@pytest.fixture(scope="module")
def host(cloud: Cloud) -> Iterator[httpx.Client]:
    with instance(cloud, OFF) as client:
        yield client


def signed_in(phone: Phone) -> dict[str, str]:
    return {"X-Forwarded-Authorization": f"Bearer {phone.id_token}"}


def test_nobody_comes_in_by_saying_off(host: httpx.Client, phone: Phone) -> None:
    for said in ("off", "Bearer off", "OFF", ""):
        answer = host.post(
            "/handle_revenuecat_event/v1/webhooks/revenuecat",
            json={"event": bought(phone.uid), "api_version": "1.0"},
            headers={"Authorization": said},
        )
        problem(answer, 503, "SERVICE_UNAVAILABLE")


def test_a_person_has_no_premium_and_nobody_is_asked(host: httpx.Client, phone: Phone, revenuecat: StandIn) -> None:
    introduced(phone)
    answer = host.get("/get_subscription/v1/users/me/subscription", headers=signed_in(phone))
    assert (answer.status_code, answer.json()["is_premium"], answer.json()["subscription"]) == (200, False, None)
    assert cost(answer)[1] == 0, "nor is it noted that somebody was asked"
    assert host.post("/reconcile_subscriptions").status_code == 204
    assert revenuecat.calls() == []


def test_a_photo_is_taken_and_the_free_quota_holds(host: httpx.Client, phone: Phone, revenuecat: StandIn, gemini: StandIn) -> None:
    introduced(phone)

    def post() -> httpx.Response:
        route = "/analyze_meal_image/v1/meals/image/analyze"
        return host.post(route, files={"file": ("a.jpg", PHOTO, "image/jpeg")}, headers=signed_in(phone))

    assert post().status_code == 202
    spent(phone, QUOTA)
    problem(post(), 429, "AI_QUOTA_EXCEEDED")
    assert revenuecat.calls() == []
