"""One lunch, from its photo to its edits: the meal that most examples are about."""

from __future__ import annotations

from typing import Any

from local.openapi.examples.common import DELIVERY, MEAL_ID, PHOTO

_WAITING: dict[str, Any] = {
    "meal_id": MEAL_ID,
    "status": "pending",
    "stage": "PROCESSING",
    "dish_name": None,
    "emoji": None,
    "meal_type": "lunch",
    "source": "scanner",
    "local_date": "2025-01-31",
    "logged_at": "2025-01-31T12:00:00.214000Z",
    "ready_at": None,
    "image_url": f"{DELIVERY}/{PHOTO}",
    "thumbnail_url": f"{DELIVERY}/c_fill,h_240,w_240/{PHOTO}",
    "total_calories": None,
    "total_weight_grams": None,
    "total_nutrition": None,
    "error_code": None,
    "error_message": None,
    "retryable": None,
    "version": 1,
    "created_at": "2025-01-31T12:00:00.214000Z",
    "updated_at": "2025-01-31T12:00:00.214000Z",
}
READY_SUMMARY: dict[str, Any] = _WAITING | {
    "status": "ready",
    "stage": "READY",
    "dish_name": "Grilled chicken with rice and broccoli",
    "emoji": "🍗",
    "ready_at": "2025-01-31T12:00:06.871000Z",
    "total_calories": 513.0,
    "total_weight_grams": 420.0,
    "total_nutrition": {"protein": 53.6, "carbs": 57.3, "fat": 6.3},
    "version": 4,
    "updated_at": "2025-01-31T12:00:06.871000Z",
}
_ESTIMATE: dict[str, Any] = {
    "source": "model_estimate",
    "source_id": None,
    "match_score": None,
    "model": "gemini-2.5-flash",
    "prompt_version": "meal-photo-1",
    "flags": [],
    "set_aside": {},
    "attribution": None,
}


def _food(
    food_id: str, name: str, state: str, grams: float, confidence: float, nutrition: dict[str, float | None]
) -> dict[str, Any]:
    return {
        "id": food_id,
        "name": name,
        "localized_name": None,
        "category": None,
        "state": state,
        "quantity": grams,
        "unit": "g",
        "grams": grams,
        "evidence": "photo",
        "error_share": 0.35,
        "nutrition": nutrition,
        "custom_nutrition": None,
        "allowed_units": [{"unit": "g", "grams": 1.0}],
        "fdc_id": None,
        "food_id": None,
        "origin": "ai",
        "is_custom": False,
        "is_unmatched": False,
        "confidence": confidence,
        "provenance": _ESTIMATE,
    }


