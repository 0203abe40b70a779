"""Reads foods of USDA FoodData Central, in each of the shapes that it tells them in. Pure.

Search rows say nutrientId and value, abridged details number and amount, full details and the JSON downloads nest nutrient{id}; the
CSV downloads are brought into the last of these shapes. All figures are for 100 g. A food that cannot be true is refused with a
reason; one whose figures merely look odd is kept and flagged, since many such are true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from pydantic import ValidationError

from shared.foods.gtin import canonical_or_none
from shared.foods.models import Food, Kind
from shared.foods.rules import odd_figures
from shared.foods.sources.naming import line, title
from shared.foods.usda.descriptions import Described, describe, plain, state_of
from shared.foods.usda.portions import density, portions, serving, split_amount
from shared.nutrition.models import ALCOHOL, MAX_NAME, Per100g
from shared.nutrition.rules import ENERGY_DERIVED, derived_energy

KJ_PER_KCAL = 4.184
_KCAL_ETHANOL = 7.0

# Nutrient ids, the first known one counts.
ENERGY_KCAL = (1008, 2048, 2047)  # as declared, by the food's own factors, by the general ones
ENERGY_KJ = 1062
ALCOHOL_G = 1018
_FIGURES: dict[str, tuple[int, ...]] = {
    "protein_g": (1003,),
    "carbs_g": (1005,),
    "fat_g": (1004, 1085),
    "fiber_g": (1079, 2033),
    "sugar_g": (2000, 1063),
}
WANTED = frozenset({*ENERGY_KCAL, ENERGY_KJ, ALCOHOL_G, *(one for ids in _FIGURES.values() for one in ids)})
# The numbers that abridged records have instead of ids.
_BY_NUMBER = {
    "208": 1008,
    "957": 2047,
    "958": 2048,
    "268": 1062,
    "221": 1018,
    "203": 1003,
    "205": 1005,
    "204": 1004,
    "298": 1085,
    "291": 1079,
    "293": 2033,
    "269": 2000,
    "269.3": 1063,
}

# Reason codes of refusals and flags
NO_ID, NO_NAME, NO_FIGURES = "NO_ID", "NO_NAME", "NO_FIGURES"
NEGATIVE, ABOVE_WEIGHT, ENERGY_ABOVE_POSSIBLE = "NEGATIVE", "ABOVE_WEIGHT", "ENERGY_ABOVE_POSSIBLE"
UNREADABLE, UNREADABLE_NUMBER = "UNREADABLE", "UNREADABLE_NUMBER"
CARBS_BELOW_ZERO = "CARBS_BELOW_ZERO"  # a difference of measurements: a little below zero is zero
PER_100ML = "PER_100ML"  # the label's figures are for 100 ml, counted as 100 g
_CARBS_ERROR_G = 1.0
_ROUNDING_G = 0.5  # pure sugar is 100.3 g of carbohydrate by difference
_MAX_KCAL = 910.0
_MAX_CATEGORY = 50

_UNDETERMINED = frozenset({"", "undetermined", "quantity not specified", "racc"})


@dataclass(frozen=True)
class Refused:
    """A record that is no food of ours, and the rule that says so."""

    reason: str
    fdc_id: int | None = None


class _Broken(ValueError):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def food_id(fdc_id: int) -> str:
    return f"usda-{fdc_id}"


def read(record: object) -> Food | Refused:
    """The food that a record tells of."""
    if not isinstance(record, Mapping):
        return Refused(UNREADABLE)
    fdc_id = record.get("fdcId")
    if not isinstance(fdc_id, int) or isinstance(fdc_id, bool) or not 0 < fdc_id < 10**12:
        return Refused(NO_ID)
    try:
        return _food(fdc_id, record)
    except _Broken as broken:
        return Refused(broken.reason, fdc_id)
    except (ValidationError, TypeError, ValueError, AttributeError, OverflowError):
        return Refused(UNREADABLE, fdc_id)


def is_generic_whole(food: Food) -> bool:
    """Whether it belongs into the index of ingredients: one food, no dish of several and no product of a maker."""
    return food.kind is Kind.WHOLE and food.brand is None


def _food(fdc_id: int, record: Mapping[str, Any]) -> Food:
    description, usda_category = plain(line(record.get("description"))), _category(record)
    if not description:
        raise _Broken(NO_NAME)
    nutrients = _nutrients(record.get("foodNutrients"))
    branded = record.get("dataType") == "Branded"
    said = _as_labelled(record, description, usda_category) if branded else describe(description, usda_category)
    category = ALCOHOL if nutrients.get(ALCOHOL_G, 0) >= 1 else said.category if usda_category else None
    per_100g, flags = _figures(nutrients)
    in_ml = branded and line(record.get("servingSizeUnit")).lower() in {"ml", "mlt"}
    if in_ml:
        flags = (*flags, PER_100ML)
    rows = [*_serving(record), *_listed(record)]
    return Food(
        food_id=food_id(fdc_id),
        name=said.name,
        aliases=() if branded else _aliases(description, said),
        brand=said.brand,
        category=category,
        kind=said.kind,
        state=said.state,
        per_100g=per_100g,
        portions=portions(rows, said.name, description),
        density=1.0 if in_ml else density(rows),
        fdc_id=fdc_id,
        barcode=canonical_or_none(line(record.get("gtinUpc"))),
        source="usda",
        attribution="USDA FoodData Central",
        is_estimate=ENERGY_DERIVED in flags or in_ml,
        flags=(*flags, *odd_figures(per_100g, category=category)),
    )


def _as_labelled(record: Mapping[str, Any], description: str, category: str) -> Described:
    """A maker's product, which is called what its package says."""
    brand = title(line(record.get("brandName")) or line(record.get("brandOwner")))[:200]
    name = title(description)[:MAX_NAME]
    return Described(name, Kind.BRANDED, state_of(description), category[:_MAX_CATEGORY], brand or None)


