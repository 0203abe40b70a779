"""The person's calendar day: fixed once from their zone and the hour at which their day begins, wherever they go afterwards."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from local.phone import Phone
from shared import clock
from shared.clients.firestore import Unit, atomically, firestore
from shared.meals import reading, states, store
from shared.meals.models import Status
from tests.support.http import account, ready_meal, stored_meal, whole_hour_zone
from tests.support.meals import stored
from tests.support.people import onboarded
from tests.support.weights import weighed

EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"  # 26 hours apart
METRICS = "/v1/user-profiles/metrics"


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        ("2025-03-02T07:30:00Z", "America/Los_Angeles", "2025-03-01"),  # 23:30 in UTC−8, tomorrow in UTC
        ("2025-03-01T11:30:00Z", "Pacific/Tongatapu", "2025-03-02"),  # 00:30 in UTC+13, yesterday in UTC
        ("2025-03-01T10:59:59Z", "Pacific/Tongatapu", "2025-03-01"),  # the last second of the day
        ("2025-10-26T00:30:00Z", "Europe/Vienna", "2025-10-26"),  # 02:30, the first time
        ("2025-10-26T01:30:00Z", "Europe/Vienna", "2025-10-26"),  # 02:30, the second time
        ("2025-04-06T02:30:00Z", "America/Santiago", "2025-04-05"),  # 23:30, the first time
        ("2025-04-06T03:30:00Z", "America/Santiago", "2025-04-05"),  # 23:30, the second time: midnight has to wait
        ("2025-04-06T04:00:00Z", "America/Santiago", "2025-04-06"),
        ("2025-04-24T21:59:59Z", "Africa/Cairo", "2025-04-24"),  # 23:59:59, and the hour after midnight is missing
        ("2025-04-24T22:00:00Z", "Africa/Cairo", "2025-04-25"),  # 01:00
    ],
)
def test_the_day_of_an_instant(phone: Phone, instant: str, zone: str, day: str) -> None:
    assert weighed(phone, 80, datetime.fromisoformat(instant), **{"X-Timezone": zone})["local_date"] == day


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2025-03-30T00:59:59Z", "2025-03-29"),  # 01:59:59
        ("2025-03-30T01:00:00Z", "2025-03-30"),  # 03:00: the hour from two to three, at whose end the day begins, is missing
        ("2025-10-26T00:30:00Z", "2025-10-25"),  # 02:30, the first time
        ("2025-10-26T01:59:59Z", "2025-10-25"),  # 02:59:59, the second time
        ("2025-10-26T02:00:00Z", "2025-10-26"),  # 03:00
    ],
)
def test_a_day_that_begins_at_three(phone: Phone, instant: str, day: str) -> None:
    account(phone, timezone="Europe/Vienna", day_start_hour=3)
    assert weighed(phone, 80, datetime.fromisoformat(instant))["local_date"] == day


def test_the_zone_of_the_request_goes_before_the_stored_one(phone: Phone) -> None:
    account(phone, timezone="America/Los_Angeles", day_start_hour=4)
    instant = datetime.fromisoformat("2025-03-02T07:30:00Z")
    assert weighed(phone, 80, instant)["local_date"] == "2025-03-01"
    later = instant + timedelta(seconds=1)
    assert weighed(phone, 80, later, **{"X-Timezone": "Pacific/Tongatapu"})["local_date"] == "2025-03-02"
    early = datetime.fromisoformat("2025-03-01T13:59:59Z")  # 02:59:59 there: the day's start is the account's
    assert weighed(phone, 80, early, **{"X-Timezone": "Pacific/Tongatapu"})["local_date"] == "2025-03-01"


def macros(phone: Phone, day: str) -> dict[str, Any]:
    found: dict[str, Any] = phone.request("GET", "/v1/meals/daily/macros", params={"date": day}).json()
    return found


def test_who_travels_finds_their_meals_where_they_were(phone: Phone) -> None:
    phone.request("POST", "/v1/users/sync", json={}, headers={"X-Timezone": whole_hour_zone(23).key})
    meal = ready_meal(phone)
    for zone in (EAST, WEST):
        assert phone.request("PUT", "/v1/users/timezone", json={"timezone": zone}).status_code == 200
        assert phone.request("GET", f"/v1/meals/{meal['meal_id']}", headers={"X-Timezone": zone}).json() == meal
        assert macros(phone, meal["local_date"])["meal_count"] == 1


# Targets of the days ahead


def targets_ahead(phone: Phone, first: date) -> set[float]:
    """The energy that every stored day from `first` on aims for."""
    days = firestore().collection(f"users/{phone.uid}/days").stream()
    return {round(day.get("target")["calories"], 6) for day in days if day.id >= first.isoformat()}


def test_who_travels_west_has_the_new_target_on_all_days_ahead(phone: Phone) -> None:
    """In the east it was a day or two later: the days and the target that were made there are overtaken too."""
    onboarded(phone, EAST)
    answer = phone.request("POST", METRICS, json={"activity_level": "light"}, headers={"X-Timezone": WEST})
    today = clock.local_date(clock.now(), ZoneInfo(WEST))
    assert answer.json()["from_date"] == today.isoformat()
    assert targets_ahead(phone, today) == {round(1780 * 1.375 - 500, 6)}
    assert phone.request("GET", "/v1/user-profiles/tdee").json()["target_revision"] == 2


@pytest.mark.parametrize("ahead", [0, 1, 3])
def test_a_meal_that_makes_a_day_while_the_target_changes(phone: Phone, ahead: int) -> None:
    """The meal has seen that there is no such day, and the target of before; then the change comes in between."""
    onboarded(phone)
    now = clock.now()
    day = now.date() + timedelta(days=ahead)
    for kept in firestore().collection(f"users/{phone.uid}/days").stream():
        kept.reference.delete()
    meal = stored_meal(phone.uid, day, now, status=Status.INACTIVE, is_deleted=True, deleted_from=Status.READY)
    step = partial(states.restored, check_after=timedelta(minutes=10), now=now)
    attempts = 0

    def restore(unit: Unit) -> None:
        nonlocal attempts
        attempts += 1
        store.change_in(unit, phone.uid, meal.meal_id, step, deleted_too=True)
        if attempts == 1:
            assert phone.request("POST", METRICS, json={"activity_level": "light"}).status_code == 200

    atomically(restore)

    assert attempts == 2
    found = stored(reading.day_path(phone.uid, day))
    assert found is not None
    assert list(found["entries"]) == [meal.meal_id]
    assert found["target"]["calories"] == pytest.approx(1780 * 1.375 - 500)
