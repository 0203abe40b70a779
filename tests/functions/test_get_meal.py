"""One meal, to its owner."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from local.phone import Phone
from shared import clock
from tests.support.http import problem, stored_meal


def test_the_owner_gets_it(phone: Phone) -> None:
    now = clock.now()
    meal = stored_meal(phone.uid, now.date(), now)
    answer = phone.request("GET", f"/v1/meals/{meal.meal_id}")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["meal_id"], found["status"], found["stage"], found["dish_name"]) == (meal.meal_id, "ready", "READY", "Rice")
    (item,) = found["food_items"]
    assert item["nutrition"] == {
        "calories": 195,
        "protein_g": 4.0,
        "carbs_g": 42.3,
        "fat_g": None,
        "fiber_g": None,
        "sugar_g": None,
    }
    assert found["total_nutrition"] == {"protein": 4.0, "carbs": 42.3, "fat": None}, "not known is not zero"
    assert found["nutrition"]["completeness"]["fat_g"] == 0
    assert (found["total_calories"], found["total_weight_grams"]) == (195, 150)
    assert "uid" not in found


def test_others_do_not(new_phone: Callable[[], Phone]) -> None:
    owner, other = new_phone(), new_phone()
    now = clock.now()
    meal = stored_meal(owner.uid, now.date(), now)
    problem(other.request("GET", f"/v1/meals/{meal.meal_id}"), 404, "MEAL_NOT_FOUND")


def test_a_deleted_one_is_not_found(phone: Phone) -> None:
    now = clock.now()
    meal = stored_meal(phone.uid, now.date(), now)
    assert phone.request("DELETE", f"/v1/meals/{meal.meal_id}").status_code == 200
    problem(phone.request("GET", f"/v1/meals/{meal.meal_id}"), 404, "MEAL_NOT_FOUND")


@pytest.mark.parametrize(
    "meal_id", ["0b8e3f5a-5f0e-4c41-9f57-3c5d1a9c7e11", "1", "x" * 2000, "__m__", "%00", "%F0%9F%8D%9A", "%FF"]
)
def test_ids_that_name_nothing(phone: Phone, meal_id: str) -> None:
    problem(phone.request("GET", f"/v1/meals/{meal_id}"), 404, "MEAL_NOT_FOUND")


@pytest.mark.parametrize("meal_id", ["a%2Fb", "..%2F..%2Fusers"])
def test_a_slash_reaches_no_other_document(phone: Phone, meal_id: str) -> None:
    problem(phone.request("GET", f"/v1/meals/{meal_id}"), 404, "NOT_FOUND")


def test_an_id_is_written_in_one_way(phone: Phone) -> None:
    now = clock.now()
    meal = stored_meal(phone.uid, now.date(), now, meal_id="abcdefab-0000-4000-8000-000000000000")
    problem(phone.request("GET", f"/v1/meals/{meal.meal_id.upper()}"), 404, "MEAL_NOT_FOUND")
