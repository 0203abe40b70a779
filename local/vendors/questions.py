"""What the Gemini stand-in answers, by what the request's schema asks for: a meal, a nutrition label, an ingredient, words.

Nothing is recognised here either: what the colours of a picture suggest is told in the form that was asked for, and words get
figures that depend on the words alone.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any

from local.vendors.generation import Generation

_CATEGORIES = {"grain": "grain", "vegetable": "vegetable", "fruit": "fruit", "meat": "protein", "fish": "protein", "egg": "protein"}
_DATA = re.compile(r'<data name="(?P<name>[a-z_]+)">(?P<value>.*?)</data>', re.DOTALL)
_AMOUNT = re.compile(r"^\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>g|kg|ml|l|cups?|slices?|pieces?|bowls?)?\b\s*(?:of\s+)?")


def answer(seen: dict[str, Any] | None, wanted: Generation) -> Any:
    """`seen` is what the picture shows, as a meal; None without one."""
    asked = set((wanted.schema or {}).get("properties") or ())
    if "is_label" in asked:
        return _label(seen)
    if "is_ingredient" in asked:
        return _ingredient(seen)
    if "phrase" in json.dumps(wanted.schema):
        return _words(wanted.texts)
    return seen


def _label(seen: dict[str, Any] | None) -> dict[str, Any]:
    """The largest food as if it were packaged, two servings of 40 g."""
    if not seen or not seen["foods"]:
        return {"is_label": False, "confidence": 0.9}
    food = seen["foods"][0]
    figures = {"calories": food["calories"], **food["macros"]}
    per_100g = {name: round(value * 100 / food["grams"], 2) for name, value in figures.items()}
    return {
        "is_label": True,
        "product_name": food["name"].capitalize(),
        "brand": "Stand-in Foods",
        "serving_text": "1 serving (40 g)",
        "serving_grams": 40,
        "servings_per_package": 2,
        "per_serving": {name: round(value * 0.4, 2) for name, value in per_100g.items()},
        "per_100g": per_100g,
        "confidence": food["confidence"],
    }


def _ingredient(seen: dict[str, Any] | None) -> dict[str, Any]:
    if not seen or not seen["foods"]:
        return {"is_ingredient": False, "name": None, "confidence": 0.1, "category": None}
    food = seen["foods"][0]
    category = _CATEGORIES.get(food["category"], "other")
    return {"is_ingredient": True, "name": food["name"], "confidence": food["confidence"], "category": category}


def _words(texts: list[str]) -> dict[str, Any]:
    """Each phrase as a food of its own name, with an amount only where the phrase begins with one."""
    data = {found["name"]: json.loads(found["value"]) for text in texts for found in _DATA.finditer(text)}
    phrases = [str(phrase["text"]) for phrase in data.get("phrases", ())] or [str(data.get("wish", ""))]
    return {"foods": [_food(number, phrase) for number, phrase in enumerate(phrases, start=1)], "emoji": "🍽️"}


def _food(number: int, phrase: str) -> dict[str, Any]:
    amount = _AMOUNT.match(phrase)
    name = phrase[amount.end() :] if amount else phrase
    one, two, three = (byte % 20 + 1 for byte in sha256(name.strip().encode()).digest()[:3])
    unit = (amount["unit"] or "piece") if amount else None
    return {
        "phrase": number,
        "name": name.strip() or "food",
        "category": "dish",
        "state": "unknown",
        "quantity": float(amount["number"].replace(",", ".")) if amount else None,
        "unit": unit,
        "grams_per_unit": None if unit in {None, "g", "kg", "ml", "l"} else 80,
        "per_100g": {
            "calories": 4 * one + 4 * two + 9 * three,
            "protein_g": one,
            "carbs_g": two,
            "fat_g": three,
            "fiber_g": None,
            "sugar_g": None,
        },
        "confidence": 0.6,
    }
