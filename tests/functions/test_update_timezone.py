"""The zone that days begin and end in."""

from __future__ import annotations

from typing import Any

import pytest

from local.phone import Phone
from tests.support.http import invalid, problem

PATH = "/v1/users/timezone"


def test_another_zone(phone: Phone) -> None:
    phone.request("POST", "/v1/users/sync", json={})
    tokyo: dict[str, Any] = {"timezone": "Asia/Tokyo"}
    assert phone.request("PUT", PATH, json=tokyo).json() == tokyo | {"day_start_hour": 0, "updated": True}
    assert phone.request("PUT", PATH, json=tokyo).json() == tokyo | {"day_start_hour": 0, "updated": False}
    assert phone.request("GET", "/v1/users/me").json()["timezone"] == "Asia/Tokyo"


def test_when_the_day_begins(phone: Phone) -> None:
    phone.request("POST", "/v1/users/sync", json={})
    late: dict[str, Any] = {"timezone": "UTC", "day_start_hour": 4}
    assert phone.request("PUT", PATH, json=late).json() == late | {"updated": True}
    assert phone.request("PUT", PATH, json={"timezone": "UTC"}).json() == late | {"updated": False}, "what is left out stays"
    assert phone.request("PUT", PATH, json=late | {"day_start_hour": 5.0}).json()["day_start_hour"] == 5, "a whole number to JSON"
    assert phone.request("PUT", PATH, json=late | {"day_start_hour": 0}).json()["day_start_hour"] == 0
    assert phone.request("GET", "/v1/users/me").json()["day_start_hour"] == 0


@pytest.mark.parametrize("hour", [-1, 24, 4.5, "noon", "4", True])
def test_hours_that_are_none(phone: Phone, hour: Any) -> None:
    found = invalid(phone.request("PUT", PATH, json={"timezone": "UTC", "day_start_hour": hour}))
    assert found == {("body", "day_start_hour")}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", None, 5, "x" * 5000])
def test_zones_that_are_none(phone: Phone, zone: Any) -> None:
    assert invalid(phone.request("PUT", PATH, json={"timezone": zone})) == {("body", "timezone")}


def test_before_the_first_sync(phone: Phone) -> None:
    problem(phone.request("PUT", PATH, json={"timezone": "UTC"}), 404, "USER_NOT_FOUND")
