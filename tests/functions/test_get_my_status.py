"""What the app asks when it starts."""

from __future__ import annotations

from local.phone import Phone
from tests.support.http import cost, problem


def test_the_status(phone: Phone) -> None:
    user = phone.request("POST", "/v1/users/sync", json={}).json()["user"]
    for path in ("/v1/users/me/status", f"/v1/users/firebase/{phone.uid}/status"):
        answer = phone.request("GET", path)
        assert answer.json() == {
            "firebase_uid": phone.uid,
            "onboarding_completed": False,
            "is_active": True,
            "last_accessed": user["last_accessed"],
        }
    assert cost(answer) == (1, 0)


def test_before_the_first_sync(phone: Phone) -> None:
    problem(phone.request("GET", "/v1/users/me/status"), 404, "USER_NOT_FOUND")
