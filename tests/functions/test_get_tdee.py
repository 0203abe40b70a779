"""The targets and what they rest on."""

from __future__ import annotations

from local.phone import Phone
from shared import clock
from tests.support.http import cost, problem, whole_hour_zone
from tests.support.people import onboarded

PATH = "/v1/user-profiles/tdee"


def test_the_targets_explain_themselves(phone: Phone) -> None:
    zone = whole_hour_zone(12)
    onboarded(phone, zone.key)
    assert phone.request("GET", PATH).json() == {
        "bmr": 1780,
        "tdee": 2759,
        "expected_error": 275.9,
        "macros": {"calories": 2259, "protein": 176, "fat": 64, "carbs": 244.8},
        "goal": "cut",
        "activity_multiplier": 1.55,
        "formula_used": "mifflin_st_jeor",
        "adjustment": -500,
        "calorie_floor": 1780,
        "limits": [],
        "is_custom": False,
        "target_revision": 1,
        "from_date": clock.local_date(clock.now(), zone).isoformat(),
    }


def test_body_fat_changes_the_formula(phone: Phone) -> None:
    onboarded(phone, body_fat_percentage=15, goal="recomp")
    found = phone.request("GET", PATH).json()
    assert (found["formula_used"], found["bmr"]) == ("katch_mcardle", 1838.8)


def test_limits_are_named(phone: Phone) -> None:
    onboarded(phone, age=16, activity_level="sedentary")
    found = phone.request("GET", PATH).json()
    assert (found["adjustment"], found["limits"]) == (0, ["no_deficit_under_18"])


def test_without_a_profile(phone: Phone) -> None:
    problem(phone.request("GET", PATH), 404, "TDEE_DATA_NOT_FOUND")


def test_cost(phone: Phone) -> None:
    onboarded(phone)
    phone.request("GET", PATH)
    assert cost(phone.request("GET", PATH)) == (1, 0)
