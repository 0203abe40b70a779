"""The activities of many days, one read a day that has any."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from local.phone import Phone
from tests.functions.test_get_daily_activities import NOON, on_its_day
from tests.support.http import cost, invalid, problem

PATH = "/v1/activities/bulk"


def bulk(phone: Phone, start: date, end: date) -> dict[str, Any]:
    answer = phone.request("GET", PATH, params={"start": start.isoformat(), "end": end.isoformat()})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_both_ends_are_in_it(phone: Phone) -> None:
    days = [NOON.date() - timedelta(days=number) for number in range(4)]
    meals = [on_its_day(phone, NOON - timedelta(days=number)) for number in range(4)]
    second = on_its_day(phone, NOON - timedelta(days=1, hours=1))
    found = bulk(phone, days[2], days[1])
    assert (found["start"], found["end"]) == (days[2].isoformat(), days[1].isoformat())
    assert [(day["date"], [each["id"] for each in day["activities"]]) for day in found["days"]] == [
        (days[1].isoformat(), [meals[1].meal_id, second.meal_id]),
        (days[2].isoformat(), [meals[2].meal_id]),
    ]
    assert [day["date"] for day in bulk(phone, days[3] - timedelta(days=56), days[0])["days"]] == [day.isoformat() for day in days]
    one = phone.request("GET", "/v1/activities/daily", params={"date": days[1].isoformat()}).json()
    assert found["days"][0]["activities"] == one, "a day is the same in both"


def test_days_without_activities_are_left_out(phone: Phone) -> None:
    phone.request("PUT", f"/v1/days/{NOON.date()}/tracking", json={"tracked": False})
    assert bulk(phone, NOON.date(), NOON.date())["days"] == []


def test_cost(phone: Phone) -> None:
    for number in range(3):
        on_its_day(phone, NOON - timedelta(days=number))
    answer = phone.request("GET", PATH, params={"start": "2025-02-01", "end": "2025-03-31"})
    assert cost(answer)[0] <= 4, "three days and, at the first call, the account"
    assert cost(phone.request("GET", PATH, params={"start": "2025-02-01", "end": "2025-03-31"})) == (3, 0)


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2025-03-10", "2025-03-09", "INVALID_DATE_RANGE"),
        ("2025-01-01", "2025-03-02", "DATE_RANGE_TOO_LARGE"),
        ("0001-01-01", "9999-12-31", "DATE_RANGE_TOO_LARGE"),
        ("2025-03-10", "soon", "INVALID_DATE_FORMAT"),
    ],
)
def test_ranges_that_are_none(phone: Phone, start: str, end: str, code: str) -> None:
    problem(phone.request("GET", PATH, params={"start": start, "end": end}), 400, code)


def test_sixty_days_are_allowed(phone: Phone) -> None:
    assert bulk(phone, date(2025, 1, 1), date(2025, 3, 1))["days"] == []


def test_both_ends_are_needed(phone: Phone) -> None:
    assert invalid(phone.request("GET", PATH)) == {("query", "start"), ("query", "end")}
