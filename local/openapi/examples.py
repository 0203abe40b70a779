"""The examples of the document: one lunch, from its photo to its day. The tests hold them to the schemas and to the rules."""

from __future__ import annotations

from typing import Any

UID = "kJ3nWq0ZbVY8sT1mDg5RfXc2uPh1"
REQUEST_ID = "9f2c41d7"
MEAL_ID = "3b9d5c1e-7f42-4a86-9c0b-5d1e8f6a2c74"
PARSE_ID = "5d0a7f3c-2b9e-4c61-8f14-9a6b3d7e0c52"
RECOGNITION_ID = "d7c4b2a1-6e5f-4830-9b1a-2c8f7e6d5a40"
EXPORT_ID = "a7d3f5b1-8c2e-4069-b4d7-3e1f9a6c5d28"
IMPORT_ID = "d1e8c4a6-7b93-4f50-92e6-8a5b0d3f7c19"
RECEIPT_ID = "c2a7e9d4-1b6f-4e83-a5d0-94f7b3c8e162"
IMAGE_ID = "8c1f0b5a-92d3-4e67-b1a8-0f4d6c2e9b35"
PICTURE = (  # a green PNG of 32 × 32 pixels
    "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAKklEQVR42mNw6zGiKWIYtWDUglELRi0YtWDUglELRi0YtWDUglEL"
    "hooFAM2eED2RGzwbAAAAAElFTkSuQmCC"
)
ENTRY_ID = "7e1a4c90-2d6b-5f83-b0a7-9c3e5d8f1a26"
_DELIVERY = "https://res.cloudinary.com/mealtrack-demo/image/upload"
_PHOTO = f"v1738324802/mealtrack/{IMAGE_ID}.jpg"

CUSTOM_ID = "custom-7a0e4c52-9d31-4b8f-8a67-1f5d2c9e3b08"

