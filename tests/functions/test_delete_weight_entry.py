"""A weigh-in that was a mistake."""

from __future__ import annotations

from datetime import timedelta

from local.phone import Phone
from shared import clock
from shared.ids import new_id
from tests.support.http import problem
from tests.support.meals import stored
from tests.support.people import onboarded
from tests.support.weights import PATH, weighed


def test_the_one_before_is_the_present_weight_again(phone: Phone) -> None:
    onboarded(phone)
    slip = weighed(phone, 180, clock.now())
    old = weighed(phone, 85, clock.now() - timedelta(days=400))
    assert phone.request("GET", "/v1/user-profiles/metrics").json()["weight_kg"] == 180
    assert phone.request("DELETE", f"{PATH}/{slip['id']}").json()["id"] == slip["id"]
    assert phone.request("GET", "/v1/user-profiles/metrics").json()["weight_kg"] == 80
    assert phone.request("GET", "/v1/user-profiles/tdee").json()["bmr"] == 1780
    problem(phone.request("DELETE", f"{PATH}/{slip['id']}"), 404, "WEIGHT_ENTRY_NOT_FOUND")
    first = next(e for e in phone.request("GET", PATH).json()["entries"] if e["source"] == "profile")
    phone.request("DELETE", f"{PATH}/{first['id']}")
    assert phone.request("GET", "/v1/user-profiles/metrics").json()["weight_kg"] == 85, "however long ago it was"
    phone.request("DELETE", f"{PATH}/{old['id']}")
    assert phone.request("GET", "/v1/user-profiles/metrics").json()["weight_kg"] == 85, "a profile has some weight"
    assert stored(f"users/{phone.uid}/profile/adaptive") is None


def test_an_older_one_changes_nothing_else(phone: Phone) -> None:
    onboarded(phone)
    old = weighed(phone, 95, clock.now() - timedelta(days=10))
    assert phone.request("DELETE", f"{PATH}/{old['id']}").status_code == 200
    assert phone.request("GET", "/v1/user-profiles/metrics").json()["version"] == 1


def test_there_is_none(phone: Phone) -> None:
    problem(phone.request("DELETE", f"{PATH}/{new_id()}"), 404, "WEIGHT_ENTRY_NOT_FOUND")
