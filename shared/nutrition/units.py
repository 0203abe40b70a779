"""From "2 cups" to grams.

In this order: weights are what they are; a food's own portions; volumes by the food's density; the generic table. What is in
none of them has no weight: None, never grams and never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from shared.nutrition.models import AllowedUnit
from shared.nutrition.portions import has_portion, own_portion
from shared.nutrition.spelling import canonical, normalize

__all__ = ["GENERIC", "GRAMS", "MILLILITERS", "canonical", "is_volume", "is_weight", "normalize", "to_grams"]

GRAMS = {"g": 1.0, "mg": 0.001, "kg": 1000.0, "oz": 28.35, "lb": 453.59, "pfund": 500.0, "lạng": 100.0}
MILLILITERS = {"ml": 1.0, "cl": 10.0, "dl": 100.0, "l": 1000.0, "fl oz": 29.57, "tsp": 5.0, "tbsp": 15.0, "cup": 240.0}
MILLILITERS |= {"quart": 946.35, "gallon": 3785.4, "dash": 5 / 8, "pinch": 5 / 16}  # an eighth, a sixteenth of a teaspoon

# A volume of a food of unknown density is weighed as water, but a cup: of flour or of spinach that is wrong by a factor of two to
# eight, where the error of a spoon stays small.
_NEEDS_DENSITY = frozenset({"cup"})
# Portions that tell a food's density. Food tables weigh US measures, which recipes round up: a cup of 236.6 ml is written 240.
_OWN_VOLUMES = {"cup": 236.588, "tbsp": 14.787, "tsp": 4.929, "fl oz": 29.574}
GENERIC = {"piece": 50.0, "serving": 100.0, "slice": 30.0, "large": 50.0, "medium": 44.0, "small": 38.0}


def is_weight(unit: str) -> bool:
    return canonical(unit) in GRAMS


def is_volume(unit: str) -> bool:
    return canonical(unit) in MILLILITERS


def to_grams(
    quantity: float,
    unit: str,
    *,
    allowed_units: Iterable[AllowedUnit] = (),
    density: float | None = None,
    detail: str = "",
    generic: bool = True,
) -> float | None:
    """The weight of `quantity` `unit`, None where the unit, or its weight for this food, is not known.

    `allowed_units` are the food's own portions; `density` is in g/ml. `detail` are further words that were said and can tell two
    portions apart ("chopped"). Without `generic` the table of pieces and slices of any food is left out. A quantity that is not a
    positive number has no weight.
    """
    if not (isfinite(quantity) and quantity > 0):
        return None
    known = canonical(unit)
    if known in GRAMS:
        return quantity * GRAMS[known]
    portions = tuple(allowed_units)
    if (own := own_portion(f"{unit} {detail}" if detail else unit, portions)) is not None:
        return quantity * own.grams
    if known in MILLILITERS:
        if has_portion(known, portions):
            return None  # several that differ: which of them, only the person can tell
        milliliters = MILLILITERS[known]
        if density is None and (density := _density_of(portions, detail)) is not None:
            milliliters = _OWN_VOLUMES.get(known, milliliters)  # four tablespoons are a quarter of a cup
        if density is None:
            return None if known in _NEEDS_DENSITY else quantity * milliliters
        return quantity * milliliters * density if isfinite(density) and density > 0 else None
    return quantity * GENERIC[known] if generic and known in GENERIC else None


def _density_of(portions: tuple[AllowedUnit, ...], detail: str) -> float | None:
    """What a millilitre weighs, by the first measure of volume among the food's own portions."""
    own = ((ml, own_portion(f"{unit} {detail}", portions)) for unit, ml in _OWN_VOLUMES.items())
    return next((portion.grams / ml for ml, portion in own if portion is not None), None)
