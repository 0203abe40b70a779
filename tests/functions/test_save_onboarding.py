"""Onboarding: the profile, its target from today on, and today's day."""

from __future__ import annotations

from typing import Any

import pytest

from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from tests.support.http import invalid, problem, whole_hour_zone
from tests.support.meals import stored
from tests.support.people import MAN_OF_30, onboarded

PATH = "/v1/user-profiles"


def targets(phone: Phone) -> dict[str, dict[str, Any]]:
    """The stored targets by their first day."""
    return {found.id: found.to_dict() or {} for found in firestore().collection(f"users/{phone.uid}/targets").stream()}


def test_the_profile_the_target_and_the_day(phone: Phone) -> None:
    zone = whole_hour_zone(12)
    onboarded(phone, zone.key)
    today = clock.local_date(clock.now(), zone).isoformat()
    profile = stored(f"users/{phone.uid}/profile/current")
    assert profile is not None
    assert (profile["age"], profile["age_recorded_on"], profile["fitness_goal"], profile["version"]) == (30, today, "cut", 1)
    assert {day: target["calories"] for day, target in targets(phone).items()} == {today: pytest.approx(2259)}
    day = stored(f"users/{phone.uid}/days/{today}")
    assert day is not None
    assert day["target"] == {"calories": 2259, "protein_g": 176, "carbs_g": pytest.approx(244.75), "fat_g": 64}
    assert (day["meal_count"], day["entries"]) == (0, {})


def test_it_is_the_persons_day(phone: Phone) -> None:
    onboarded(phone, "Pacific/Kiritimati")
    first = set(targets(phone))
    onboarded(phone, "Etc/GMT+12", weight=90)
    assert set(targets(phone)) < first | set(targets(phone))
    assert len(targets(phone)) == 1, "the target of a day that is to come is overtaken"
    weights = {target["bmr"] for target in targets(phone).values()}
    assert weights == {1880}


def test_the_next_onboarding_replaces_the_profile(phone: Phone) -> None:
    onboarded(phone)
    phone.request("PUT", "/v1/user-profiles/custom-macros", json={"protein_g": 100, "carbs_g": 100, "fat_g": 100})
    onboarded(phone, goal="bulk", body_fat_percentage=15)
    profile = stored(f"users/{phone.uid}/profile/current")
    assert profile is not None
    assert (profile["fitness_goal"], profile["body_fat_percentage"], profile["custom_macros"]) == ("bulk", 15, None)
    assert (profile["version"], profile["target_revision"]) == (3, 3)
    assert profile["goal_changed_at"] == profile["updated_at"] > profile["created_at"]
    onboarded(phone)
    assert (stored(f"users/{phone.uid}/profile/current") or {})["body_fat_percentage"] is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [("very_active", "active"), ("extra_active", "extra"), ("lightly_active", "light"), ("moderately_active", "moderate")],
)
def test_names_of_earlier_apps(phone: Phone, given: str, kept: str) -> None:
    onboarded(phone, activity_level=given, goal="cutting")
    profile = stored(f"users/{phone.uid}/profile/current") or {}
    assert (profile["activity_level"], profile["fitness_goal"]) == (kept, "cut")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("age", 12),
        ("age", 0),
        ("age", 121),
        ("height", 99.9),
        ("height", 272.1),
        ("weight", 29.9),
        ("weight", 300.1),
        ("body_fat_percentage", 0),
        ("body_fat_percentage", 60.1),
        ("gender", "robot"),
        ("activity_level", "heroic"),
        ("goal", "fame"),
        ("pain_points", []),
        ("dietary_preferences", []),
        ("meals_per_day", 0),
        ("meals_per_day", 11),
        ("weight", None),
        ("weight", "NaN"),
    ],
)
def test_what_nobody_is(phone: Phone, field: str, value: Any) -> None:
    assert invalid(phone.request("POST", PATH, json=MAN_OF_30 | {field: value})) == {("body", field)}


def test_nothing_was_stored_by_a_refused_one(phone: Phone) -> None:
    phone.request("POST", PATH, json=MAN_OF_30 | {"age": 12})
    problem(phone.request("GET", "/v1/user-profiles/metrics"), 404, "PROFILE_NOT_FOUND")
    assert targets(phone) == {}
