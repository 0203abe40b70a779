"""Examples of the functions of meals."""

from __future__ import annotations

from typing import Any

from local.openapi.examples.common import DELIVERY, IMAGE_ID, MEAL_ID, PARSE_ID, PHOTO
from local.openapi.examples.lunch import (
    ANSWERED_MEAL,
    EDIT,
    FOODS,
    LABEL_MEAL,
    MANUAL_MEAL,
    NUTRITION,
    READY_MEAL,
    READY_SUMMARY,
    WAITING_MEAL,
)


def _spoken(item_id: str, text: str, name: str, **known: Any) -> dict[str, Any]:
    """A food of a text; what is not given is not known."""
    return {
        "id": item_id,
        "status": "resolved",
        "text": text,
        "name": name,
        "food_id": None,
        "fdc_id": None,
        "category": None,
        "state": "unknown",
        "quantity": None,
        "unit": None,
        "grams": None,
        **dict.fromkeys(("calories", "protein_g", "carbs_g", "fat_g", "fiber_g", "sugar_g")),
        "evidence": None,
        "error_share": None,
        "confidence": None,
        "source": None,
        "per_100g": None,
        "options": [],
        **known,
    }


_EGGS = _spoken(
    "1c9e7d52-4b3a-4f86-a0d1-8e5c2b7f6a94",
    "2 eggs",
    "Egg, whole",
    food_id="usda-171287",
    fdc_id=171287,
    category="egg",
    state="raw",
    quantity=2.0,
    unit="large",
    grams=100.0,
    calories=143.0,
    protein_g=12.6,
    carbs_g=0.7,
    fat_g=9.5,
    evidence="typed",
    error_share=0.1,
    confidence=0.98,
    source="usda",
)
_BUTTER = _spoken(
    "6f2b8a17-93c4-4d0e-b5e8-7a1d4c9f3e60",
    "butter",
    "Butter",
    status="needs_amount",
    food_id="usda-173410",
    fdc_id=173410,
    category="fat",
    source="usda",
    options=[{"unit": "tbsp", "grams": 14.2}, {"unit": "g", "grams": 1.0}],
)
TEXT: dict[str, Any] = {
    "parse_id": None,
    "status": "ready",
    "items": [_EGGS, _BUTTER],
    "total_calories": 143.0,
    "total_protein": 12.6,
    "total_carbs": 0.7,
    "total_fat": 9.5,
    "total_calories_low": 128.7,
    "total_calories_high": 157.3,
    "completeness": {"calories": 0.5, "protein_g": 0.5, "carbs_g": 0.5, "fat_g": 0.5, "fiber_g": 0.0, "sugar_g": 0.0},
    "emoji": "🍳",
    "unmatched_terms": [],
    "error_code": None,
    "error_message": None,
}
_UPLOAD_FIELDS = {
    "allowed_formats": "jpg,png",
    "folder": "mealtrack",
    "overwrite": "false",
    "public_id": IMAGE_ID,
    "timestamp": "1738324800",
    "transformation": "c_limit,h_4096,w_4096",
    "signature": "5b7c2f0e9a4d1836bc25d7f1e08a93c46f1d2b7e",
    "api_key": "874837483274837",
}

REQUESTS: dict[str, Any] = {
    "set_day_tracking": {"tracked": False},
    "analyze_meal_image": {"file": "lunch.jpg", "user_description": "grilled chicken with rice", "language": "en"},
    "scan_food_label": {"file": "label.jpg", "servings": 2},
    "scan_food_label_url": {"image_id": IMAGE_ID, "image_url": f"{DELIVERY}/{PHOTO}", "servings": 1},
    "parse_meal_text": {"text": "2 eggs with butter", "language": "en"},
    "analyze_meal_image_url": {
        "image_id": IMAGE_ID,
        "image_url": f"{DELIVERY}/{PHOTO}",
        "meal_type": "lunch",
        "total_weight_g": 420,
    },
    "answer_portion_question": {"choice_id": "150g"},
    "create_manual_meal": {
        "dish_name": "Rice with sauce",
        "emoji": "🍚",
        "meal_type": "lunch",
        "items": [
            {"food_id": "usda-168878", "quantity": 1, "unit": "cup"},
            {
                "name": "Grandma's sauce",
                "custom_nutrition": {"calories_per_100g": 120, "protein_per_100g": 2, "fat_per_100g": 10},
                "quantity": 60,
            },
        ],
    },
    "edit_meal_ingredients": {
        "dish_name": "Grilled chicken with rice",
        "food_item_changes": [
            {"action": "update", "id": FOODS[0]["id"], "quantity": 200},
            {"action": "remove", "id": FOODS[2]["id"]},
            {"action": "add", "fdc_id": 168878, "quantity": 1, "unit": "cup"},
            {"action": "add", "name": "mystery sauce", "quantity": 30},
        ],
    },
    "update_meal": {"dish_name": "Chicken with rice", "meal_type": "dinner"},
    "copy_meal": {"meal_type": "dinner"},
    "set_meal_photo": {"file": "plate.jpg"},
}

