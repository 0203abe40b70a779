"""From "2 cups" to grams.

In this order: weights are what they are; a food's own portions; volumes by the food's density; the generic table. What is in
none of them has no weight: None, never grams and never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from math import isfinite

from shared.nutrition.models import MAX_UNIT, AllowedUnit
from shared.nutrition.unit_words import WORDS

GRAMS = {"g": 1.0, "mg": 0.001, "kg": 1000.0, "oz": 28.35, "lb": 453.59, "pfund": 500.0, "lạng": 100.0}
MILLILITERS = {"ml": 1.0, "cl": 10.0, "dl": 100.0, "l": 1000.0, "fl oz": 29.57, "tsp": 5.0, "tbsp": 15.0, "cup": 240.0}

# A volume of a food of unknown density is weighed as water, but a cup: of flour or of spinach that is wrong by a factor of two to
# eight, where the error of a spoon stays small.
_NEEDS_DENSITY = frozenset({"cup"})
GENERIC = {"piece": 50.0, "serving": 100.0, "slice": 30.0, "large": 50.0, "medium": 44.0, "small": 38.0}

_SEPARATORS = re.compile(r"[\s.\-_]+")


def normalize(unit: str) -> str:
    """A unit's spelling without case, width, dots and doubled blanks: `"  Fl.  Oz. "` is `"fl oz"`."""
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", unit[: 4 * MAX_UNIT]).casefold()).strip()


def canonical(unit: str) -> str | None:
    """The unit that a word of one of the seven languages means (a key of the tables above), None if it means none."""
    return _known().get(normalize(unit))


def is_weight(unit: str) -> bool:
    return canonical(unit) in GRAMS


def to_grams(
    quantity: float, unit: str, *, allowed_units: Iterable[AllowedUnit] = (), density: float | None = None
) -> float | None:
    """The weight of `quantity` `unit`, None where the unit, or its weight for this food, is not known.

    `allowed_units` are the food's own portions; `density` is in g/ml. A quantity that is not a positive number has no weight.
    """
    if not (isfinite(quantity) and quantity > 0):
        return None
    known = canonical(unit)
    if known in GRAMS:
        return quantity * GRAMS[known]
    own = _own_portion(unit, known, allowed_units)
    if own is not None:
        return quantity * own
    if known in MILLILITERS:
        if density is None:
            return None if known in _NEEDS_DENSITY else quantity * MILLILITERS[known]
        return quantity * MILLILITERS[known] * density if isfinite(density) and density > 0 else None
    return quantity * GENERIC[known] if known in GENERIC else None


def _own_portion(unit: str, known: str | None, allowed_units: Iterable[AllowedUnit]) -> float | None:
    """By the very word first, then by what it means: "slices" of a food that lists "slice"."""
    portions = [(normalize(portion.unit), portion.grams) for portion in allowed_units]
    word = normalize(unit)
    wanted = (*_singular_and_plural(word), *(() if known is None else (known,)))
    by_word = dict(reversed(portions))  # the first of two equal names counts
    if (grams := next((by_word[name] for name in wanted if name in by_word), None)) is not None:
        return grams
    return None if known is None else next((grams for name, grams in portions if _known().get(name) == known), None)


def _singular_and_plural(word: str) -> tuple[str, ...]:
    return (word, word.removesuffix("s"), word.removesuffix("es"), f"{word}s", f"{word}es")


@cache
def _known() -> dict[str, str]:
    """Every spelling of every unit, plural in s included."""
    table: dict[str, str] = {}
    for unit, words in WORDS.items():
        for word in words:
            spelling = normalize(word)
            table[spelling] = unit
            if len(spelling) > 1 and spelling[-1].isascii() and spelling[-1].isalpha() and not spelling.endswith("s"):
                table.setdefault(f"{spelling}s", unit)
    return table