def _aliases(description: str, said: Described) -> tuple[str, ...]:
    """The description, by which it is found too, and the other names in it."""
    return tuple(dict.fromkeys(name for name in (description[:MAX_NAME].strip(), *said.aliases) if name != said.name))


# Figures


def _nutrients(rows: object) -> dict[int, float]:
    """The wanted nutrients by id; the first of two equal ones counts."""
    found: dict[int, float] = {}
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, Mapping):
            raise _Broken(UNREADABLE)
        nutrient = _nutrient_id(row)
        value = row.get("value", row.get("amount"))
        if nutrient not in WANTED or value is None:
            continue
        if nutrient == 1008 and "kj" in line(row.get("unitName")).lower():
            nutrient = ENERGY_KJ
        found.setdefault(nutrient, number(value))
    return found


def _nutrient_id(row: Mapping[str, Any]) -> int:
    nested = row.get("nutrient")
    where = nested if isinstance(nested, Mapping) else row
    given = where.get("nutrientId", where.get("id") if where is nested else None)
    if isinstance(given, int):
        return given
    return _BY_NUMBER.get(str(where.get("nutrientNumber", where.get("number", ""))), 0)


def number(value: object) -> float:
    """A figure as a number, also from text. Raises ValueError for what is none and for what is not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _Broken(UNREADABLE_NUMBER)
    try:
        found = float(value)
    except (ValueError, OverflowError):
        raise _Broken(UNREADABLE_NUMBER) from None
    if not isfinite(found):
        raise _Broken(UNREADABLE_NUMBER)
    return found


def _figures(nutrients: Mapping[int, float]) -> tuple[Per100g, tuple[str, ...]]:
    """What 100 g are made of. Raises _Broken for what cannot be, rather than guessing which figure is the wrong one."""
    flags: tuple[str, ...] = ()
    figures: dict[str, float | None] = {name: _first(nutrients, ids) for name, ids in _FIGURES.items()}
    carbs = figures["carbs_g"]
    if carbs is not None and -_CARBS_ERROR_G <= carbs < 0:
        figures["carbs_g"], flags = 0.0, (CARBS_BELOW_ZERO,)
    for value in figures.values():
        if value is not None and value < 0:
            raise _Broken(NEGATIVE)
        if value is not None and value > 100 + _ROUNDING_G:
            raise _Broken(ABOVE_WEIGHT)
    energy = _energy(nutrients)
    if energy is None:
        derived = derived_energy(Per100g.model_construct(None, **figures))
        energy = None if derived is None else derived + _KCAL_ETHANOL * nutrients.get(ALCOHOL_G, 0)
        flags = flags if energy is None else (*flags, ENERGY_DERIVED)
    if energy is not None and energy < 0:
        raise _Broken(NEGATIVE)
    if energy is not None and energy > _MAX_KCAL:
        raise _Broken(ENERGY_ABOVE_POSSIBLE)
    if energy is None and not any(value is not None for value in figures.values()):
        raise _Broken(NO_FIGURES)
    return Per100g(calories=energy, **figures), flags


def _energy(nutrients: Mapping[int, float]) -> float | None:
    declared = _first(nutrients, ENERGY_KCAL)
    if declared is not None:
        return declared
    kilojoules = nutrients.get(ENERGY_KJ)
    return None if kilojoules is None else kilojoules / KJ_PER_KCAL


def _first(nutrients: Mapping[int, float], ids: tuple[int, ...]) -> float | None:
    return next((nutrients[one] for one in ids if one in nutrients), None)


# Words


def _category(record: Mapping[str, Any]) -> str:
    """As the record has it; each data type keeps it elsewhere."""
    given = record.get("foodCategory") or record.get("brandedFoodCategory") or record.get("wweiaFoodCategory")
    if isinstance(given, Mapping):
        given = given.get("description") or given.get("wweiaFoodCategoryDescription")
    return line(given)


# Portions, as amount, unit and grams


def _serving(record: Mapping[str, Any]) -> list[tuple[float, str, float]]:
    """The serving of a package."""
    size, unit = record.get("servingSize"), line(record.get("servingSizeUnit")).lower()
    if not isinstance(size, int | float) or isinstance(size, bool) or unit not in {"g", "grm", "gram", "ml", "mlt"}:
        return []
    return serving(float(size), line(record.get("householdServingFullText")))


def _listed(record: Mapping[str, Any]) -> list[tuple[float, str, float]]:
    rows = record.get("foodPortions") or record.get("foodMeasures")
    found = []
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, Mapping):
            continue
        try:
            amount, grams = number(1 if row.get("amount") is None else row["amount"]), number(row.get("gramWeight"))
        except _Broken:
            continue
        described, unit = split_amount(_portion_name(row))
        if unit.lower() not in _UNDETERMINED:
            found.append((amount * described, unit, grams))
    return found


def _portion_name(row: Mapping[str, Any]) -> str:
    measure = row.get("measureUnit")
    name = line(measure.get("name")) if isinstance(measure, Mapping) else ""
    if name.lower() in _UNDETERMINED:
        name = ""
    modifier = line(row.get("modifier"))
    if modifier.isdigit():  # FNDDS has a code there, and says it in words beside it
        modifier = ""
    described = line(row.get("portionDescription")) or line(row.get("disseminationText"))
    if described.lower() in _UNDETERMINED:
        described = ""
    return ", ".join(part for part in (name, modifier) if part) or described
