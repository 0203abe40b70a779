"""One food of a model's answer, read leniently and believed as far as it can be true.

What is of the wrong type is taken where it can only mean one thing ("120 g", "0,5", "1/2"); what is out of range or contradicts
itself is corrected or becomes unknown. Everything of that leaves a reason code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.nutrition.models import (
    ALCOHOL,
    MAX_GRAMS,
    MAX_ITEM_KCAL,
    MAX_ITEM_MACRO_G,
    MAX_NAME,
    MAX_QUANTITY,
    MAX_UNIT,
    Detected,
    FoodItem,
    Nutrients,
    Provenance,
    State,
)
from shared.nutrition.numbers import read_number
from shared.nutrition.rules import corrected, set_aside
from shared.nutrition.units import GRAMS, canonical, is_weight, normalize, to_grams
from shared.prompts.sanitize import plain_text

CATEGORIES = (
    *("grain", "vegetable", "fruit", "meat", "fish", "egg", "dairy", "legume", "nut", "fat", "sweet", "sauce", "soup", "dish"),
    *("beverage", ALCOHOL, "other"),
)
UNKNOWN_UNIT = "unknown"

# Reasons why an item was dropped.
NOT_AN_OBJECT, NAME_MISSING, NAME_TOO_LONG = "NOT_AN_OBJECT", "NAME_MISSING", "NAME_TOO_LONG"
# Reasons why a part of it was changed or ignored.
UNMATCHED, AMOUNT_UNREADABLE, GRAMS_MISMATCH = "UNMATCHED", "AMOUNT_UNREADABLE", "GRAMS_MISMATCH"
FIGURE_UNREADABLE, FIGURE_ABOVE_CAP = "FIGURE_UNREADABLE", "FIGURE_ABOVE_CAP"

_KCAL = {"": 1.0, "kcal": 1.0, "cal": 1.0, "calorie": 1.0, "calories": 1.0, "kilocalories": 1.0, "kj": 1 / 4.184}
_MACROS = ("protein_g", "carbs_g", "fat_g", "fiber_g", "sugar_g")
_MISMATCH = 5.0


def read_item(food: Any, *, order: int, prompt_version: str) -> tuple[FoodItem | None, tuple[str, ...]]:
    """The item that `food` describes and the reason codes of what was wrong with it; None where it names no food.

    An item whose weight neither it nor its unit tells is unmatched: it keeps its name and amount and has no figures.
    """
    if not isinstance(food, dict):
        return None, (NOT_AN_OBJECT,)
    name, localized = _name(food.get("name")), _name(food.get("localized_name"))
    name = name or localized
    if not name or len(name) > MAX_NAME:
        return None, (NAME_TOO_LONG if name else NAME_MISSING,)
    category = _category(food.get("category"))
    quantity, unit, grams, codes = _amount(food)
    nutrients, aside = Nutrients(), {}
    if grams is not None:
        figures, unreadable = _figures(food)
        nutrients, implausible = corrected(figures, grams, alcoholic=category == ALCOHOL)
        aside = set_aside(figures, nutrients)
        codes += (*unreadable, *implausible)
    state = _state(food.get("state"))
    item = FoodItem(
        **dict(nutrients),
        name=name,
        localized_name=localized if 0 < len(localized) <= MAX_NAME else None,
        category=category,
        state=state,
        quantity=quantity,
        unit=unit,
        grams=grams,
        confidence=read_confidence(food.get("confidence"), default=1.0),
        order=order,
        provenance=Provenance(prompt_version=prompt_version, flags=codes, set_aside=aside),
        detected=Detected(name=name, state=state, grams=grams),
        is_unmatched=grams is None,
    )
    return item, codes


def read_confidence(value: Any, *, default: float) -> float:
    """Between 0 and 1; "85 %" is 0.85; `default` where it is not a number."""
    number, suffix = read_number(value)
    if number is None or suffix not in {"", "%"}:
        return default
    return min(max(number / 100 if suffix == "%" else number, 0.0), 1.0)


def _amount(food: Mapping[str, Any]) -> tuple[float, str, float | None, tuple[str, ...]]:
    """Quantity, unit, grams and reason codes."""
    quantity, suffix = read_number(food.get("quantity"))
    unit = _unit(food.get("unit"), suffix)
    readable = quantity is not None and 0 < quantity <= MAX_QUANTITY and unit is not None
    told = _in_range(_grams(food.get("grams", food.get("quantity_g"))))
    weighed = _in_range(to_grams(quantity, unit)) if readable and quantity is not None and unit is not None else None
    codes: tuple[str, ...] = ()
    if (
        told is not None
        and weighed is not None
        and unit is not None
        and is_weight(unit)
        and not 1 / _MISMATCH <= told / weighed <= _MISMATCH
    ):
        told, codes = weighed, (GRAMS_MISMATCH,)  # what the unit says is exact
    grams = told if told is not None else weighed
    if not readable:
        codes += (AMOUNT_UNREADABLE,)
    if grams is None:
        codes += (UNMATCHED,)
    if quantity is not None and unit is not None and readable:
        return quantity, unit, grams, codes
    return (grams, "g", grams, codes) if grams is not None else (1.0, UNKNOWN_UNIT, None, codes)


def _unit(value: Any, suffix: str) -> str | None:
    """The unit's word; the one behind the quantity where no other is given; None where there is none or they contradict."""
    given = plain_text(value) if isinstance(value, str) else ""
    if given and suffix and (canonical(given) or normalize(given)) != (canonical(suffix) or normalize(suffix)):
        return None
    word = given or suffix
    return word if 0 < len(word) <= MAX_UNIT else None


def _grams(value: Any) -> float | None:
    number, suffix = read_number(value)
    if number is None or (suffix and not is_weight(suffix)):
        return None
    return number * GRAMS[canonical(suffix) or "g"]


def _in_range(grams: float | None) -> float | None:
    return grams if grams is not None and 0 < grams <= MAX_GRAMS else None


def _figures(food: Mapping[str, Any]) -> tuple[Nutrients, tuple[str, ...]]:
    macros = food.get("macros")
    places = (macros, food) if isinstance(macros, dict) else (food,)
    found: dict[str, float | None] = {}
    codes: dict[str, None] = {}
    for name in ("calories", *_MACROS):
        raw = next((place[key] for place in places for key in (name, name.removesuffix("_g")) if place.get(key) is not None), None)
        value = _kcal(raw) if name == "calories" else _grams(raw)
        most = MAX_ITEM_KCAL if name == "calories" else MAX_ITEM_MACRO_G
        if raw is not None and (value is None or value < 0):
            value, codes[FIGURE_UNREADABLE] = None, None
        elif value is not None and value > most:
            value, codes[FIGURE_ABOVE_CAP] = None, None
        found[name] = value
    return Nutrients(**found), tuple(codes)


def _kcal(value: Any) -> float | None:
    number, suffix = read_number(value)
    factor = _KCAL.get(suffix.casefold())
    return None if number is None or factor is None else number * factor


def _name(value: Any) -> str:
    return plain_text(value) if isinstance(value, str) else ""


def _category(value: Any) -> str | None:
    word = plain_text(value).casefold() if isinstance(value, str) else ""
    return (word if word in CATEGORIES else "other") if word else None


def _state(value: Any) -> State:
    word = plain_text(value).casefold() if isinstance(value, str) else ""
    return State(word) if word in set(State) else State.UNKNOWN
