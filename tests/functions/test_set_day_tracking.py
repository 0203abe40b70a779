"""What the person says of a day's log: kept with the day, whatever becomes of its meals, and counted in the estimate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from tests.support.http import cost, invalid, problem, ready_meal
from tests.support.meals import stored
from tests.support.people import onboarded
from tests.support.weights import PATH as WEIGHTS
from tests.support.weights import lived

DAY = "2025-03-10"


def mark(phone: Phone, day: str, tracked: bool | None) -> dict[str, Any]:
    answer = phone.request("PUT", f"/v1/days/{day}/tracking", json={"tracked": tracked})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def macros(phone: Phone, day: str) -> dict[str, Any]:
    found: dict[str, Any] = phone.request("GET", "/v1/meals/daily/macros", params={"date": day}).json()
    return found


def test_it_stays_whatever_becomes_of_the_meals(phone: Phone) -> None:
    assert mark(phone, DAY, False) == {"date": DAY, "tracked": False, "meal_count": 0}
    meal = ready_meal(phone, target_date=DAY)
    day = macros(phone, DAY)
    assert (day["tracked"], day["meal_count"]) == (False, 1)
    phone.request("DELETE", f"/v1/meals/{meal['meal_id']}")
    assert macros(phone, DAY)["tracked"] is False
    assert mark(phone, DAY, True)["tracked"] is True
    assert mark(phone, DAY, None)["tracked"] is None
    assert macros(phone, DAY)["tracked"] is None


def test_a_day_without_a_document_keeps_its_target(phone: Phone) -> None:
    onboarded(phone)
    tomorrow = (clock.now().date() + timedelta(days=1)).isoformat()
    firestore().document(f"users/{phone.uid}/days/{tomorrow}").delete()
    mark(phone, tomorrow, False)
    assert macros(phone, tomorrow)["target_calories"] == 2259
    assert (stored(f"users/{phone.uid}/days/{DAY}")) is None
    mark(phone, DAY, False)
    assert macros(phone, DAY)["target_calories"] is None, "there was no target then"


def test_the_estimate_follows(phone: Phone) -> None:
    onboarded(phone)
    now = clock.now()
    phone.request("POST", f"{WEIGHTS}/sync", json={"entries": lived(phone, now, tdee=2600, intake=2200, days=28)})
    day = (now.date() - timedelta(days=5)).isoformat()

    def tracked_days() -> int:
        return int(phone.request("GET", "/v1/user-profiles/tdee").json()["adaptive"]["tracked_days"])

    assert tracked_days() == 28
    mark(phone, day, False)
    assert tracked_days() == 27
    mark(phone, day, None)
    assert tracked_days() == 28


def test_said_again_it_writes_nothing(phone: Phone) -> None:
    mark(phone, DAY, False)
    assert cost(phone.request("PUT", f"/v1/days/{DAY}/tracking", json={"tracked": False})) == (1, 0)


@pytest.mark.parametrize("day", ["10.03.2025", "2025-02-30", "today", "2025-3-1", "%2e%2e"])
def test_days_that_are_none(phone: Phone, day: str) -> None:
    answer = phone.request("PUT", f"/v1/days/{day}/tracking", json={"tracked": False})
    problem(answer, 400, "INVALID_DATE_FORMAT")


def test_days_that_cannot_have_meals(phone: Phone) -> None:
    for day in ("1999-12-31", (clock.now().date() + timedelta(days=3)).isoformat()):
        problem(phone.request("PUT", f"/v1/days/{day}/tracking", json={"tracked": False}), 422, "DATE_OUT_OF_RANGE")
    assert invalid(phone.request("PUT", f"/v1/days/{DAY}/tracking", json={})) == {("body", "tracked")}
