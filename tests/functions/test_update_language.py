"""The language of names and messages."""

from __future__ import annotations

import pytest

from local.phone import Phone
from tests.support.http import problem

PATH = "/v1/users/language"


@pytest.mark.parametrize(("given", "kept"), [("vi", "vi"), ("de-AT", "de"), ("ZH", "zh"), ("tlh", "en")])
def test_another_language(phone: Phone, given: str, kept: str) -> None:
    phone.request("POST", "/v1/users/sync", json={})
    assert phone.request("PATCH", PATH, json={"language": given}).json() == {"language": kept, "updated": kept != "en"}
    assert phone.request("GET", "/v1/users/me").json()["language"] == kept


def test_before_the_first_sync(phone: Phone) -> None:
    problem(phone.request("PATCH", PATH, json={"language": "vi"}), 404, "USER_NOT_FOUND")