FOODS = [
    _food(
        "b1d6c2f8-3e57-4c19-a0d4-7f2b9e8c5a61",
        "grilled chicken breast",
        "cooked",
        150.0,
        0.9,
        {"calories": 247.5, "protein_g": 46.5, "carbs_g": 0.0, "fat_g": 5.4, "fiber_g": 0.0, "sugar_g": 0.0},
    ),
    _food(
        "e7a4f013-8b2d-4d96-95c7-1c6e0d3f8b92",
        "white rice",
        "boiled",
        180.0,
        0.85,
        {"calories": 234.0, "protein_g": 4.9, "carbs_g": 50.8, "fat_g": 0.5, "fiber_g": 0.7, "sugar_g": 0.2},
    ),
    _food(
        "4f8e2b6d-c170-4a53-8e9f-a2d5b7c1063e",
        "broccoli",
        "boiled",
        90.0,
        0.8,
        {"calories": 31.5, "protein_g": 2.2, "carbs_g": 6.5, "fat_g": 0.4, "fiber_g": 3.0, "sugar_g": None},
    ),
]
NUTRITION: dict[str, Any] = {
    "calories": 513.0,
    "calories_low": 393.3,
    "calories_high": 632.7,
    "protein_g": 53.6,
    "carbs_g": 57.3,
    "fat_g": 6.3,
    "fiber_g": 3.7,
    "sugar_g": 0.2,
    "completeness": {"calories": 1.0, "protein_g": 1.0, "carbs_g": 1.0, "fat_g": 1.0, "fiber_g": 1.0, "sugar_g": 0.67},
    "confidence": 0.85,
    "unmatched": 0,
}
_CHOICES = [(75.0, 0.5, 123.8, 389.3), (112.5, 0.75, 185.6, 451.1), (150.0, 1.0, 247.5, 513.0), (225.0, 1.5, 371.3, 636.8)]
_QUESTION = {
    "item_id": FOODS[0]["id"],
    "item_name": FOODS[0]["name"],
    "choices": [
        {
            "choice_id": f"{grams:.4g}g",
            "grams": grams,
            "unit": None,
            "quantity": part,
            "is_judged": part == 1.0,
            "item_calories": item_calories,
            "total_calories": total_calories,
        }
        for grams, part, item_calories, total_calories in _CHOICES
    ],
}
_UNEDITED: dict[str, Any] = {
    "nutrition_override": None,
    "edit_count": 0,
    "is_manually_edited": False,
    "last_edited_at": None,
}
READY_MEAL = (
    READY_SUMMARY
    | _UNEDITED
    | {
        "food_items": FOODS,
        "nutrition": NUTRITION,
        "food_label_metadata": None,
        "portion_question": _QUESTION,
        "is_partial": False,
    }
)
WAITING_MEAL = (
    _WAITING
    | _UNEDITED
    | {"food_items": [], "nutrition": None, "food_label_metadata": None, "portion_question": None, "is_partial": False}
)
ANSWERED_MEAL = READY_MEAL | {
    "food_items": [
        FOODS[0] | {"evidence": "typed", "error_share": 0.1},
        *FOODS[1:],
    ],
    "nutrition": NUTRITION | {"calories_low": 426.7, "calories_high": 599.3},
    "portion_question": None,
    "edit_count": 1,
    "is_manually_edited": True,
    "last_edited_at": "2025-01-31T12:01:03.402000Z",
    "version": 5,
    "updated_at": "2025-01-31T12:01:03.402000Z",
}
_RICE = FOODS[1] | {
    "id": "0c5b7e2a-41d8-4f93-b6a7-9e2d3c8f1b04",
    "name": "White rice, cooked",
    "category": "grain",
    "state": "cooked",
    "quantity": 1.0,
    "unit": "cup",
    "grams": 158.0,
    "evidence": "typed",
    "error_share": 0.1,
    "nutrition": {"calories": 205.4, "protein_g": 4.3, "carbs_g": 44.6, "fat_g": 0.4, "fiber_g": 0.6, "sugar_g": 0.1},
    "allowed_units": [{"unit": "cup", "grams": 158.0}, {"unit": "g", "grams": 1.0}],
    "fdc_id": 168878,
    "food_id": "usda-168878",
    "origin": "usda",
    "confidence": 1.0,
    "provenance": _ESTIMATE | {"source": "usda", "source_id": "usda-168878", "model": None, "prompt_version": None},
}
_SAUCE = FOODS[2] | {
    "id": "d2f64b19-7c35-4e80-a1b8-5f0e6d9c3a27",
    "name": "Grandma's sauce",
    "state": "unknown",
    "quantity": 60.0,
    "grams": 60.0,
    "evidence": "weighed",
    "error_share": 0.1,
    "nutrition": {"calories": 72.0, "protein_g": 1.2, "carbs_g": None, "fat_g": 6.0, "fiber_g": None, "sugar_g": None},
    "custom_nutrition": {
        "calories_per_100g": 120.0,
        "protein_per_100g": 2.0,
        "carbs_per_100g": None,
        "fat_per_100g": 10.0,
        "fiber_per_100g": None,
        "sugar_per_100g": None,
    },
    "origin": "custom",
    "is_custom": True,
    "provenance": _ESTIMATE | {"source": "custom", "model": None, "prompt_version": None},
}
_BY_HAND: dict[str, Any] = {
    "stage": "READY",
    "dish_name": "Rice with sauce",
    "emoji": "🍚",
    "source": "manual",
    "ready_at": "2025-01-31T12:00:00.214000Z",
    "image_url": None,
    "thumbnail_url": None,
    "total_calories": 277.4,
    "total_weight_grams": 218.0,
    "total_nutrition": {"protein": 5.5, "carbs": 44.6, "fat": 6.4},
    "food_items": [_RICE, _SAUCE],
    "nutrition": NUTRITION
    | {
        "calories": 277.4,
        "calories_low": 255.6,
        "calories_high": 299.2,
        "protein_g": 5.5,
        "carbs_g": 44.6,
        "fat_g": 6.4,
        "fiber_g": 0.6,
        "sugar_g": 0.1,
        "completeness": {"calories": 1.0, "protein_g": 1.0, "carbs_g": 0.5, "fat_g": 1.0, "fiber_g": 0.5, "sugar_g": 0.5},
        "confidence": 0.9,
    },
    "portion_question": None,
    "version": 1,
    "updated_at": "2025-01-31T12:00:00.214000Z",
}
MANUAL_MEAL = READY_MEAL | _BY_HAND
_EDITED_FOODS = [
    FOODS[0]
    | {
        "quantity": 200.0,
        "grams": 200.0,
        "evidence": "weighed",
        "error_share": 0.1,
        "nutrition": {"calories": 330.0, "protein_g": 62.0, "carbs_g": 0.0, "fat_g": 7.2, "fiber_g": 0.0, "sugar_g": 0.0},
    },
    FOODS[1],
    _RICE | {"id": "6a1f9d3c-2b74-4e58-8c06-d1e7b5a4f290"},
]
EDIT: dict[str, Any] = {
    "success": True,
    "meal_id": MEAL_ID,
    "version": 5,
    "message": "The meal was changed.",
    "dish_name": "Grilled chicken with rice",
    "total_calories": 769.4,
    "updated_nutrition": {"calories": 769.4, "protein": 71.2, "carbs": 95.4, "fat": 8.1},
    "updated_food_items": _EDITED_FOODS,
    "nutrition_override": None,
    "edit_metadata": {
        "edit_count": 1,
        "changes_summary": "Added 1 cup of White rice, cooked; Changed grilled chicken breast from 150 g to 200 g; "
        "Removed broccoli; Named it Grilled chicken with rice",
    },
    "unmatched": [
        {
            "action": "add",
            "id": None,
            "name": "mystery sauce",
            "food_id": None,
            "hint": "No food called mystery sauce is known: choose one of GET /v1/foods/search, or send custom_nutrition.",
        }
    ],
    "ignored_ids": [],
    "events": ["MealEdited", "MealNutritionUpdated"],
}
LABEL_MEAL = WAITING_MEAL | {"source": "label", "meal_type": "snack"}
