"""The examples of the document: one lunch, from its photo to its day. The tests hold them to the schemas and to the rules."""

from __future__ import annotations

from typing import Any

REQUEST_ID = "9f2c41d7"
MEAL_ID = "3b9d5c1e-7f42-4a86-9c0b-5d1e8f6a2c74"
IMAGE_ID = "8c1f0b5a-92d3-4e67-b1a8-0f4d6c2e9b35"
_DELIVERY = "https://res.cloudinary.com/mealtrack-demo/image/upload"
_PHOTO = f"v1738324802/mealtrack/{IMAGE_ID}.jpg"

PARAMETERS: dict[str, Any] = {
    "meal_id": MEAL_ID,
    "date": "2025-01-31",
    "from": "2025-01-01",
    "to": "2025-01-31",
    "cursor": "WyIyMDI1LTAxLTMwIiwgIjIwMjUtMDEtMzBUMTg6NDE6MDcrMDA6MDAiLCAiMGQ3ZjlhMmMtNWIxZS00YzhmLTlhNjMtMmU0ZDFiN2M4ZjkwIl0=",
    "limit": 20,
    "X-Timezone": "Europe/Vienna",
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
        "nutrition": nutrition,
        "custom_nutrition": None,
        "fdc_id": None,
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
    "protein_g": 53.6,
    "carbs_g": 57.3,
    "fat_g": 6.3,
    "fiber_g": 3.7,
    "sugar_g": 0.2,
    "completeness": {"calories": 1.0, "protein_g": 1.0, "carbs_g": 1.0, "fat_g": 1.0, "fiber_g": 1.0, "sugar_g": 0.67},
    "confidence": 0.85,
    "unmatched": 0,
}
READY_MEAL = _READY_SUMMARY | {"food_items": FOODS, "nutrition": NUTRITION, "is_partial": False}
WAITING_MEAL = _WAITING | {"food_items": [], "nutrition": None, "is_partial": False}

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
    "analyze_meal_image": {"file": "lunch.jpg", "user_description": "grilled chicken with rice", "language": "en"},
    "analyze_meal_image_url": {
        "image_id": IMAGE_ID,
        "image_url": f"{_DELIVERY}/{_PHOTO}",
        "meal_type": "lunch",
        "total_weight_g": 420,
    },
}

ANSWERS: dict[str, Any] = {
    "analyze_meal_image": WAITING_MEAL,
    "analyze_meal_image_url": WAITING_MEAL,
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
    "retry_meal_analysis": WAITING_MEAL
    | {"status": "analyzing", "stage": "ANALYZING", "version": 4, "updated_at": "2025-01-31T12:02:17.048000Z"},
    "get_daily_macros": {
        "date": "2025-01-31",
        "target_calories": 2100,
        "target_macros": {"protein": 130.0, "carbs": 240.0, "fat": 65.0},
        "consumed_calories": 513.0,
        "consumed_macros": {"protein": 53.6, "carbs": 57.3, "fat": 6.3},
        "remaining_calories": 1587.0,
        "remaining_macros": {"protein": 76.4, "carbs": 182.7, "fat": 58.7},
        "completion_percentage": {"calories": 24.4, "protein": 41.2, "carbs": 23.9, "fat": 9.7},
        "meal_count": 1,
        "completeness": NUTRITION["completeness"],
    },
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
    "MEAL_NOT_FOUND": {"detail": "You have no meal with this id."},
    "AI_QUOTA_EXCEEDED": {
        "detail": "Your plan has 10 analyses a day; the next ones are yours after midnight.",
        "retry_after_s": 39600,
        "allowance": 10,
    },
    "SERVICE_UNAVAILABLE": {"detail": "A service that we depend on does not answer: try again shortly.", "retry_after_s": 5},
    "INTERNAL_ERROR": {"detail": "Something went wrong on our side. Say the request_id when you report it."},
}
