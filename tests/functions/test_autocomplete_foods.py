"""Completing a name: from the table alone."""

from __future__ import annotations

import pytest

from local.phone import Phone
from tests.support.http import cost, invalid
from tests.support.vendors import StandIn


def test_names_that_go_on_like_this(phone: Phone, pinecone: StandIn, fdc: StandIn) -> None:
    answer = phone.request("GET", "/v1/foods/autocomplete", params={"q": "chick", "limit": 5})
    assert answer.status_code == 200, answer.text
    found = answer.json()["results"]
    assert {"food_id": "usda-171477", "fdc_id": 171477, "name": "Chicken breast, roasted", "category": "meat"} in found
    assert len(found) <= 5
    assert pinecone.calls() == fdc.calls() == []
    assert cost(phone.request("GET", "/v1/foods/autocomplete", params={"q": "chick"})) == (0, 0)


def test_nothing_goes_on_like_this(phone: Phone) -> None:
    assert phone.request("GET", "/v1/foods/autocomplete", params={"q": "xyzzy"}).json() == {"results": [], "query": "xyzzy"}


@pytest.mark.parametrize(("name", "value"), [("limit", "21"), ("limit", "0"), ("q", ""), ("q", "x" * 101)])
def test_bounds(phone: Phone, name: str, value: str) -> None:
    answer = phone.request("GET", "/v1/foods/autocomplete", params={"q": "rice"} | {name: value})
    assert invalid(answer) == {("query", name)}
