"""Targets of the person's own, and the way back."""

from __future__ import annotations

from typing import Any

import pytest

from local.phone import Phone
from tests.support.http import invalid, problem
from tests.support.people import onboarded

PATH = "/v1/user-profiles/custom-macros"


def test_there_and_back(phone: Phone) -> None:
    onboarded(phone)
    computed = phone.request("GET", "/v1/user-profiles/tdee").json()
    own = phone.request("PUT", PATH, json={"protein_g": 150, "carbs_g": 0, "fat_g": 70.5}).json()
    assert own["macros"] == {"calories": 1234.5, "protein": 150, "carbs": 0, "fat": 70.5}
    assert (own["is_custom"], own["limits"], own["target_revision"]) == (True, ["custom_below_floor"], 2)
    assert phone.request("GET", "/v1/meals/daily/macros").json()["target_macros"] == {"protein": 150, "carbs": 0, "fat": 70.5}
    heavier = phone.request("POST", "/v1/user-profiles/metrics", json={"weight_kg": 81}).json()
    assert (heavier["macros"], heavier["is_custom"]) == (own["macros"], True), "they stay when the body changes"
    phone.request("POST", "/v1/user-profiles/metrics", json={"weight_kg": 80})
    back = phone.request("PUT", PATH, json={"protein_g": None, "carbs_g": None, "fat_g": None}).json()
    assert back == computed | {"target_revision": 5, "version": 5}


@pytest.mark.parametrize("body", [{"protein_g": 150}, {"protein_g": 150, "carbs_g": 200, "fat_g": None}, {"fat_g": 0}])
def test_two_of_three(phone: Phone, body: dict[str, Any]) -> None:
    onboarded(phone)
    problem(phone.request("PUT", PATH, json=body), 422, "INCOMPLETE_MACROS")


@pytest.mark.parametrize("value", [-1, 1001, "1e400", [1]])
def test_what_nobody_eats(phone: Phone, value: Any) -> None:
    assert invalid(phone.request("PUT", PATH, json={"protein_g": 1, "carbs_g": 1, "fat_g": value})) == {("body", "fat_g")}


def test_without_a_profile(phone: Phone) -> None:
    problem(phone.request("PUT", PATH, json={"protein_g": 1, "carbs_g": 1, "fat_g": 1}), 404, "PROFILE_NOT_FOUND")
