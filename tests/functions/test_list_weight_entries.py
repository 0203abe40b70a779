"""The history of a weight, page by page, while it changes."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from local.phone import Phone
from shared import clock
from tests.support.http import cost, invalid, problem
from tests.support.weights import PATH, weighed

NOW = clock.now()


def page(phone: Phone, **params: Any) -> tuple[list[float], str | None]:
    answer = phone.request("GET", PATH, params=params)
    assert answer.status_code == 200, answer.text
    return [entry["weight_kg"] for entry in answer.json()["entries"]], answer.json()["next_cursor"]


def test_nobody_has_weighed_yet(phone: Phone) -> None:
    assert page(phone) == ([], None)


def test_pages_while_weigh_ins_come_and_go(phone: Phone) -> None:
    made = [weighed(phone, 70 + number, NOW - timedelta(days=number)) for number in range(6)]
    first, cursor = page(phone, limit=2)
    assert first == [70, 71]
    weighed(phone, 90, NOW + timedelta(seconds=1))  # newer than all
    for gone in (made[1], made[2]):  # the cursor's own, and one that is yet to come
        assert phone.request("DELETE", f"{PATH}/{gone['id']}").status_code == 200
    assert page(phone, limit=2, cursor=cursor)[0] == [73, 74]
    assert page(phone, limit=50, cursor=cursor) == ([73, 74, 75], None)


def test_one_instant_and_several_pages(phone: Phone) -> None:
    ids = [f"{number}" * 8 + "-0000-4000-8000-000000000000" for number in (1, 2, 3)]
    same = [{"id": each, "weight_kg": 70 + number, "recorded_at": NOW.isoformat()} for number, each in enumerate(ids, 1)]
    assert phone.request("POST", f"{PATH}/sync", json={"entries": same}).status_code == 200
    found: list[float] = []
    cursor: str | None = None
    for _ in range(3):
        weights, cursor = page(phone, limit=1, **{"cursor": cursor} if cursor else {})
        found += weights
    assert (sorted(found), cursor) == ([71, 72, 73], None)


def test_a_page_costs_what_it_shows(phone: Phone) -> None:
    for number in range(4):
        weighed(phone, 70, NOW - timedelta(days=number))
    assert cost(phone.request("GET", PATH, params={"limit": 2})) == (3, 0)


@pytest.mark.parametrize("cursor", ["x", base64.b64encode(b'["2026-01-31T07:40:00Z", "17"]').decode(), "bnVsbA=="])
def test_cursors_that_are_none(phone: Phone, cursor: str) -> None:
    problem(phone.request("GET", PATH, params={"cursor": cursor}), 400, "INVALID_CURSOR")


@pytest.mark.parametrize("limit", [0, 366, "all"])
def test_limits_that_are_none(phone: Phone, limit: Any) -> None:
    assert invalid(phone.request("GET", PATH, params={"limit": limit})) == {("query", "limit")}
