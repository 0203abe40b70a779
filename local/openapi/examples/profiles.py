"""Examples of the functions of profiles."""

from __future__ import annotations

from typing import Any

from local.openapi.examples.common import UID

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

REQUESTS: dict[str, Any] = {
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
    "preview_tdee": {"age": 30, "sex": "male", "height": 180, "weight": 80, "activity_level": "moderate", "goal": "cut"},
}

ANSWERS: dict[str, Any] = {
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
}
