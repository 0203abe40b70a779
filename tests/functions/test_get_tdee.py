"""The targets and what they rest on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from tests.support.http import cost, problem, whole_hour_zone
from tests.support.people import onboarded
from tests.support.weights import PATH as WEIGHTS
from tests.support.weights import eaten, lived

PATH = "/v1/user-profiles/tdee"


def test_the_targets_explain_themselves(phone: Phone) -> None:
    zone = whole_hour_zone(12)
    onboarded(phone, zone.key)
    today = clock.local_date(clock.now(), zone).isoformat()
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
        "from_date": today,
        "version": 1,
        "adaptive": {
            "tdee": None,
            "calories": None,
            "expected_error": None,
            "confidence": None,
            "limits": [],
            "missing": ["weigh_ins", "weight_span", "tracked_days"],
            "as_of": today,
            "weigh_in_days": 1,
            "span_days": 0,
            "tracked_days": 0,
            "mean_intake": None,
            "weekly_change_kg": None,
        },
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
    assert cost(phone.request("GET", PATH)) == (2, 0)


# The adaptive estimate


def after(phone: Phone, days: int = 28, *, tdee: float = 2600, intake: float = 2200) -> dict[str, Any]:
    """The targets of a person after so many days of that life; the formula says 2759 kcal."""
    onboarded(phone)
    entries = lived(phone, clock.now(), tdee=tdee, intake=intake, days=days)
    assert phone.request("POST", f"{WEIGHTS}/sync", json={"entries": entries}).status_code == 200
    return told(phone)


def told(phone: Phone) -> dict[str, Any]:
    found: dict[str, Any] = phone.request("GET", PATH).json()
    return found


def test_four_weeks_tell_the_usual_day(phone: Phone) -> None:
    found = after(phone)
    adaptive = found["adaptive"]
    assert adaptive["tdee"] == pytest.approx(2600, abs=30)
    assert adaptive["calories"] == pytest.approx(adaptive["tdee"] - 500)
    assert adaptive["weekly_change_kg"] == pytest.approx(-400 * 7 / 7700, abs=0.02)
    assert (adaptive["missing"], adaptive["limits"], adaptive["confidence"]) == ([], [], "medium")
    assert (adaptive["weigh_in_days"], adaptive["tracked_days"], adaptive["mean_intake"]) == (29, 28, 2200)
    assert found["tdee"] == pytest.approx(found["bmr"] * 1.55, abs=0.2), "the formula's figure is its own"


@pytest.mark.parametrize(("tdee", "intake"), [(4000, 3800), (1500, 1600)])
def test_it_leads_500_kcal_from_the_formula_at_most(phone: Phone, tdee: float, intake: float) -> None:
    found = after(phone, tdee=tdee, intake=intake)
    adaptive = found["adaptive"]
    assert abs(adaptive["tdee"] - found["tdee"]) == pytest.approx(500, abs=0.1)
    assert adaptive["limits"] == ["formula_distance"]


def test_it_never_goes_under_the_floor(phone: Phone) -> None:
    onboarded(phone, activity_level="sedentary")
    entries = lived(phone, clock.now(), tdee=1300, intake=1200, days=28)
    phone.request("POST", f"{WEIGHTS}/sync", json={"entries": entries})
    found = told(phone)
    assert found["adaptive"]["tdee"] == found["adaptive"]["calories"] == found["calorie_floor"]
    assert "calorie_floor" in found["adaptive"]["limits"]


def test_two_weeks_are_too_little(phone: Phone) -> None:
    adaptive = after(phone, 13)["adaptive"]
    assert (adaptive["tdee"], adaptive["missing"]) == (None, ["weight_span", "tracked_days"])
    assert (adaptive["weigh_in_days"], adaptive["span_days"], adaptive["tracked_days"]) == (14, 13, 13)


def test_days_that_are_not_logged_whole_do_not_count(phone: Phone) -> None:
    onboarded(phone)
    now = clock.now()
    entries = lived(phone, now, tdee=2600, intake=2200, days=28)
    eaten(phone, now.date() - timedelta(days=1), None, known=0)
    eaten(phone, now.date() - timedelta(days=6), 2200, known=0.5)  # the energy of half of the foods is not known
    eaten(phone, now.date() - timedelta(days=7), 2200, unmatched=1)  # nor the amount of one
    eaten(phone, now.date() - timedelta(days=2), 300)  # a coffee and a cake
    eaten(phone, now.date() - timedelta(days=3), 300, tracked=True)  # and that was all
    eaten(phone, now.date() - timedelta(days=4), 2200, tracked=False)
    eaten(phone, now.date() - timedelta(days=5), None, meal_count=0)
    eaten(phone, now.date(), 9000)  # today
    phone.request("POST", f"{WEIGHTS}/sync", json={"entries": entries})
    adaptive = told(phone)["adaptive"]
    assert adaptive["tracked_days"] == 22
    assert adaptive["mean_intake"] == pytest.approx((21 * 2200 + 300) / 22, abs=0.1)


def test_every_weigh_in_renews_it(phone: Phone) -> None:
    before = after(phone, 20)["adaptive"]
    now = clock.now()
    firestore().document(f"users/{phone.uid}/days/{now.date() - timedelta(days=2)}").delete()
    assert told(phone)["adaptive"] == before
    answer = phone.request("POST", "/v1/user-profiles/metrics", json={"weight_kg": 84}).json()
    assert answer["adaptive"] == told(phone)["adaptive"]
    assert (before["tracked_days"], answer["adaptive"]["tracked_days"]) == (20, 19)
    macros = {"protein_g": 100, "carbs_g": 200, "fat_g": 60}
    own = phone.request("PUT", "/v1/user-profiles/custom-macros", json=macros).json()
    assert own["adaptive"] == answer["adaptive"], "other changes leave it as it is"


def test_it_does_not_hold_for_ever(phone: Phone) -> None:
    after(phone)
    kept = firestore().document(f"users/{phone.uid}/profile/adaptive")
    kept.update({"as_of": (clock.now().date() - timedelta(days=16)).isoformat()})
    adaptive = told(phone)["adaptive"]
    assert (adaptive["tdee"], adaptive["missing"]) == (None, ["recent_weigh_in"])


def test_what_a_weigh_in_costs(phone: Phone) -> None:
    """However long the history is: the window's weigh-ins, its days, and what changes."""
    after(phone)
    years = [{"weight_kg": 90, "recorded_at": (clock.now() - timedelta(days=40 + number)).isoformat()} for number in range(300)]
    phone.request("POST", f"{WEIGHTS}/sync", json={"entries": years})
    weigh_in = {"weight_kg": 80, "recorded_at": clock.now().isoformat()}
    reads, writes = cost(phone.request("POST", WEIGHTS, json=weigh_in))
    assert reads <= 90
    assert writes <= 9
