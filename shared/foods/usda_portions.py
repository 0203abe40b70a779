"""Portions in household units, of the USDA's tables and of packages: what one of each weighs, and what a millilitre does. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shared.nutrition.models import MAX_GRAMS, MAX_UNIT, AllowedUnit
from shared.nutrition.spelling import canonical
from shared.nutrition.units import GRAMS, MILLILITERS

_MAX_PORTIONS = 12
_ALIKE = 1.25  # portions of one measure that differ by no more than this are one to a person
_BRACKETS = re.compile(r"\([^()]*\)")
_VOLUMES = ("cup", "fl oz", "tbsp", "tsp", "ml")  # the surest first
_DENSITIES = (0.02, 3.0)  # g/ml that can be true
_LEADING_AMOUNT = re.compile(r"^\s*(\d+(?:\.\d+)?)(?:\s*/\s*(\d+))?\s+(?=\S)")

_MEASURES = {
    "tablespoon": "tbsp",
    "tablespoons": "tbsp",
    "teaspoon": "tsp",
    "teaspoons": "tsp",
    "cups": "cup",
    "fluid ounce": "fl oz",
    "pieces": "piece",
}
_SIZES = ("extra small", "small", "medium", "large", "extra large", "jumbo")
# Not worth listing for a food: an ounce is an ounce. The last ones are the abbreviations of labels.
_NO_UNITS = frozenset({*GRAMS, *MILLILITERS, "onz", "grm", "mlt"}) - {"cup", "fl oz", "tbsp", "tsp"}
_ONE = frozenset({"fruit", "each", "item", "unit", "whole", "piece", "one"})
_NO_PORTION = re.compile(r"yield|refuse|recipe|cubic inch|\bdry\b.*makes|NFS", re.IGNORECASE)


def serving(grams: float, household: str) -> list[tuple[float, str, float]]:
    """Rows for the serving of a package: as "serving", and as what the package calls it, "2 Tbsp"."""
    return [(1, "serving", grams), (*split_amount(household), grams)]


def split_amount(text: str) -> tuple[float, str]:
    """("2", "Tbsp") of "2 Tbsp", ("0.5", "cup") of "1/2 cup"; 1 where there is no number before the unit."""
    found = _LEADING_AMOUNT.match(text)
    if not found:
        return 1.0, text
    amount = float(found[1]) / float(found[2] or 1) if float(found[2] or 1) else 0.0
    return (amount, text[found.end() :]) if amount > 0 else (1.0, text)


def portions(rows: Iterable[tuple[float, str, float]], name: str = "") -> tuple[AllowedUnit, ...]:
    """What one of each unit weighs, from rows of amount, unit and grams. `name` is the food's: one of it is a "piece".

    Weights are left out, since an ounce is an ounce; so is what names a weight before cooking. A measure that is only given with
    a word more ("cup chopped", "cup sliced") is there without it too where the words make little difference.
    """
    found: dict[str, float] = {}
    for amount, unit, grams in rows:
        word = _unit(unit, name)
        if word and amount > 0 and 0 < (one := round(grams / amount, 2)) <= MAX_GRAMS:
            found.setdefault(word, one)
    for measure in ("cup", "slice"):
        variants = [grams for unit, grams in found.items() if unit.startswith(f"{measure} ")]
        if measure not in found and variants and max(variants) <= _ALIKE * min(variants):
            found[measure] = variants[0]
    if "piece" not in found and (one_of := found.get("medium") or found.get("large")):
        found["piece"] = one_of
    return tuple(AllowedUnit(unit=unit, grams=grams) for unit, grams in list(found.items())[:_MAX_PORTIONS])


def density(rows: Iterable[tuple[float, str, float]]) -> float | None:
    """g/ml, from a portion that is a measure of volume and nothing else; None where there is none."""
    found: dict[str, float] = {}
    for amount, unit, grams in rows:
        known = _plain_volume(unit)
        if known and amount > 0 and grams > 0:
            found.setdefault(known, grams / amount / MILLILITERS[known])
    value = next((found[unit] for unit in _VOLUMES if unit in found), None)
    return round(value, 3) if value is not None and _DENSITIES[0] <= value <= _DENSITIES[1] else None


def _plain_volume(unit: str) -> str | None:
    known = canonical(_MEASURES.get(word := _BRACKETS.sub("", unit).strip().casefold(), word))
    return known if known in _VOLUMES else None


def _unit(unit: str, name: str) -> str:
    if _NO_PORTION.search(unit):
        return ""
    text = _BRACKETS.sub(" ", unit).replace("NLEA", " ").casefold()
    text = re.sub(r"\d[\d./-]*\s*(\"|inch(es)?|oz|fl oz|g)\b.*$|[,\"]|\bmade with\b.*|\babout\b.*", " ", text)
    words = text.split()
    if words and words[0] in _MEASURES:
        words[0] = _MEASURES[words[0]]
    own = {
        form
        for word in name.split(",")[0].casefold().split()
        for form in (word, word.removesuffix("s"), word.removesuffix("es"), f"{word}s")
    }
    less = [word for word in words if word not in own]
    if words and not less:
        words = ["piece"]
    elif less and " ".join(less) in _SIZES:
        words = less
    if len(words) == 1 and words[0] in _ONE:
        words = ["piece"]
    word = " ".join(words)
    if (canonical(word) or word) in _NO_UNITS or not re.search(r"[a-z]", word) or re.match(r"(oz|lb)\b", word):
        return ""
    return word if len(word) <= MAX_UNIT else ""
