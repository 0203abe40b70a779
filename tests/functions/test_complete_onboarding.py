"""Onboarding is completed once."""

from __future__ import annotations

from local.phone import Phone
from tests.support.http import cost, problem


def test_once(phone: Phone) -> None:
    phone.request("POST", "/v1/users/sync", json={})
    first = phone.request("PUT", "/v1/users/me/onboarding/complete").json()
    assert (first["firebase_uid"], first["onboarding_completed"], first["updated"]) == (phone.uid, True, True)
    second = phone.request("PUT", f"/v1/users/firebase/{phone.uid}/onboarding/complete")
    assert (second.json()["onboarding_completed"], second.json()["updated"]) == (True, False)
    assert cost(second) == (1, 0)
    assert phone.request("GET", "/v1/users/me").json()["onboarding_completed"] is True


def test_before_the_first_sync(phone: Phone) -> None:
    problem(phone.request("PUT", "/v1/users/me/onboarding/complete"), 404, "USER_NOT_FOUND")
