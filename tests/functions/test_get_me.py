"""The account, on its own path and on those of earlier apps."""

from __future__ import annotations

from collections.abc import Callable

from local.phone import Phone
from tests.support.http import cost, problem


def test_the_account(phone: Phone) -> None:
    user = phone.request("POST", "/v1/users/sync", json={"display_name": "Ana"}).json()["user"]
    for path in ("/v1/users/me", f"/v1/users/firebase/{phone.uid}"):
        answer = phone.request("GET", path)
        assert answer.json() == user
    assert cost(answer) == (1, 0)


def test_before_the_app_has_introduced_the_person(phone: Phone) -> None:
    problem(phone.request("GET", "/v1/users/me"), 404, "USER_NOT_FOUND")


def test_another_person(new_phone: Callable[[], Phone]) -> None:
    phone, other = new_phone(), new_phone()
    other.request("POST", "/v1/users/sync", json={})
    problem(phone.request("GET", f"/v1/users/firebase/{other.uid}"), 403, "FORBIDDEN")
    problem(phone.request("GET", "/v1/users/firebase/nobody"), 403, "FORBIDDEN")
