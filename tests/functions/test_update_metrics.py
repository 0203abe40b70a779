"""A change of body, habits or goal: new targets from today on, old ones for the days that are over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from shared.ids import new_id
from tests.support.http import invalid, problem
from tests.support.meals import stored
from tests.support.people import onboarded

PATH = "/v1/user-profiles/metrics"


def change(phone: Phone, **given: Any) -> dict[str, Any]:
    answer = phone.request("POST", PATH, json=given)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def day_before(phone: Phone) -> str:
    """Moves the person's target and day to yesterday, as if a night had passed. The day."""
    (target,) = firestore().collection(f"users/{phone.uid}/targets").stream()
    yesterday = (date.fromisoformat(target.id) - timedelta(days=1)).isoformat()
    for collection, path in (("targets", target.id), ("days", target.id)):
        document = firestore().document(f"users/{phone.uid}/{collection}/{path}")
        moved = (document.get().to_dict() or {}) | {"from_date" if collection == "targets" else "local_date": yesterday}
        firestore().document(f"users/{phone.uid}/{collection}/{yesterday}").set(moved)
        document.delete()
    return yesterday


def calories(phone: Phone, day: str) -> Any:
    return phone.request("GET", "/v1/meals/daily/macros", params={"date": day}).json()["target_calories"]


def test_a_new_weight(phone: Phone) -> None:
    onboarded(phone)
    found = change(phone, weight_kg=70, body_fat_percent=20)
    assert (found["bmr"], found["formula_used"], found["target_revision"]) == (1579.6, "katch_mcardle", 2)
    assert phone.request("GET", "/v1/user-profiles/tdee").json() == found
    told = phone.request("GET", PATH).json()
    assert (told["weight_kg"], told["body_fat_percentage"], told["height_cm"], told["version"]) == (70, 20, 180, 2)


def test_sex_and_a_body_fat_that_is_not_known_any_more(phone: Phone) -> None:
    onboarded(phone, body_fat_percentage=15)
    found = change(phone, biological_sex="female", reset_body_fat=True)
    assert (found["bmr"], found["formula_used"]) == (1614, "mifflin_st_jeor")
    told = phone.request("GET", PATH).json()
    assert (told["gender"], told["body_fat_percentage"]) == ("female", None)
    both = {"body_fat_percent": 20, "reset_body_fat": True}
    assert invalid(phone.request("POST", PATH, json=both)) == {("body",)}


def test_days_that_are_over_keep_their_target(phone: Phone) -> None:
    onboarded(phone)
    yesterday = day_before(phone)
    today = (date.fromisoformat(yesterday) + timedelta(days=1)).isoformat()
    assert (calories(phone, yesterday), calories(phone, today)) == (2259, 2259), "today has no document yet"
    firestore().document(f"users/{phone.uid}/days/{yesterday}").delete()
    change(phone, activity_level="active")
    assert (calories(phone, yesterday), calories(phone, today)) == (2259, round(1780 * 1.725 - 500))
    earlier = (date.fromisoformat(yesterday) - timedelta(days=1)).isoformat()
    assert calories(phone, earlier) is None, "there was no target then"
    assert (stored(f"users/{phone.uid}/days/{today}") or {})["target"]["calories"] == pytest.approx(1780 * 1.725 - 500)
    assert stored(f"users/{phone.uid}/days/{yesterday}") is None


def test_a_goal_stays_for_seven_days(phone: Phone) -> None:
    onboarded(phone)
    refused = problem(phone.request("POST", PATH, json={"fitness_goal": "bulk"}), 409, "GOAL_COOLDOWN")
    until = datetime.fromisoformat(refused["details"]["cooldown_until"])
    assert timedelta(days=6, hours=23) < until - clock.now() <= timedelta(days=7)
    assert change(phone, fitness_goal="cut", weight_kg=81)["goal"] == "cut", "the same goal is no change"
    assert change(phone, fitness_goal="bulk", override=True)["goal"] == "bulk"


def test_the_seven_days_are_those_of_the_goal(phone: Phone) -> None:
    onboarded(phone)
    profile = firestore().document(f"users/{phone.uid}/profile/current")
    profile.update({"goal_changed_at": clock.now() - timedelta(days=7, seconds=1)})
    change(phone, weight_kg=79)
    assert change(phone, fitness_goal="recomp")["goal"] == "recomp", "a new weight is no new goal"
    problem(phone.request("POST", PATH, json={"fitness_goal": "cut"}), 409, "GOAL_COOLDOWN")


@pytest.mark.parametrize("body", [{}, {"override": True}, {"weight_kg": None}, {"reset_body_fat": False}])
def test_nothing_to_change(phone: Phone, body: dict[str, Any]) -> None:
    onboarded(phone)
    problem(phone.request("POST", PATH, json=body), 400, "NO_METRICS_GIVEN")


@pytest.mark.parametrize(
    ("field", "value"), [("weight_kg", 0), ("weight_kg", 301), ("body_fat_percent", 0), ("body_fat_percent", 61), ("wieght_kg", 80)]
)
def test_what_cannot_be(phone: Phone, field: str, value: Any) -> None:
    assert invalid(phone.request("POST", PATH, json={field: value})) == {("body", field)}


def test_without_a_profile(phone: Phone) -> None:
    problem(phone.request("POST", PATH, json={"weight_kg": 80}), 404, "PROFILE_NOT_FOUND")


def test_changes_at_once_all_count(phone: Phone) -> None:
    onboarded(phone)
    changes: list[dict[str, Any]] = [{"weight_kg": 85}, {"activity_level": "light"}, {"age": 40}, {"height_cm": 170}]
    with ThreadPoolExecutor(len(changes)) as at_once:
        list(at_once.map(lambda given: change(phone, **given), changes))
    found = phone.request("GET", "/v1/user-profiles/tdee").json()
    assert found["target_revision"] == 5
    assert found["bmr"] == pytest.approx(10 * 85 + 6.25 * 170 - 5 * 40 + 5, abs=0.05)


def test_repeated_with_its_key(phone: Phone) -> None:
    onboarded(phone)
    key = {"Idempotency-Key": new_id()}
    first, again = (phone.request("POST", PATH, json={"weight_kg": 75}, headers=key) for _ in range(2))
    assert (first.status_code, again.content) == (200, first.content)
    assert phone.request("GET", PATH).json()["version"] == 2


def test_only_the_version_that_was_read(phone: Phone) -> None:
    onboarded(phone)
    seen = {"If-Match": phone.request("GET", PATH).headers["ETag"]}
    first, late = (phone.request("POST", PATH, json={"weight_kg": kg}, headers=seen) for kg in (78, 79))
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    assert problem(late, 412, "PRECONDITION_FAILED")["version_now"] == 2
    told = phone.request("GET", PATH)
    assert (told.json()["weight_kg"], told.headers["ETag"]) == (78, '"2"')
    macros = {"protein_g": 100, "carbs_g": 100, "fat_g": 100}
    refused = phone.request("PUT", "/v1/user-profiles/custom-macros", json=macros, headers=seen)
    problem(refused, 412, "PRECONDITION_FAILED")
    assert phone.request("PUT", "/v1/user-profiles/custom-macros", json=macros, headers={"If-Match": '"2"'}).status_code == 200
