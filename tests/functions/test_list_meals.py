"""A person's meals, page by page, while they change."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from local.phone import Phone
from shared.meals.models import Meal
from tests.support.http import invalid, problem, stored_meal

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)


def page(phone: Phone, **params: Any) -> tuple[list[str], str | None]:
    """The ids of one page, and the cursor of the next."""
    answer = phone.request("GET", "/v1/meals", params=params)
    assert answer.status_code == 200, answer.text
    return [meal["meal_id"] for meal in answer.json()["meals"]], answer.json()["next_cursor"]


def pages(phone: Phone, **params: Any) -> list[list[str]]:
    """The ids of all pages."""
    found, cursor = page(phone, **params)
    all_pages = [found]
    while cursor:
        found, cursor = page(phone, **params, cursor=cursor)
        all_pages.append(found)
        assert len(all_pages) < 20, "the pages do not end"
    return all_pages


def at(phone: Phone, *hours: int) -> list[Meal]:
    """Meals logged so many hours before noon, on their days."""
    moments = [NOON - timedelta(hours=hour) for hour in hours]
    return [stored_meal(phone.uid, moment.date(), moment) for moment in moments]


def ids(meals: list[Meal]) -> list[str]:
    return [meal.meal_id for meal in meals]


def test_nobody_has_meals_yet(phone: Phone) -> None:
    assert pages(phone) == [[]]


def test_newest_first_by_day_and_then_by_time(phone: Phone) -> None:
    meals = at(phone, 30, 0, 2, 70)
    late = stored_meal(phone.uid, NOON.date() + timedelta(days=1), NOON - timedelta(hours=40))  # logged ahead
    assert page(phone)[0] == ids([late, meals[1], meals[2], meals[0], meals[3]])


@pytest.mark.parametrize("limit", [1, 2, 4, 5])
def test_pages_are_the_list_cut_up(phone: Phone, limit: int) -> None:
    at(phone, 0, 0, 0, 1, 25)  # three at the same instant
    whole = page(phone)[0]
    found = pages(phone, limit=limit)
    assert [meal_id for one in found for meal_id in one] == whole
    assert [len(one) for one in found] == [limit] * (5 // limit) + ([5 % limit] if 5 % limit else [])


def test_meals_that_come_and_go_between_pages(phone: Phone) -> None:
    meals = at(phone, 0, 1, 2, 3, 4, 5)
    seen, cursor = page(phone, limit=2)
    assert seen == ids(meals[:2])
    at(phone, -1)  # newer than all
    for gone in (meals[0], meals[1], meals[2]):  # on the first page, the cursor's own, and one that is yet to come
        assert phone.request("DELETE", f"/v1/meals/{gone.meal_id}").status_code == 200
    (between,) = at(phone, 4)
    rest, cursor = page(phone, limit=50, cursor=cursor)
    assert cursor is None
    assert sorted(rest) == sorted([*ids(meals[3:]), between.meal_id])


def test_deleted_ones_are_hidden(phone: Phone) -> None:
    meals = at(phone, 0, 1, 2)
    phone.request("DELETE", f"/v1/meals/{meals[1].meal_id}")
    assert page(phone)[0] == ids([meals[0], meals[2]])


def test_others_are_not_listed(new_phone: Callable[[], Phone]) -> None:
    one, other = new_phone(), new_phone()
    mine, theirs = at(one, 0, 2), at(other, 1)
    assert (page(one)[0], page(other)[0]) == (ids(mine), ids(theirs))
    _, cursor = page(one, limit=1)
    assert page(other, cursor=cursor)[0] == ids(theirs), "a cursor is a place, not a right"


def test_days(phone: Phone) -> None:
    meals = at(phone, 0, 24, 48, 72)  # 10, 9, 8 and 7 March
    day = [meal.local_date.isoformat() for meal in meals]
    assert page(phone, **{"from": day[2]})[0] == ids(meals[:3])
    assert page(phone, to=day[1])[0] == ids(meals[1:])
    assert page(phone, **{"from": day[2], "to": day[1]})[0] == ids(meals[1:3])
    assert page(phone, **{"from": day[0], "to": day[3]})[0] == [], "from after to is an empty time"
    assert pages(phone, **{"from": day[2], "to": day[0], "limit": 2}) == [ids(meals[:2]), ids(meals[2:3])]


def test_a_summary_has_no_foods(phone: Phone) -> None:
    at(phone, 0)
    (meal,) = phone.request("GET", "/v1/meals").json()["meals"]
    assert meal["total_calories"] == 195
    assert "food_items" not in meal


@pytest.mark.parametrize("limit", ["0", "-1", "51", "ten", "1.5"])
def test_limits(phone: Phone, limit: str) -> None:
    assert invalid(phone.request("GET", "/v1/meals", params={"limit": limit})) == {("query", "limit")}


@pytest.mark.parametrize("name", ["from", "to"])
def test_days_that_are_none(phone: Phone, name: str) -> None:
    problem(phone.request("GET", "/v1/meals", params={name: "2025-13-01"}), 400, "INVALID_DATE_FORMAT")


def cursor_of(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


BAD_CURSORS = {
    "no base64": "!!!",
    "not ASCII": "é",
    "cut off": cursor_of(["2025-03-10", NOON.isoformat(), "x"])[:-5],
    "no JSON": base64.urlsafe_b64encode(b"nothing").decode(),
    "no UTF-8": base64.urlsafe_b64encode(b"\xff\xfe[]").decode(),
    "no list": cursor_of({"a": 1, "b": 2, "c": 3}),
    "a number": cursor_of(7),
    "too short": cursor_of(["2025-03-10"]),
    "too long": cursor_of(["2025-03-10", NOON.isoformat(), "x", "y"]),
    "no date": cursor_of(["yesterday", NOON.isoformat(), "x"]),
    "no instant": cursor_of(["2025-03-10", "noon", "x"]),
    "no zone": cursor_of(["2025-03-10", "2025-03-10T12:00:00", "x"]),
    "before time": cursor_of(["2025-03-10", "0001-01-01T00:00:00+23:59", "x"]),
    "after time": cursor_of(["2025-03-10", "9999-12-31T23:59:59-23:59", "x"]),
    "half a character": cursor_of(["2025-03-10", NOON.isoformat(), "\ud800"]),
    "no id": cursor_of(["2025-03-10", NOON.isoformat(), 5]),
    "deep": base64.urlsafe_b64encode(b"[" * 370).decode(),
}


@pytest.mark.parametrize("name", BAD_CURSORS)
def test_cursors_that_are_not_ours(phone: Phone, name: str) -> None:
    problem(phone.request("GET", "/v1/meals", params={"cursor": BAD_CURSORS[name]}), 400, "INVALID_CURSOR")


def test_a_cursor_without_end(phone: Phone) -> None:
    assert invalid(phone.request("GET", "/v1/meals", params={"cursor": "x" * 501})) == {("query", "cursor")}


def test_far_away_days(phone: Phone) -> None:
    assert page(phone, **{"from": date.min.isoformat(), "to": date.max.isoformat()}) == ([], None)
