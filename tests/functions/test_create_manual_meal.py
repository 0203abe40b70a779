"""A meal whose foods are known is ready at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from local.phone import Phone
from shared import clock
from shared.ids import new_id
from tests.support.by_hand import BROCCOLI, MANUAL, RICE, calories_of, day, logged, read, rice, whey
from tests.support.events import Listener
from tests.support.http import cost, invalid, problem, whole_hour_zone
from tests.support.meals import meal_of


def refused(phone: Phone, *items: dict[str, Any], **fields: Any) -> Any:
    return phone.request("POST", MANUAL, json={"dish_name": "Lunch", "items": list(items), **fields})


def test_it_is_ready_and_on_its_day(phone: Phone) -> None:
    answer = phone.request(
        "POST",
        MANUAL,
        json={"dish_name": " Rice bowl ", "emoji": "🍚", "items": [rice(150), whey(30)]},
        headers={"X-Timezone": whole_hour_zone(12).key},
    )
    assert answer.status_code == 201
    meal = answer.json()
    assert (answer.headers["Location"], answer.headers["ETag"]) == (f"/v1/meals/{meal['meal_id']}", '"1"')
    assert (meal["status"], meal["source"], meal["meal_type"], meal["dish_name"]) == ("ready", "manual", "lunch", "Rice bowl")
    assert (meal["image_url"], meal["edit_count"], meal["is_manually_edited"]) == (None, 0, False)
    assert (meal["total_calories"], meal["total_weight_grams"]) == (309, 180)
    assert meal["total_nutrition"]["fat"] == 0.4
    assert meal["nutrition"]["completeness"] == {
        "calories": 1, "protein_g": 1, "carbs_g": 0.5, "fat_g": 0.5, "fiber_g": 0.5, "sugar_g": 0.5,
    }, "what the person did not say is not known"  # fmt: skip
    assert read(phone, meal) == meal
    entry = day(phone, meal["local_date"])["entries"][meal["meal_id"]]
    assert (entry["name"], entry["status"], entry["thumbnail_url"]) == ("Rice bowl", "READY", None)
    assert calories_of(phone, meal["local_date"]) == 309


def test_where_every_number_comes_from(phone: Phone) -> None:
    first, second = logged(phone, rice(1, "cup"), whey(50))["food_items"]
    assert (first["food_id"], first["fdc_id"], first["origin"], first["grams"]) == (f"usda-{RICE}", RICE, "usda", 158)
    assert (first["provenance"]["source"], first["evidence"], first["custom_nutrition"]) == ("usda", "typed", None)
    assert first["allowed_units"] == [{"unit": "cup", "grams": 158}, {"unit": "g", "grams": 1}]
    assert (second["food_id"], second["origin"], second["is_custom"], second["evidence"]) == (None, "custom", True, "weighed")
    assert second["custom_nutrition"] == {
        "calories_per_100g": 380, "protein_per_100g": 80, "carbs_per_100g": None, "fat_per_100g": None,
        "fiber_per_100g": None, "sugar_per_100g": None,
    }  # fmt: skip
    assert (second["nutrition"]["calories"], second["nutrition"]["fat_g"]) == (190, None)


def test_own_and_scanned_foods(phone: Phone, new_phone: Callable[[], Phone]) -> None:
    own = phone.request(
        "POST",
        "/v1/foods/custom",
        json={"name": "Soup", "nutrition": {"calories": 40}, "portions": [{"unit": "bowl", "grams": 350}]},
    )
    assert own.status_code == 201, own.text
    food_id = own.json()["food_id"]
    (item,) = logged(phone, {"food_id": food_id, "quantity": 2, "unit": "bowl"})["food_items"]
    assert (item["food_id"], item["grams"], item["nutrition"]["calories"], item["is_custom"]) == (food_id, 700, 280, True)
    found = problem(refused(new_phone(), {"food_id": food_id, "quantity": 1}), 422, "UNKNOWN_FOODS")
    assert found["unknown"] == [food_id], "it is another person's"


def test_all_unknown_foods_are_named(phone: Phone) -> None:
    found = problem(
        refused(phone, {"fdc_id": 1, "quantity": 1}, rice(), {"food_id": f"custom-{new_id()}", "quantity": 1}), 422, "UNKNOWN_FOODS"
    )
    assert len(found["unknown"]) == 2
    assert found["unknown"][0] == "usda-1"


def test_an_amount_of_unknown_weight(phone: Phone) -> None:
    found = problem(refused(phone, rice(2, "buckets")), 422, "AMOUNT_UNKNOWN")
    assert found["options"] == [{"unit": "cup", "grams": 158}, {"unit": "g", "grams": 1}]


def test_the_same_food_twice_is_one_item(phone: Phone) -> None:
    same = {"food_id": f"usda-{RICE}", "quantity": 1, "unit": "cup"}
    meal = logged(phone, rice(100), {"fdc_id": BROCCOLI, "quantity": 50}, same)
    assert [(item["grams"], item["unit"]) for item in meal["food_items"]] == [(258, "g"), (50, "g")]


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"quantity": 1}],
        [rice() | {"food_id": "usda-1"}],
        [{"name": "x", "quantity": 1}],
        [{"custom_nutrition": {"calories_per_100g": 1}, "quantity": 1}],
        [{"name": "x", "custom_nutrition": {}, "quantity": 1}],
        [{"name": "x", "custom_nutrition": {"protein_per_100g": 101}, "quantity": 1}],
        [{"name": "x", "custom_nutrition": {"protein_per_100g": False}, "quantity": 1}],
        [{"name": "x", "per_100g": {"calories": False}, "quantity": 1}],
        [rice() | {"quantity": True}],
        [rice() | {"quantity": "1"}],
        [rice(0)],
        [rice(10_001)],
        [rice(1, " ")],
        [{"food_id": "../x", "quantity": 1}],
        [rice()] * 51,
    ],
    ids=str,
)
def test_what_is_no_plate(phone: Phone, items: list[dict[str, Any]]) -> None:
    assert {place[:2] for place in invalid(refused(phone, *items))} == {("body", "items")}


def test_fifty_foods(phone: Phone) -> None:
    meal = logged(phone, *(whey() | {"name": f"Whey {number}"} for number in range(50)))
    assert len(meal["food_items"]) == 50


def test_when(phone: Phone) -> None:
    today = clock.now().date()
    meal = logged(phone, target_date="2025-03-10", meal_type="dinner", source="text")
    assert (meal["local_date"], meal["meal_type"], meal["source"]) == ("2025-03-10", "dinner", "text")
    assert meal["logged_at"].startswith("2025-03-10T")
    for wrong in (today + timedelta(days=3), "1999-12-31"):
        problem(refused(phone, rice(), target_date=str(wrong)), 422, "DATE_OUT_OF_RANGE")


def test_repeated_with_its_key(phone: Phone) -> None:
    body = {"dish_name": "Lunch", "items": [rice()], "target_date": "2025-03-10"}
    key = {"Idempotency-Key": new_id()}
    first, again = (phone.request("POST", MANUAL, json=body, headers=key) for _ in range(2))
    assert (first.status_code, again.content, again.headers["Idempotent-Replayed"]) == (201, first.content, "true")
    assert day(phone, "2025-03-10")["meal_count"] == 1
    problem(phone.request("POST", MANUAL, json=body | {"dish_name": "Other"}, headers=key), 409, "IDEMPOTENCY_KEY_CONFLICT")


def test_what_others_hear(phone: Phone, domain_events: Listener) -> None:
    meal = logged(phone)
    (event,) = domain_events.wait_for(meal["meal_id"], "MealNutritionUpdated")
    assert event["updated_nutrition"]["calories"] == pytest.approx(309)


def test_what_it_costs(phone: Phone) -> None:
    logged(phone, target_date="2025-03-10")
    answer = refused(phone, rice(), whey(), target_date="2025-03-10")
    assert cost(answer) == (2, 2), "the meal and its day, and no foods: the table is in memory"
    assert meal_of(phone, answer.json()["meal_id"])["schema_version"] == 1
