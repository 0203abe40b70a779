"""The app introduces people: who they are is the token's to say, and no two have one name."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.phone import Phone
from shared.clients.firestore import firestore
from shared.ids import is_id, new_id
from tests.support.http import account, cost, invalid
from tests.support.meals import stored

PATH = "/v1/users/sync"


def sync(phone: Phone, zone: str | None = None, **body: Any) -> dict[str, Any]:
    answer = phone.request("POST", PATH, json=body, headers={"X-Timezone": zone} if zone else {})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_somebody_new(phone: Phone) -> None:
    unique = new_id()[:8]
    found = sync(
        phone, "Asia/Tokyo", display_name=f"Mai Nguyễn {unique}", phone_number="+84 1", photo_url="https://example.com/m.jpg"
    )
    assert (found["created"], found["updated"]) == (True, False)
    user = found["user"]
    assert is_id(user["id"])
    assert user["email"].endswith("@example.com")
    assert (user["first_name"], user["last_name"], user["username"]) == ("Mai", f"Nguyễn {unique}", f"mainguyen{unique}")
    assert (user["firebase_uid"], user["timezone"], user["language"], user["provider"]) == (
        phone.uid,
        "Asia/Tokyo",
        "en",
        "password",
    )
    assert (user["is_active"], user["onboarding_completed"], user["is_premium"], user["subscription"]) == (True, False, False, None)
    assert user["created_at"] == user["updated_at"] == user["last_accessed"]
    assert stored(f"usernames/mainguyen{unique}") == {"uid": phone.uid}
    assert phone.request("GET", "/v1/users/me").json() == user


def test_what_the_body_claims_to_be(new_phone: Callable[[], Phone]) -> None:
    phone, other = new_phone(), new_phone()
    user = sync(phone, firebase_uid=other.uid, email="other@example.com", provider="google", is_active=False, is_premium=True)[
        "user"
    ]
    assert (user["firebase_uid"], user["provider"], user["is_active"], user["is_premium"]) == (phone.uid, "password", True, False)
    assert user["email"] != "other@example.com"
    assert stored(f"users/{other.uid}") is None


def test_somebody_known(phone: Phone) -> None:
    first = sync(phone, display_name="Ana")["user"]
    again = sync(phone, "Asia/Tokyo", username="another")
    assert (again["created"], again["updated"]) == (False, False)
    assert again["user"] == first | {"last_accessed": again["user"]["last_accessed"]}
    assert again["user"]["last_accessed"] > first["last_accessed"]
    changed = sync(phone, display_name="Ana María", photo_url="https://example.com/a.jpg")
    assert (changed["created"], changed["updated"]) == (False, True)
    assert (changed["user"]["display_name"], changed["user"]["photo_url"]) == ("Ana María", "https://example.com/a.jpg")
    assert (changed["user"]["username"], changed["user"]["first_name"]) == (first["username"], "Ana")
    assert cost(phone.request("POST", PATH, json={})) == (3, 1), "and looks twice for what was bought before the sign-up"


def test_an_account_that_was_there_before(phone: Phone) -> None:
    account(phone, timezone="Europe/Vienna", language_code="de", premium={"active": True}, field_of_a_later_release=1)
    found = sync(phone, "Asia/Tokyo")
    assert found["created"] is True
    assert (found["user"]["timezone"], found["user"]["language"], found["user"]["is_premium"]) == ("Europe/Vienna", "de", True)
    assert (stored(f"users/{phone.uid}") or {})["field_of_a_later_release"] == 1


def test_one_name_for_many_at_once(new_phone: Callable[[], Phone]) -> None:
    wished = f"n{new_id()[:8]}"
    phones = [new_phone() for _ in range(6)]
    with ThreadPoolExecutor(len(phones)) as at_once:
        names = list(at_once.map(lambda phone: sync(phone, username=wished)["user"]["username"], phones))
    assert len(set(names)) == len(names)
    assert {wished, f"{wished}2", f"{wished}3"} <= set(names)
    assert all(name.startswith(wished) and len(name) <= 20 for name in names)
    for phone, name in zip(phones, names, strict=True):
        assert stored(f"usernames/{name}") == {"uid": phone.uid}


def test_twice_at_once_is_one_account(phone: Phone) -> None:
    wished = f"n{new_id()[:8]}"
    with ThreadPoolExecutor(4) as at_once:
        found = list(at_once.map(lambda _: sync(phone, username=wished), range(4)))
    assert [answer["created"] for answer in found].count(True) == 1
    assert {answer["user"]["username"] for answer in found} == {wished}
    assert not firestore().document(f"usernames/{wished}2").get().exists


def test_repeated_with_its_key(phone: Phone) -> None:
    key = {"Idempotency-Key": new_id()}
    first, again = (phone.request("POST", PATH, json={"display_name": "Ana"}, headers=key) for _ in range(2))
    assert (first.status_code, again.content) == (200, first.content)


@pytest.mark.parametrize(
    ("field", "value"),
    [("display_name", "x" * 101), ("photo_url", "javascript:alert(1)"), ("phone_number", "1" * 33), ("username", ["x"])],
)
def test_what_cannot_be(phone: Phone, field: str, value: Any) -> None:
    assert invalid(phone.request("POST", PATH, json={field: value})) == {("body", field)}
