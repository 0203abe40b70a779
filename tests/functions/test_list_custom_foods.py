"""One's own foods, page by page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from local.phone import Phone
from tests.functions.test_create_custom_food import GRANOLA, created
from tests.support.http import invalid, problem


def test_newest_first_in_pages(new_phone: Callable[[], Phone]) -> None:
    phone, other = new_phone(), new_phone()
    made = [created(phone, GRANOLA, name=f"granola {n}")["food_id"] for n in range(5)][::-1]
    seen, cursor = [], None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = phone.request("GET", "/v1/foods/custom", params=params).json()
        seen += [food["food_id"] for food in page["foods"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made
    assert other.request("GET", "/v1/foods/custom").json() == {"foods": [], "next_cursor": None}


@pytest.mark.parametrize("cursor", ["x", "W10=", "WzEsMl0=", "💥"])
def test_cursors_that_are_not_ours(phone: Phone, cursor: str) -> None:
    problem(phone.request("GET", "/v1/foods/custom", params={"cursor": cursor}), 400, "INVALID_CURSOR")


def test_limit(phone: Phone) -> None:
    assert invalid(phone.request("GET", "/v1/foods/custom", params={"limit": 51})) == {("query", "limit")}
