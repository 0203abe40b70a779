"""The zone that days begin and end in."""

from __future__ import annotations

from typing import Any

import pytest

from local.phone import Phone
from tests.support.http import invalid, problem

PATH = "/v1/users/timezone"


def test_another_zone(phone: Phone) -> None:
    phone.request("POST", "/v1/users/sync", json={})
    assert phone.request("PUT", PATH, json={"timezone": "Asia/Tokyo"}).json() == {"timezone": "Asia/Tokyo", "updated": True}
    assert phone.request("PUT", PATH, json={"timezone": "Asia/Tokyo"}).json() == {"timezone": "Asia/Tokyo", "updated": False}
    assert phone.request("GET", "/v1/users/me").json()["timezone"] == "Asia/Tokyo"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", None, 5, "x" * 5000])
def test_zones_that_are_none(phone: Phone, zone: Any) -> None:
    assert invalid(phone.request("PUT", PATH, json={"timezone": zone})) == {("body", "timezone")}


def test_before_the_first_sync(phone: Phone) -> None:
    problem(phone.request("PUT", PATH, json={"timezone": "UTC"}), 404, "USER_NOT_FOUND")
