"""The person is here, by our clock."""

from __future__ import annotations

from local.phone import Phone
from tests.support.http import problem


def test_now(phone: Phone) -> None:
    before = phone.request("POST", "/v1/users/sync", json={}).json()["user"]["last_accessed"]
    found = phone.request(
        "PUT", f"/v1/users/firebase/{phone.uid}/last-accessed", json={"firebase_uid": "x", "last_accessed": "1999-01-01T00:00:00Z"}
    ).json()
    assert (found["firebase_uid"], found["updated"]) == (phone.uid, True)
    assert found["timestamp"] > before
    assert phone.request("GET", "/v1/users/me/status").json()["last_accessed"] == found["timestamp"]
    assert phone.request("PUT", "/v1/users/me/last-accessed").json()["timestamp"] > found["timestamp"]


def test_before_the_first_sync(phone: Phone) -> None:
    problem(phone.request("PUT", "/v1/users/me/last-accessed"), 404, "USER_NOT_FOUND")