ANSWERS: dict[str, Any] = {
    "analyze_meal_image": WAITING_MEAL,
    "analyze_meal_image_url": WAITING_MEAL,
    "scan_food_label": LABEL_MEAL,
    "scan_food_label_url": LABEL_MEAL,
    "parse_meal_text": TEXT,
    "get_text_parse": TEXT | {"parse_id": PARSE_ID},
    "get_upload_token": {
        "image_id": IMAGE_ID,
        "cloud_name": "mealtrack-demo",
        "api_key": "874837483274837",
        "timestamp": 1738324800,
        "signature": "5b7c2f0e9a4d1836bc25d7f1e08a93c46f1d2b7e",
        "folder": "mealtrack",
        "public_id": IMAGE_ID,
        "upload_url": "https://api.cloudinary.com/v1_1/mealtrack-demo/image/upload",
        "fields": _UPLOAD_FIELDS,
        "expires_at": "2025-01-31T13:00:00Z",
    },
    "get_meal": READY_MEAL,
    "list_meals": {"meals": [READY_SUMMARY], "next_cursor": None},
    "delete_meal": {
        "meal_id": MEAL_ID,
        "status": "INACTIVE",
        "message": "The meal was deleted. It can be restored for 30 days.",
    },
    "restore_meal": READY_MEAL | {"version": 6, "updated_at": "2025-01-31T12:09:40.530000Z"},
    "answer_portion_question": ANSWERED_MEAL,
    "create_manual_meal": MANUAL_MEAL,
    "edit_meal_ingredients": EDIT,
    "update_meal": ANSWERED_MEAL | {"dish_name": "Chicken with rice", "meal_type": "dinner"},
    "copy_meal": READY_MEAL
    | {
        "meal_id": "c0a7e5d2-8f14-4b69-93d6-2e1b7f5a8c30",
        "meal_type": "dinner",
        "source": "manual",
        "portion_question": None,
        "local_date": "2025-02-01",
        "logged_at": "2025-02-01T18:30:12.006000Z",
        "ready_at": "2025-02-01T18:30:12.006000Z",
        "created_at": "2025-02-01T18:30:12.006000Z",
        "updated_at": "2025-02-01T18:30:12.006000Z",
        "version": 1,
    },
    "set_meal_photo": READY_MEAL | {"version": 5, "updated_at": "2025-01-31T12:04:51.730000Z"},
    "delete_meal_photo": READY_MEAL
    | {"image_url": None, "thumbnail_url": None, "version": 6, "updated_at": "2025-01-31T12:05:20.118000Z"},
    "retry_meal_analysis": WAITING_MEAL
    | {"status": "analyzing", "stage": "ANALYZING", "version": 4, "updated_at": "2025-01-31T12:02:17.048000Z"},
    "get_daily_macros": {
        "date": "2025-01-31",
        "target_calories": 2100,
        "target_macros": {"protein": 130.0, "carbs": 240.0, "fat": 65.0},
        "consumed_calories": 513.0,
        "consumed_calories_low": 393.3,
        "consumed_calories_high": 632.7,
        "consumed_macros": {"protein": 53.6, "carbs": 57.3, "fat": 6.3},
        "remaining_calories": 1587.0,
        "remaining_macros": {"protein": 76.4, "carbs": 182.7, "fat": 58.7},
        "completion_percentage": {"calories": 24.4, "protein": 41.2, "carbs": 23.9, "fat": 9.7},
        "meal_count": 1,
        "tracked": None,
        "completeness": NUTRITION["completeness"],
    },
    "set_day_tracking": {"date": "2025-01-31", "tracked": False, "meal_count": 1},
}
