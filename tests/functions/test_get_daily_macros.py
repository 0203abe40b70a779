"""A day so far, from its one document."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients.firestore import document_of, firestore
from shared.profiles.models import DatedTarget, Formula, Goal
from tests.support.by_hand import logged
from tests.support.http import PHOTO, account, fail, invalid, problem, ready_meal, stored_meal, whole_hour_zone
from tests.support.meals import posted, stored
from tests.support.people import onboarded

NOTHING = {"protein": 0, "carbs": 0, "fat": 0}


def macros(phone: Phone, day: str | None = None, zone: str | None = None) -> dict[str, Any]:
    answer = phone.request(
        "GET", "/v1/meals/daily/macros", params={"date": day} if day else {}, headers={"X-Timezone": zone} if zone else {}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_day_without_meals(phone: Phone) -> None:
    assert macros(phone, "2025-03-10") == {
        "date": "2025-03-10",
        "target_calories": None,
        "target_macros": None,
        "consumed_calories": 0,
        "consumed_calories_low": 0,
        "consumed_calories_high": 0,
        "consumed_macros": NOTHING,
        "remaining_calories": None,
        "remaining_macros": None,
        "completion_percentage": None,
        "meal_count": 0,
        "tracked": None,
        "completeness": {},
    }


def test_what_is_not_known_of_any_food_is_not_zero(phone: Phone) -> None:
    day = "2025-03-10"
    firestore().document(f"users/{phone.uid}/targets/2025-03-09").set(_target("2025-03-09", 2000))
    logged(phone, {"name": "Whey", "custom_nutrition": {"protein_per_100g": 80}, "quantity": 50}, target_date=day)
    told = macros(phone, day)
    assert (told["meal_count"], told["consumed_calories"], told["consumed_calories_high"]) == (1, None, None)
    assert told["consumed_macros"] == {"protein": 40, "carbs": None, "fat": None}
    assert (told["completeness"]["calories"], told["completeness"]["protein_g"]) == (0, 1)
    assert (told["remaining_calories"], told["completion_percentage"]["calories"]) == (None, None)
    assert told["completion_percentage"]["protein"] > 0
    assert told["remaining_macros"]["carbs"] is None


def test_meals_count_until_they_are_deleted(phone: Phone) -> None:
    day = "2025-03-10"
    first = ready_meal(phone, target_date=day)
    one = macros(phone, day)
    assert (one["meal_count"], one["consumed_calories"]) == (1, first["total_calories"])
    assert one["consumed_macros"] == pytest.approx(first["total_nutrition"])
    second = ready_meal(phone, target_date=day, total_weight_g="100")
    both = macros(phone, day)
    assert both["meal_count"] == 2
    assert both["consumed_calories"] == pytest.approx(first["total_calories"] + second["total_calories"])
    assert macros(phone, "2025-03-11")["meal_count"] == 0
    phone.request("DELETE", f"/v1/meals/{first['meal_id']}")
    assert macros(phone, day)["consumed_calories"] == pytest.approx(second["total_calories"])


def test_against_a_target(phone: Phone) -> None:
    day = "2025-03-10"
    meal = ready_meal(phone, target_date=day)
    target = {"calories": 2000.4, "protein_g": 0, "carbs_g": 1000, "fat_g": 0.5}
    firestore().document(f"users/{phone.uid}/days/{day}").update({"target": target})
    found = macros(phone, day)
    assert found["target_calories"] == 2000
    assert found["target_macros"] == {"protein": 0, "carbs": 1000, "fat": 0.5}
    assert found["remaining_calories"] == pytest.approx(2000.4 - meal["total_calories"], abs=0.06)
    carbs, fat = meal["total_nutrition"]["carbs"], meal["total_nutrition"]["fat"]
    assert found["remaining_macros"] == {"protein": 0, "carbs": pytest.approx(1000 - carbs, abs=0.06), "fat": 0}, "never below zero"
    assert found["completion_percentage"] == {
        "calories": pytest.approx(meal["total_calories"] / 2000.4 * 100, abs=0.06),
        "protein": 0,  # of nothing
        "carbs": pytest.approx(carbs / 1000 * 100, abs=0.06),
        "fat": pytest.approx(fat / 0.5 * 100, abs=0.06 / 0.5 * 100),  # over 100 is said
    }
    assert found["completion_percentage"]["fat"] > 100
    phone.request("DELETE", f"/v1/meals/{meal['meal_id']}")
    emptied = macros(phone, day)
    assert (emptied["target_calories"], emptied["consumed_calories"], emptied["remaining_calories"]) == (2000, 0, 2000.4)


def test_the_target_that_holds(phone: Phone) -> None:
    """A day that a meal makes, a day that nothing has made, and the days before there was any target."""
    firestore().document(f"users/{phone.uid}/targets/2025-03-09").set(_target("2025-03-09", 2000))
    firestore().document(f"users/{phone.uid}/targets/2025-03-12").set(_target("2025-03-12", 2500))
    ready_meal(phone, target_date="2025-03-11")
    ready_meal(phone, target_date="2025-03-08")
    days = ("2025-03-08", "2025-03-09", "2025-03-11", "2025-03-12", "2030-01-01")
    assert [macros(phone, day)["target_calories"] for day in days] == [None, 2000, 2000, 2500, 2500]
    assert macros(phone, "2025-03-11")["remaining_calories"] == pytest.approx(
        2000 - macros(phone, "2025-03-11")["consumed_calories"], abs=0.11
    )
    assert (stored(f"users/{phone.uid}/days/2025-03-11") or {})["target"]["protein_g"] == 100
    assert stored(f"users/{phone.uid}/days/2025-03-09") is None


def test_a_first_target_and_a_first_meal_at_once(new_phone: Callable[[], Phone]) -> None:
    """Both make the day's document: whoever comes second finds the other's part in it."""
    for phone in [new_phone() for _ in range(4)]:
        now = clock.now()
        meal = stored_meal(phone.uid, now.date(), now)
        path = f"/v1/meals/{meal.meal_id}"
        assert phone.request("DELETE", path).status_code == 200
        firestore().document(f"users/{phone.uid}/days/{now.date()}").delete()
        with ThreadPoolExecutor(2) as at_once:
            restored = at_once.submit(phone.request, "POST", f"{path}/restore")
            at_once.submit(onboarded, phone).result()
        assert restored.result().status_code == 200
        day = macros(phone, now.date().isoformat())
        assert (day["meal_count"], day["target_calories"]) == (1, 2259)


def _target(from_date: str, calories: float) -> dict[str, Any]:
    day = date.fromisoformat(from_date)
    now = clock.now()
    target = DatedTarget(
        calories=calories,
        protein_g=100,
        carbs_g=200,
        fat_g=60,
        bmr=1500,
        tdee=2000,
        formula_used=Formula.MIFFLIN_ST_JEOR,
        activity_multiplier=1.2,
        goal=Goal.RECOMP,
        adjustment=0,
        calorie_floor=1500,
        limits=(),
        expected_error=200,
        is_custom=False,
        from_date=day,
        revision=1,
        created_at=now,
        updated_at=now,
    )
    return document_of(target)


def test_open_and_failed_meals_do_not_count(phone: Phone, held: TaskQueue) -> None:
    day = "2025-03-10"
    posted(phone, PHOTO, target_date=day)
    fail(phone, posted(phone, PHOTO, target_date=day))
    assert macros(phone, day)["meal_count"] == 0


def test_today_is_the_persons(phone: Phone) -> None:
    for hour in (12, 23):
        zone = whole_hour_zone(hour)
        before = clock.local_date(clock.now(), zone)
        assert macros(phone, zone=zone.key)["date"] in {before.isoformat(), clock.local_date(clock.now(), zone).isoformat()}
    far_apart = [macros(phone, zone=zone)["date"] for zone in ("Etc/GMT+12", "Pacific/Kiritimati")]
    assert far_apart[0] < far_apart[1]


def test_today_by_the_stored_zone_and_day_start(phone: Phone) -> None:
    zone = whole_hour_zone(12)
    account(phone, timezone=zone.key, day_start_hour=23)
    now = clock.now()
    assert macros(phone)["date"] == clock.local_date(now, zone, 23).isoformat() < clock.local_date(now, zone).isoformat()


def test_everyone_has_days_of_their_own(new_phone: Callable[[], Phone]) -> None:
    eater, other = new_phone(), new_phone()
    ready_meal(eater, target_date="2025-03-10")
    assert macros(other, "2025-03-10")["meal_count"] == 0


@pytest.mark.parametrize("day", ["2025-3-10", "2025-02-29", "yesterday", "2025-03-10/x", "20250310"])
def test_days_that_are_none(phone: Phone, day: str) -> None:
    problem(phone.request("GET", "/v1/meals/daily/macros", params={"date": day}), 400, "INVALID_DATE_FORMAT")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "x" * 5000, "/etc/localtime", "Europe", "UTC\u00e9"])
def test_zones_that_are_none(phone: Phone, zone: str) -> None:
    answer = phone.request("GET", "/v1/meals/daily/macros", headers={"X-Timezone": zone.encode()})
    assert invalid(answer) == {("header", "X-Timezone")}
