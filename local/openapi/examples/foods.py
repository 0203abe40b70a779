"""Examples of the functions of foods."""

from __future__ import annotations

from typing import Any

from local.openapi.examples.common import CUSTOM_ID, PICTURE, RECOGNITION_ID

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
    "recognize_ingredient": {"image_data": PICTURE},
}

ANSWERS: dict[str, Any] = {
    "recognize_ingredient": RECOGNITION,
    "get_ingredient_recognition": RECOGNISED,
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
}
