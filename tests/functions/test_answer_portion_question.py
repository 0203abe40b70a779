"""The one question about a photo, answered; and what the next photo of the same food knows from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from local.phone import Phone
from shared import clock
from tests.support.http import PHOTO, invalid, problem, ready_meal, stored_meal
from tests.support.meals import day_of, finished, meal_of, posted
from tests.support.vendors import StandIn

# A dish that no table knows, so that its figures are the model's own.
STEW = {
    "is_food": True,
    "dish_name": "Moonlight stew",
    "emoji": "🍲",
    "confidence": 0.8,
    "notes": None,
    "foods": [
        {
            "name": "moonlight stew",
            "localized_name": None,
            "category": "dish",
            "quantity": 300,
            "unit": "g",
            "grams": 300,
            "state": "cooked",
            "calories": 450,
            "macros": {"protein_g": 30, "carbs_g": 30, "fat_g": 23, "fiber_g": None, "sugar_g": None},
            "confidence": 0.8,
        }
    ],
}


def stew(phone: Phone, gemini: StandIn) -> dict[str, Any]:
    gemini.will({"text": json.dumps(STEW)})
    return ready_meal(phone)


def portion(phone: Phone, meal_id: str, **answer: Any) -> Any:
    return phone.request("POST", f"/v1/meals/{meal_id}/portion", json=answer)


def test_the_effect_is_the_one_that_was_promised(phone: Phone, gemini: StandIn) -> None:
    meal = stew(phone, gemini)
    asked = meal["portion_question"]
    assert (asked["item_id"], asked["item_name"]) == (meal["food_items"][0]["id"], "moonlight stew")
    choice = asked["choices"][0]
    assert choice["total_calories"] < meal["total_calories"]

    answered = portion(phone, meal["meal_id"], choice_id=choice["choice_id"]).json()
    assert answered["total_calories"] == choice["total_calories"]
    item = answered["food_items"][0]
    assert (item["grams"], item["evidence"], item["error_share"]) == (choice["grams"], "typed", 0.1)
    assert (answered["portion_question"], answered["version"]) == (None, meal["version"] + 1)
    assert answered["nutrition"]["calories_high"] == pytest.approx(answered["total_calories"] * 1.1, abs=0.1)
    stored = meal_of(phone, meal["meal_id"])
    assert (stored["edit_count"], stored["is_manually_edited"]) == (1, True)
    assert day_of(phone, stored)["totals"]["calories"] == stored["nutrition"]["calories"]
    assert len(gemini.calls("generateContent")) == 1, "no model is asked"


def test_a_weight_instead_of_a_choice(phone: Phone, gemini: StandIn) -> None:
    meal = stew(phone, gemini)
    answered = portion(phone, meal["meal_id"], grams=200).json()
    assert (answered["food_items"][0]["grams"], answered["total_calories"]) == (200, 300)


def test_once(phone: Phone, gemini: StandIn) -> None:
    meal = stew(phone, gemini)
    key = {"Idempotency-Key": "portion-1"}
    path, body = f"/v1/meals/{meal['meal_id']}/portion", {"grams": 200}
    first = phone.request("POST", path, json=body, headers=key)
    again = phone.request("POST", path, json=body, headers=key)
    assert (first.status_code, first.content) == (200, again.content)
    problem(portion(phone, meal["meal_id"], grams=100), 409, "NO_PORTION_QUESTION")


def test_what_was_not_offered(phone: Phone, gemini: StandIn) -> None:
    meal = stew(phone, gemini)
    problem(portion(phone, meal["meal_id"], choice_id="7g"), 422, "UNKNOWN_PORTION_CHOICE")
    assert invalid(portion(phone, meal["meal_id"])) == {("body",)}
    assert invalid(portion(phone, meal["meal_id"], choice_id="300g", grams=300)) == {("body",)}
    assert invalid(portion(phone, meal["meal_id"], grams=0)) == {("body", "grams")}
    assert meal_of(phone, meal["meal_id"])["version"] == meal["version"]


def test_a_meal_without_photo_has_none(phone: Phone) -> None:
    now = clock.now()
    problem(portion(phone, stored_meal(phone.uid, now.date(), now).meal_id, grams=100), 409, "NO_PORTION_QUESTION")


def test_others_cannot(new_phone: Callable[[], Phone], gemini: StandIn) -> None:
    meal = stew(new_phone(), gemini)
    problem(portion(new_phone(), meal["meal_id"], grams=100), 404, "MEAL_NOT_FOUND")


def test_the_third_photo_needs_no_correction(phone: Phone, new_phone: Callable[[], Phone], gemini: StandIn) -> None:
    for grams in (200, 210):
        meal = stew(phone, gemini)
        assert portion(phone, meal["meal_id"], grams=grams).status_code == 200
    gemini.will({"text": json.dumps(STEW)}, {"text": json.dumps(STEW)})
    third = finished(phone, posted(phone, PHOTO))
    assert third["items"][0]["grams"] == pytest.approx(205), "the middle of what the person said"
    assert third["nutrition"]["calories"] == pytest.approx(450 * 205 / 300)
    assert "RECALLED_AMOUNT" in third["items"][0]["provenance"]["flags"]
    assert third["items"][0]["detected"] == {"name": "moonlight stew", "state": "cooked", "grams": 300}
    other = new_phone()
    assert finished(other, posted(other, PHOTO))["items"][0]["grams"] == 300, "what one person says is theirs alone"
