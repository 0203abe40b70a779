"""What POST /v1/meals/parse-text answers, posted to POST /v1/meals/manual as it came: the same figures, from where they came."""

from __future__ import annotations

from typing import Any

import pytest

from local.phone import Phone
from tests.functions.test_parse_meal_text import looked_at, parsed
from tests.support.by_hand import MANUAL, calories_of, edit, logged
from tests.support.http import invalid, problem
from tests.support.vendors import StandIn

NAMED = ("name", "food_id", "fdc_id", "grams", "evidence", "error_share")
FIGURES = ("calories", "protein_g", "carbs_g", "fat_g", "fiber_g", "sugar_g")
BY_MODEL = {"phrase": 1, "name": "unicorn stew", "state": "cooked", "quantity": 2, "unit": "bowl", "grams_per_unit": 300}
BY_MODEL |= {"confidence": 0.6, "per_100g": {"calories": 100, "protein_g": 5}}


def refused(phone: Phone, *items: dict[str, Any]) -> Any:
    return phone.request("POST", MANUAL, json={"dish_name": "Lunch", "items": list(items)})


def told(item: dict[str, Any]) -> dict[str, Any]:
    """What an item of a text and one of a meal both say."""
    figures = item.get("nutrition", item)
    return {name: item[name] for name in NAMED} | {name: figures[name] for name in FIGURES}


def test_what_the_tables_know(phone: Phone, gemini: StandIn) -> None:
    body = parsed(phone, "2 large eggs, 3 slices of whole wheat bread, 2-3 tbsp of peanut butter and 200 ml whole milk")
    assert [item["status"] for item in body["items"]] == ["resolved"] * 4
    meal = logged(phone, *body["items"], source="text", emoji=body["emoji"])
    assert [told(item) for item in meal["food_items"]] == [told(item) for item in body["items"]]
    assert {item["provenance"]["source"] for item in meal["food_items"]} == {"usda"}
    assert [item["origin"] for item in meal["food_items"]] == ["usda"] * 4
    assert (meal["total_calories"], meal["source"]) == (body["total_calories"], "text")
    nutrition = meal["nutrition"]
    assert (nutrition["calories_low"], nutrition["calories_high"]) == (body["total_calories_low"], body["total_calories_high"])
    assert calories_of(phone, meal["local_date"]) == pytest.approx(body["total_calories"], abs=0.1)


def test_a_models_estimate_stays_a_models(phone: Phone, gemini: StandIn) -> None:
    gemini.will({"json": {"foods": [BY_MODEL], "emoji": None}})
    body = looked_at(phone, parsed(phone, "200 g rice and 2 bowls of unicorn stew")["parse_id"])
    rice, stew = body["items"]
    assert (stew["status"], stew["food_id"], stew["source"], stew["grams"]) == ("resolved", None, "model_estimate", 600)
    meal = logged(phone, rice, stew, source="text")
    item = meal["food_items"][1]
    assert told(item) == told(stew)
    assert (item["quantity"], item["unit"], item["state"], item["confidence"]) == (2, "bowl", "cooked", 0.6)
    assert (item["provenance"]["source"], item["provenance"]["source_id"], item["origin"]) == ("model_estimate", None, "ai")
    assert (item["is_custom"], item["custom_nutrition"]) == (False, None), "nobody calls it the person's own"
    assert item["error_share"] == 0.35
    halved = edit(phone, meal, {"action": "update", "id": item["id"], "quantity": 1, "unit": "bowl"})
    assert halved.status_code == 200, halved.text
    after = halved.json()["updated_food_items"][1]
    assert (after["grams"], after["nutrition"]["calories"]) == (300, 300)
    assert after["provenance"]["source"] == "model_estimate", "whoever changes the amount says nothing of the figures"


def test_own_and_scanned_foods_beside_them(phone: Phone, gemini: StandIn) -> None:
    own = phone.request("POST", "/v1/foods/custom", json={"name": "Soup", "nutrition": {"calories": 40}}).json()
    oats = phone.request("GET", "/v1/foods/barcode/2000000001029").json()
    (rice,) = parsed(phone, "1 cup rice")["items"]
    meal = logged(
        phone,
        rice,
        {"food_id": own["food_id"], "quantity": 250, "unit": "g"},
        {"food_id": oats["food_reference_id"], "quantity": 50, "unit": "g"},
        rice | {"food_id": oats["food_reference_id"], "fdc_id": 9000001, "quantity": 10, "unit": "g"},
    )
    assert [item["food_id"] for item in meal["food_items"]] == [rice["food_id"], own["food_id"], oats["food_reference_id"]]
    assert [item["provenance"]["source"] for item in meal["food_items"]] == ["usda", "custom", "provider"]
    assert meal["food_items"][2]["grams"] == 60, "a package's own id counts, whatever its number at the USDA is"


def test_what_is_not_resolved_is_refused(phone: Phone, gemini: StandIn) -> None:
    (rice,) = parsed(phone, "rice")["items"]
    assert rice["status"] == "needs_amount"
    assert invalid(refused(phone, rice)) == {
        ("body", "items", "status"),
        ("body", "items", "quantity"),
        ("body", "items", "unit"),
    }
    chosen = rice["options"][0]
    answered = rice | {"quantity": 2, "unit": chosen["unit"], "status": "resolved"}
    (item,) = logged(phone, answered)["food_items"]
    assert item["grams"] == 2 * chosen["grams"]

    (bowls,) = parsed(phone, "3 bowls of rice")["items"]
    assert (bowls["status"], bowls["quantity"], bowls["unit"]) == ("needs_amount", 3, "bowl")
    assert invalid(refused(phone, bowls)) == {("body", "items", "status")}, "its food and number do not make it known"
    problem(refused(phone, bowls | {"status": "resolved"}), 422, "AMOUNT_UNKNOWN")

    pending = parsed(phone, "150 g unicorn stew")["items"][0]
    assert ("body", "items", "status") in invalid(refused(phone, pending))


def test_a_models_food_of_unknown_amount_is_settled_by_a_weight(phone: Phone, gemini: StandIn) -> None:
    food = BY_MODEL | {"quantity": None, "unit": None, "grams_per_unit": None}
    gemini.will({"json": {"foods": [food], "emoji": None}})
    (stew,) = looked_at(phone, parsed(phone, "unicorn stew")["parse_id"])["items"]
    assert (stew["status"], stew["options"]) == ("needs_amount", [{"unit": "g", "grams": 1.0}])
    (item,) = logged(phone, stew | {"status": "resolved", "quantity": 250, "unit": "g"})["food_items"]
    assert (item["nutrition"]["calories"], item["evidence"], item["error_share"]) == (250, "weighed", 0.35)
    assert item["provenance"]["source"] == "model_estimate"


@pytest.mark.parametrize(
    "item",
    [
        {"per_100g": {"calories": 100}},
        {"name": "x", "per_100g": {}},
        {"name": "x", "per_100g": {"calories": None}},
        {"name": "x", "per_100g": {"calories": 100}, "custom_nutrition": {"calories_per_100g": 100}},
        {"name": "x", "per_100g": {"calories": 100}, "food_id": "usda-168878"},
        {"name": "x", "per_100g": {"calories": 100}, "grams": 0},
        {"name": "x", "per_100g": {"calories": 100}, "error_share": 1.1},
        {"food_id": "usda-168878", "fdc_id": 169967},
    ],
    ids=str,
)
def test_what_is_no_item(phone: Phone, item: dict[str, Any]) -> None:
    assert {place[:2] for place in invalid(refused(phone, item | {"quantity": 1}))} == {("body", "items")}
