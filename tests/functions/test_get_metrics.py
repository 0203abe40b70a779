"""Body, habits and goal as they were told."""

from __future__ import annotations

from collections.abc import Callable

from local.phone import Phone
from shared.clients.firestore import firestore
from tests.support.http import cost, problem
from tests.support.people import onboarded

PATH = "/v1/user-profiles/metrics"


def test_as_told(phone: Phone) -> None:
    onboarded(phone, target_weight_kg=72.5)
    found = phone.request("GET", PATH).json()
    assert found.pop("updated_at")
    assert found == {
        "user_id": phone.uid,
        "age": 30,
        "gender": "male",
        "height_cm": 180,
        "weight_kg": 80,
        "body_fat_percentage": None,
        "activity_level": "moderate",
        "fitness_goal": "cut",
        "training_level": None,
        "target_weight_kg": 72.5,
        "version": 1,
    }


def test_people_grow_older(phone: Phone) -> None:
    onboarded(phone)
    firestore().document(f"users/{phone.uid}/profile/current").update({"age_recorded_on": "2020-01-01"})
    assert phone.request("GET", PATH).json()["age"] > 35


def test_everyone_has_their_own(new_phone: Callable[[], Phone]) -> None:
    onboarded(new_phone())
    problem(new_phone().request("GET", PATH), 404, "PROFILE_NOT_FOUND")


def test_cost(phone: Phone) -> None:
    onboarded(phone)
    phone.request("GET", PATH)
    assert cost(phone.request("GET", PATH)) == (1, 0)