PARAMETERS: dict[str, Any] = {
    "uid": UID,
    "q": "chicken breast",
    "language": "en",
    "fdc_id": "171477",
    "food_id": CUSTOM_ID,
    "code": "2000000001029",
    "meal_id": MEAL_ID,
    "parse_id": PARSE_ID,
    "recognition_id": RECOGNITION_ID,
    "receipt_id": RECEIPT_ID,
    "export_id": EXPORT_ID,
    "import_id": IMPORT_ID,
    "date": "2025-01-31",
    "from": "2025-01-01",
    "to": "2025-01-31",
    "start": "2025-01-01",
    "end": "2025-01-31",
    "entry_id": ENTRY_ID,
    "cursor": "WyIyMDI1LTAxLTMwIiwgIjIwMjUtMDEtMzBUMTg6NDE6MDcrMDA6MDAiLCAiMGQ3ZjlhMmMtNWIxZS00YzhmLTlhNjMtMmU0ZDFiN2M4ZjkwIl0=",
    "limit": 20,
    "X-Timezone": "Europe/Vienna",
    "If-Match": '"1"',
    "flag_name": "barcode-scanner",
    "Idempotency-Key": "5e0c7a52-6a0f-4b39-8f0e-2f6f7d1b9a44",
}

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
    "image_url": f"{_DELIVERY}/{_PHOTO}",
    "thumbnail_url": f"{_DELIVERY}/c_fill,h_240,w_240/{_PHOTO}",
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
_READY_SUMMARY: dict[str, Any] = _WAITING | {
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
    _READY_SUMMARY
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
_ANSWERED_MEAL = READY_MEAL | {
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
_MANUAL_MEAL = READY_MEAL | _BY_HAND
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
_EDIT: dict[str, Any] = {
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
RECOGNITION: dict[str, Any] = {
    "recognition_id": RECOGNITION_ID,
    "status": "pending",
    "success": None,
    "name": None,
    "confidence": None,
    "category": None,
    "food": None,
    "message": "The photo is being looked at.",
    "error_code": None,
    "retryable": None,
}
RECOGNISED = RECOGNITION | {
    "status": "ready",
    "success": True,
    "name": "broccoli",
    "confidence": 0.94,
    "category": "vegetable",
    "food": {
        "food_id": "usda-169967",
        "fdc_id": 169967,
        "name": "Broccoli, cooked",
        "per_100g": {"calories": 35.0, "protein_g": 2.4, "carbs_g": 7.2, "fat_g": 0.4, "fiber_g": 3.3, "sugar_g": 1.4},
        "allowed_units": [{"unit": "cup", "grams": 156.0}],
    },
    "message": "This looks like broccoli.",
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

_DAY_ENERGY: dict[str, Any] = {"bmr": 1780.0, "tdee": 2759.0, "expected_error": 275.9, "activity_multiplier": 1.55}
_TARGETS: dict[str, Any] = _DAY_ENERGY | {
    "macros": {"calories": 2259.0, "protein": 176.0, "fat": 64.0, "carbs": 244.8},
    "goal": "cut",
    "formula_used": "mifflin_st_jeor",
    "adjustment": -500.0,
    "calorie_floor": 1780.0,
    "limits": [],
    "is_custom": False,
    "target_revision": 1,
    "from_date": "2025-01-31",
}
_NO_ESTIMATE: dict[str, Any] = {
    "tdee": None,
    "calories": None,
    "expected_error": None,
    "confidence": None,
    "limits": [],
    "missing": ["weigh_ins", "weight_span", "tracked_days"],
    "as_of": "2025-01-31",
    "weigh_in_days": 1,
    "span_days": 0,
    "tracked_days": 0,
    "mean_intake": None,
    "weekly_change_kg": None,
}
_ESTIMATE_OF_A_MONTH = {
    "tdee": 2590.4,
    "calories": 2090.4,
    "expected_error": 214.8,
    "confidence": "medium",
    "limits": [],
    "missing": [],
    "as_of": "2025-02-28",
    "weigh_in_days": 24,
    "span_days": 28,
    "tracked_days": 25,
    "mean_intake": 2172.5,
    "weekly_change_kg": -0.38,
}
_PERSONS_TARGETS = _TARGETS | {"adaptive": _NO_ESTIMATE, "version": 1}
_CUSTOM_TARGETS = _PERSONS_TARGETS | {
    "macros": {"calories": 2310.0, "protein": 180.0, "fat": 70.0, "carbs": 240.0},
    "is_custom": True,
    "target_revision": 2,
    "version": 2,
}

_WEIGH_IN: dict[str, Any] = {
    "id": ENTRY_ID,
    "weight_kg": 79.2,
    "recorded_at": "2025-01-31T06:40:00Z",
    "local_date": "2025-01-31",
    "source": "manual",
    "updated_at": "2025-01-31T06:40:12.305000Z",
}
_ACTIVITY: dict[str, Any] = {
    "id": MEAL_ID,
    "type": "meal",
    "timestamp": "2025-01-31T12:00:00.214000Z",
    "title": "Grilled chicken with rice and broccoli",
    "meal_type": "lunch",
    "calories": 513.0,
    "macros": {"protein": 53.6, "carbs": 57.3, "fat": 6.3},
    "quantity": 420.0,
    "status": "ready",
    "image_url": f"{_DELIVERY}/{_PHOTO}",
}

_USER: dict[str, Any] = {
    "id": "0e9d1b7c-5a34-5f68-8c21-7b3f9e6d4a50",
    "firebase_uid": UID,
    "email": "mai.nguyen@example.com",
    "username": "mainguyen",
    "first_name": "Mai",
    "last_name": "Nguyễn",
    "phone_number": None,
    "display_name": "Mai Nguyễn",
    "photo_url": None,
    "provider": "google",
    "is_active": True,
    "onboarding_completed": False,
    "timezone": "Asia/Ho_Chi_Minh",
    "day_start_hour": 0,
    "language": "vi",
    "last_accessed": "2025-01-31T11:55:02.731000Z",
    "created_at": "2025-01-31T11:55:02.731000Z",
    "updated_at": "2025-01-31T11:55:02.731000Z",
    "is_premium": False,
    "subscription": None,
}

_CHICKEN: dict[str, Any] = {
    "food_id": "usda-171477",
    "fdc_id": 171477,
    "name": "Chicken breast, roasted",
    "brand": None,
    "category": "meat",
    "kind": "whole",
    "serving_size": 100.0,
    "serving_unit": "g",
    "calories": 165.0,
    "source": "usda",
    "attribution": None,
    "is_estimate": False,
}
_CHICKEN_MACROS = {"protein": 31.0, "carbs": 0.0, "fat": 3.6}
_GRANOLA: dict[str, Any] = {
    "name": "Grandma's granola",
    "brand": None,
    "category": "grain",
    "state": "unknown",
    "density": None,
}
_GRANOLA_FIGURES = {"calories": 468.0, "protein_g": 10.4, "carbs_g": 60.2, "fat_g": 20.6, "fiber_g": 7.0, "sugar_g": 20.0}
_GRANOLA_VIEW: dict[str, Any] = _GRANOLA | {
    "food_id": CUSTOM_ID,
    "fdc_id": None,
    "kind": "custom",
    "barcode": None,
    "serving_size": 100.0,
    "serving_unit": "g",
    "calories": 468.0,
    "macros": {"protein": 10.4, "carbs": 60.2, "fat": 20.6},
    "per_100g": _GRANOLA_FIGURES,
    "completeness": 1.0,
    "portions": [{"unit": "bowl", "grams": 55.0}],
    "allowed_units": [{"unit": "bowl", "grams": 55.0}, {"unit": "g", "grams": 1.0}],
    "source": "custom",
    "attribution": None,
    "image_url": None,
    "is_estimate": False,
    "flags": [],
    "set_aside": {},
    "version": 1,
    "created_at": "2025-01-31T11:40:12.301000Z",
    "updated_at": "2025-01-31T11:40:12.301000Z",
}
_EXPORT: dict[str, Any] = {
    "export_id": EXPORT_ID,
    "status": "pending",
    "progress": {},
    "size_bytes": None,
    "download_url": None,
    "download_until": None,
    "error_code": None,
    "error_message": None,
    "created_at": "2025-01-31T18:29:44.017000Z",
    "finished_at": None,
    "expires_at": "2025-02-07T18:29:44.017000Z",
}
_IMPORT: dict[str, Any] = {
    "import_id": IMPORT_ID,
    "status": "pending",
    "progress": {},
    "left_out": {},
    "error_code": None,
    "error_message": None,
    "created_at": "2025-01-31T18:31:02.442000Z",
    "finished_at": None,
}

_SUBSCRIPTION: dict[str, Any] = {
    "product_id": "com.mealtrack.premium.monthly",
    "status": "active",
    "expires_at": "2025-02-28T11:58:02Z",
    "is_monthly": True,
    "is_yearly": False,
    "platform": "ios",
}
_FLAG: dict[str, Any] = {
    "name": "barcode-scanner",
    "enabled": True,
    "description": "The scanner on the home screen.",
    "rollout_percentage": 10,
    "user_ids": [UID],
    "updated_by": "Zq7mT2cR9sWb4nXeK1vY8uLd0pJ3",
    "created_at": "2025-01-30T09:12:40.518000Z",
    "updated_at": "2025-01-30T09:12:40.518000Z",
}

REQUESTS: dict[str, Any] = {
    "create_custom_food": {
        "name": "Grandma's granola",
        "category": "grain",
        "basis": "100g",
        "nutrition": _GRANOLA_FIGURES,
        "portions": [{"unit": "bowl", "grams": 55}],
    },
    "update_custom_food": {
        "name": "Grandma's granola",
        "category": "grain",
        "basis": "serving",
        "serving": {"unit": "bowl", "grams": 55},
        "nutrition": {"calories": 257, "protein_g": 5.7, "carbs_g": 33.1, "fat_g": 11.3},
    },
    "import_me": {"file": "mealtrack-2025-01-31.zip"},
    "handle_revenuecat_event": {
        "event": {
            "id": "7c0f2a4e-93b1-4d58-a6e7-1f2b3c4d5e6f",
            "type": "INITIAL_PURCHASE",
            "event_timestamp_ms": 1738324684112,
            "app_user_id": UID,
            "original_app_user_id": UID,
            "aliases": [UID],
            "product_id": "com.mealtrack.premium.monthly",
            "entitlement_ids": ["premium"],
            "period_type": "NORMAL",
            "purchased_at_ms": 1738324682000,
            "expiration_at_ms": 1740743882000,
            "store": "APP_STORE",
            "environment": "PRODUCTION",
            "transaction_id": "370001850000001",
            "original_transaction_id": "370001850000001",
        },
    },
    "create_feature_flag": {key: _FLAG[key] for key in ("name", "enabled", "description", "rollout_percentage", "user_ids")},
    "update_feature_flag": {"rollout_percentage": 50},
    "sync_user": {"display_name": "Mai Nguyễn"},
    "update_timezone": {"timezone": "Asia/Ho_Chi_Minh", "day_start_hour": 3},
    "update_language": {"language": "vi"},
    "save_onboarding": {
        "age": 30,
        "gender": "male",
        "height": 180,
        "weight": 80,
        "activity_level": "moderate",
        "goal": "cut",
        "pain_points": ["no_time"],
        "dietary_preferences": ["none"],
        "meals_per_day": 3,
    },
    "update_metrics": {"weight_kg": 79.2, "activity_level": "active"},
    "set_custom_macros": {"protein_g": 180, "carbs_g": 240, "fat_g": 70},
    "set_day_tracking": {"tracked": False},
    "add_weight_entry": {"weight_kg": 79.2, "recorded_at": "2025-01-31T07:40:00+01:00"},
    "sync_weight_entries": {"entries": [{"id": ENTRY_ID, "weight_kg": 79.2, "recorded_at": "2025-01-31T07:40:00+01:00"}]},
    "preview_tdee": {"age": 30, "sex": "male", "height": 180, "weight": 80, "activity_level": "moderate", "goal": "cut"},
    "analyze_meal_image": {"file": "lunch.jpg", "user_description": "grilled chicken with rice", "language": "en"},
    "scan_food_label": {"file": "label.jpg", "servings": 2},
    "scan_food_label_url": {"image_id": IMAGE_ID, "image_url": f"{_DELIVERY}/{_PHOTO}", "servings": 1},
    "parse_meal_text": {"text": "2 eggs with butter", "language": "en"},
    "recognize_ingredient": {"image_data": PICTURE},
    "analyze_meal_image_url": {
        "image_id": IMAGE_ID,
        "image_url": f"{_DELIVERY}/{_PHOTO}",
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
    "handle_revenuecat_event": {"status": "success"},
    "get_subscription": {"is_premium": True, "premium_until": "2025-02-28T11:58:02Z", "subscription": _SUBSCRIPTION},
    "list_feature_flags": {
        "flags": {"barcode-scanner": False, "weekly-budget": True},
        "updated_at": "2025-01-30T09:12:40.518000Z",
    },
    "list_my_feature_flags": {
        "flags": {"barcode-scanner": True, "weekly-budget": True},
        "updated_at": "2025-01-30T09:12:40.518000Z",
    },
    "get_feature_flag": {
        "name": "barcode-scanner",
        "enabled": False,
        "description": "The scanner on the home screen.",
        "created_at": "2025-01-30T09:12:40.518000Z",
        "updated_at": "2025-01-30T09:12:40.518000Z",
    },
    "create_feature_flag": _FLAG,
    "update_feature_flag": _FLAG | {"rollout_percentage": 50, "updated_at": "2025-01-31T08:00:03.224000Z"},
    "analyze_meal_image": WAITING_MEAL,
    "analyze_meal_image_url": WAITING_MEAL,
    "scan_food_label": LABEL_MEAL,
    "scan_food_label_url": LABEL_MEAL,
    "parse_meal_text": TEXT,
    "get_text_parse": TEXT | {"parse_id": PARSE_ID},
    "recognize_ingredient": RECOGNITION,
    "get_ingredient_recognition": RECOGNISED,
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
    "list_meals": {"meals": [_READY_SUMMARY], "next_cursor": None},
    "delete_meal": {
        "meal_id": MEAL_ID,
        "status": "INACTIVE",
        "message": "The meal was deleted. It can be restored for 30 days.",
    },
    "restore_meal": READY_MEAL | {"version": 6, "updated_at": "2025-01-31T12:09:40.530000Z"},
    "answer_portion_question": _ANSWERED_MEAL,
    "create_manual_meal": _MANUAL_MEAL,
    "edit_meal_ingredients": _EDIT,
    "update_meal": _ANSWERED_MEAL | {"dish_name": "Chicken with rice", "meal_type": "dinner"},
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
    "list_weight_entries": {"entries": [_WEIGH_IN], "next_cursor": None},
    "add_weight_entry": _WEIGH_IN,
    "sync_weight_entries": {"entries": [_WEIGH_IN | {"source": "sync"}], "created": 1, "updated": 0, "unchanged": 0},
    "delete_weight_entry": {"id": ENTRY_ID, "message": "The weigh-in was deleted."},
    "get_daily_activities": [_ACTIVITY],
    "get_bulk_activities": {
        "start": "2025-01-01",
        "end": "2025-01-31",
        "days": [{"date": "2025-01-31", "activities": [_ACTIVITY]}],
    },
    "sync_user": {"user": _USER | {"language": "en"}, "created": True, "updated": False, "message": "Welcome."},
    "get_me": _USER,
    "get_my_status": {
        "firebase_uid": UID,
        "onboarding_completed": False,
        "is_active": True,
        "last_accessed": "2025-01-31T11:55:02.731000Z",
    },
    "touch_last_accessed": {
        "firebase_uid": UID,
        "updated": True,
        "message": "Noted.",
        "timestamp": "2025-01-31T18:20:44.119000Z",
    },
    "complete_onboarding": {
        "firebase_uid": UID,
        "onboarding_completed": True,
        "updated": True,
        "message": "Onboarding is complete.",
    },
    "update_timezone": {"timezone": "Asia/Ho_Chi_Minh", "day_start_hour": 3, "updated": True},
    "update_language": {"language": "vi", "updated": True},
    "delete_me": {
        "firebase_uid": UID,
        "deleted": True,
        "message": "The account is closed and is being deleted: keep the receipt_id. "
        "Cancel a subscription in the store that sold it.",
        "firebase_deleted": False,
        "tokens_revoked": False,
        "receipt_id": RECEIPT_ID,
    },
    "get_deletion_receipt": {
        "receipt_id": RECEIPT_ID,
        "status": "done",
        "requested_at": "2025-01-31T19:00:12.402000Z",
        "finished_at": "2025-01-31T19:16:40.871000Z",
        "steps_done": ["lock", "files", "images", "purchases", "documents", "references", "sign_in", "late"],
        "tokens_revoked": True,
        "firebase_deleted": True,
        "deleted": {"documents": 812, "files": 1, "images": 403, "sign_ins": 1, "usernames": 1},
        "kept": [{"what": "logs", "why": "Technical logs without names, addresses or texts end after 30 days."}],
    },
    "export_me": _EXPORT,
    "get_my_export": _EXPORT
    | {
        "status": "ready",
        "progress": {"days": 31, "meals": 84, "profile": 1, "targets": 2},
        "size_bytes": 91204,
        "download_url": "https://storage.googleapis.com/mealtrack-demo-files/exports/example.zip?X-Goog-Signature=3f9a",
        "download_until": "2025-01-31T19:30:02.114000Z",
        "finished_at": "2025-01-31T18:29:47.560000Z",
    },
    "import_me": _IMPORT,
    "get_my_import": _IMPORT
    | {
        "status": "ready",
        "progress": {"days": 31, "meals": 81, "meals_present": 0, "profile": 1, "targets": 2},
        "left_out": {"deleted": 2, "photos": 80, "unfinished": 1},
        "finished_at": "2025-01-31T18:31:12.908000Z",
    },
    "save_onboarding": True,
    "get_metrics": {
        "user_id": UID,
        "age": 30,
        "gender": "male",
        "height_cm": 180.0,
        "weight_kg": 80.0,
        "body_fat_percentage": None,
        "activity_level": "moderate",
        "fitness_goal": "cut",
        "training_level": None,
        "target_weight_kg": None,
        "updated_at": "2025-01-31T11:58:20.004000Z",
        "version": 1,
    },
    "update_metrics": _PERSONS_TARGETS
    | {
        "bmr": 1772.0,
        "tdee": 3056.7,
        "expected_error": 305.7,
        "activity_multiplier": 1.725,
        "macros": {"calories": 2556.7, "protein": 174.2, "fat": 63.4, "carbs": 322.4},
        "calorie_floor": 1772.0,
        "target_revision": 2,
        "version": 2,
    },
    "get_tdee": _PERSONS_TARGETS | {"adaptive": _ESTIMATE_OF_A_MONTH},
    "set_custom_macros": _CUSTOM_TARGETS,
    "preview_tdee": _TARGETS | {"target_revision": None, "from_date": None},
    "search_foods": {
        "results": [_CHICKEN | {"nutrients": _CHICKEN_MACROS, "score": 0.98}],
        "query": "chicken breast",
        "total": 1,
        "degraded": [],
    },
    "autocomplete_foods": {
        "results": [{"food_id": "usda-171477", "fdc_id": 171477, "name": "Chicken breast, roasted", "category": "meat"}],
        "query": "chicken breast",
    },
    "get_food": _CHICKEN
    | {
        "state": "baked",
        "barcode": None,
        "macros": _CHICKEN_MACROS,
        "per_100g": {"calories": 165.0, "protein_g": 31.0, "carbs_g": 0.0, "fat_g": 3.6, "fiber_g": 0.0, "sugar_g": 0.0},
        "completeness": 1.0,
        "portions": [{"unit": "half breast", "grams": 86.0}],
        "allowed_units": [{"unit": "half breast", "grams": 86.0}, {"unit": "g", "grams": 1.0}],
        "density": None,
        "image_url": None,
        "flags": [],
    },
    "get_food_by_barcode": {
        "name": "Haferflocken zart",
        "brand": "Kornhof",
        "barcode": "02000000001029",
        "calories_100g": 372.0,
        "protein_100g": 13.5,
        "carbs_100g": 68.7,
        "fat_100g": 7.0,
        "fiber_100g": 10.0,
        "sugar_100g": 0.7,
        "serving_size": 50.0,
        "image_url": "https://images.openfoodfacts.org/images/products/2000000001029/front.200.jpg",
        "source": "barcode",
        "provider_source": "openfoodfacts",
        "food_reference_id": "gtin-02000000001029",
        "origin": "provider",
        "source_namespace": "openfoodfacts",
        "source_food_id": "02000000001029",
        "is_estimate": False,
        "allowed_units": [{"unit": "serving", "grams": 50.0}, {"unit": "g", "grams": 1.0}],
        "attribution": "Open Food Facts, openfoodfacts.org, Open Database License (ODbL)",
        "flags": [],
        "degraded": [],
    },
    "create_custom_food": _GRANOLA_VIEW,
    "list_custom_foods": {"foods": [_GRANOLA_VIEW], "next_cursor": None},
    "update_custom_food": _GRANOLA_VIEW
    | {
        "calories": 467.3,
        "macros": {"protein": 10.4, "carbs": 60.2, "fat": 20.5},
        "per_100g": {"calories": 467.3, "protein_g": 10.4, "carbs_g": 60.2, "fat_g": 20.5, "fiber_g": None, "sugar_g": None},
        "completeness": 0.67,
        "version": 2,
        "updated_at": "2025-02-02T07:15:00.118000Z",
    },
    "delete_custom_food": {"food_id": CUSTOM_ID, "deleted": True},
    "get_health": {"status": "healthy", "version": "1.0.0"},
    "get_health_firestore": {"status": "healthy", "latency_ms": 12},
    "get_health_queues": {
        "status": "healthy",
        "queues": [{"name": "gemini-general", "state": "RUNNING", "per_minute": 10.0}],
    },
}

# What an occurrence says beyond its title, by error_code.
PROBLEMS: dict[str, dict[str, Any]] = {
    "VALIDATION_ERROR": {
        "detail": "query.limit: Input should be less than or equal to 50",
        "errors": [{"loc": ["query", "limit"], "msg": "Input should be less than or equal to 50", "type": "less_than_equal"}],
    },
    "INVALID_DATE_FORMAT": {
        "detail": "date: not a date of the form YYYY-MM-DD",
        "errors": [{"loc": ["query", "date"], "msg": "not a date of the form YYYY-MM-DD", "type": "invalid_date_format"}],
    },
    "USER_NOT_FOUND": {"detail": "This account is not active: sign in again, or contact support."},
    "PROFILE_NOT_FOUND": {"detail": "Save a profile first: POST /v1/user-profiles."},
    "TDEE_DATA_NOT_FOUND": {"detail": "Save a profile first: POST /v1/user-profiles."},
    "GOAL_COOLDOWN": {
        "detail": "Give the present goal seven days, or send override=true.",
        "details": {"cooldown_until": "2025-02-07T11:58:20.004000Z"},
    },
    "RECEIPT_NOT_FOUND": {"detail": "Use the receipt_id that the deletion was answered with."},
    "EXPORT_NOT_FOUND": {"detail": "You have no export with this id, or its seven days are over: ask for a new one."},
    "IMPORT_NOT_FOUND": {"detail": "You have no import with this id."},
    "IMPORT_IN_PROGRESS": {"detail": "Wait until it is done.", "import_id": IMPORT_ID},
    "NOT_AN_EXPORT": {"detail": "The file is not a zip file, or not a whole one."},
    "PRECONDITION_FAILED": {"detail": "It has changed since you read it: read it again.", "version_now": 5},
    "WEIGHT_ENTRY_NOT_FOUND": {"detail": "You have no weigh-in with this id."},
    "RECORDED_OUT_OF_RANGE": {"detail": "Send an instant from the year 2000 until now."},
    "INVALID_DATE_RANGE": {"detail": "Send a start that is not after end."},
    "DATE_RANGE_TOO_LARGE": {"detail": "Ask for at most 60 days at once.", "max_days": 60},
    "MEAL_NOT_FOUND": {"detail": "You have no meal with this id."},
    "PREMIUM_REQUIRED": {"detail": "Subscribe in the app to use this."},
    "FEATURE_FLAG_NOT_FOUND": {"detail": "GET /v1/feature-flags lists them."},
    "FEATURE_FLAG_EXISTS": {"detail": "Change it with PUT /v1/feature-flags/barcode-scanner."},
    "AI_QUOTA_EXCEEDED": {
        "detail": "Your plan has 10 analyses a day; the next ones are yours after midnight.",
        "retry_after_s": 39600,
        "allowance": 10,
    },
    "FOOD_NOT_FOUND": {"detail": "There is no food with this id."},
    "INVALID_BARCODE": {"detail": "The last digit of a barcode checks the others, and here it does not: scan it again."},
    "TOO_MANY_CUSTOM_FOODS": {"detail": "You have 500 foods of your own: delete one first.", "most": 500},
    "IMPLAUSIBLE_FIGURES": {
        "detail": "Check the figures and what they are for: protein above weight.",
        "codes": ["PROTEIN_ABOVE_WEIGHT"],
    },
    "SERVICE_UNAVAILABLE": {"detail": "A service that we depend on does not answer: try again shortly.", "retry_after_s": 5},
    "INTERNAL_ERROR": {"detail": "Something went wrong on our side. Say the request_id when you report it."},
}
