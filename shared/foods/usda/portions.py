"""Portions in household units, of the USDA's tables and of packages: what one of each weighs, and what a millilitre does. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from shared.nutrition.models import MAX_GRAMS, MAX_UNIT, AllowedUnit
from shared.nutrition.portions import GRADES
from shared.nutrition.spelling import canonical, portion_name, singular
from shared.nutrition.units import GRAMS, MILLILITERS

Row = tuple[float, str, float]  # amount, unit, grams

_MAX_PORTIONS = 12
_ALIKE = 1.25  # portions of one measure that differ by no more than this are one to a person
_BRACKETS = re.compile(r"\([^()]*\)")
_VOLUMES = ("cup", "fl oz", "tbsp", "tsp", "ml")  # the surest first
_DENSITIES = (0.02, 3.0)  # g/ml that can be true
_LEADING_AMOUNT = re.compile(r"^\s*(\d+(?:\.\d+)?)(?:\s*/\s*(\d+))?\s+(?=\S)")

# Not worth listing for a food: an ounce is an ounce. The last ones are the abbreviations of labels.
_NO_UNITS = frozenset({*GRAMS, *MILLILITERS, "onz", "grm", "mlt"}) - {"cup", "fl oz", "tbsp", "tsp"}
_ONE = frozenset({"fruit", "each", "item", "unit", "whole", "piece", "pieces", "one"})
# What a pound of raw meat, a whole bird, a recipe or a packet comes to, and what is pressed out of a fruit: nobody eats one.
_NO_PORTION = re.compile(
    r"^(unit|piece|portion|loaf)\b.*\byield|^\w+ yields?\b|^(cup|oz|tbsp)\b.*\bdry\b.*\byield"
    r"|^pint as|^grams?\b|\bservings? per\b|\brecipe\b|\bcubic inch\b|\bdry\b.*\bmakes\b",
    re.IGNORECASE,
)
# What is true of every weight here, since it is of the part that is eaten and of the food as it is described.
_UNDERSTOOD = re.compile(
    r"\b((excluding|without) refuse|without (skin and seeds?|pits)|(bone|skin|breading)((,| and) (bone|skin|breading))* removed"
    r"|boneless|pitted|edible yield|yields?|nfs|ns as to\b.*|made with\b.*|about\b.*|nlea)\b",
    re.IGNORECASE,
)
_COOKED_PIECE = re.compile(r"^(link|piece|patty|steak|fillet|roast),? cooked\b", re.IGNORECASE)
_MEASURED = re.compile(r'\d[\d./-]*\s*("|inch(es)?|oz|fl oz|g)\b.*$|[,"]')
_SERVING_OF = re.compile(r"^serving,?\s+(?=\d)", re.IGNORECASE)
_INCHES = re.compile(r"^inch\s+")
_EITHER = re.compile(r"([a-z]+) or ([a-z]+)")
_OF_SKIN = re.compile(r"\bmeat\b|\bskin", re.IGNORECASE)
_SKINLESS = re.compile(r"\bmeat only\b|\bskinless\b|\bwithout skin\b", re.IGNORECASE)
_WITH_SKIN, _WITHOUT_SKIN = (
    re.compile(r"\bwith skin\b", re.IGNORECASE),
    re.compile(r"\bwithout skin\b(, bone and breading\b)?|\b(bone and )?skin removed\b", re.IGNORECASE),
)


def serving(grams: float, household: str) -> list[Row]:
    """Rows for the serving of a package: as "serving", and as what the package calls it, "2 Tbsp"."""
    return [(1, "serving", grams), (*split_amount(household), grams)]


def split_amount(text: str) -> tuple[float, str]:
    """("2", "Tbsp") of "2 Tbsp", ("0.5", "cup") of "1/2 cup"; 1 where there is no number before the unit."""
    found = _LEADING_AMOUNT.match(text)
    if not found:
        return 1.0, text
    amount = float(found[1]) / float(found[2] or 1) if float(found[2] or 1) else 0.0
    return (amount, text[found.end() :]) if amount > 0 else (1.0, text)


def portions(rows: Iterable[Row], name: str = "", description: str = "") -> tuple[AllowedUnit, ...]:
    """What one of each unit weighs, from rows of amount, unit and grams. `name` is the food's: one of it is a "piece".

    Weights are left out, since an ounce is an ounce; so is what names a weight before cooking. A measure that is only given with
    a word more ("cup chopped", "cup sliced") is there without it too where the words make little difference. Of a thigh with and
    without its skin, that counts which the food's `description` tells of.
    """
    found: dict[str, float] = {}
    for amount, unit, grams in _in_measures(rows):
        if amount > 0 and 0 < (one := round(grams / amount, 2)) <= MAX_GRAMS and (own := _of_its_skin(unit, description)):
            for word in _words(own, name):
                found.setdefault(word, one)
    for measure in ("cup", "slice"):
        variants = [grams for unit, grams in found.items() if unit.startswith(f"{measure} ")]
        if measure not in found and variants and max(variants) <= _ALIKE * min(variants):
            found[measure] = variants[0]
    if "piece" not in found and (one_of := found.get("medium") or found.get("large")):
        found["piece"] = one_of
    return tuple(AllowedUnit(unit=unit, grams=grams) for unit, grams in list(found.items())[:_MAX_PORTIONS])


def density(rows: Iterable[Row]) -> float | None:
    """g/ml, from a portion that is a measure of volume and nothing else; None where there is none."""
    found: dict[str, float] = {}
    for amount, unit, grams in _in_measures(rows):
        known = _plain_volume(unit)
        if known and amount > 0 and grams > 0:
            found.setdefault(known, grams / amount / MILLILITERS[known])
    value = next((found[unit] for unit in _VOLUMES if unit in found), None)
    return round(value, 3) if value is not None and _DENSITIES[0] <= value <= _DENSITIES[1] else None


def _in_measures(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, a "6 inch sub" as one; behind them those of a "serving 1/2 cup", whose half cup is rounded: serving and cup."""
    told: list[Row] = []
    for amount, unit, grams in rows:
        if _INCHES.match(unit):
            yield 1, f"{amount:g}-in {_INCHES.sub('', unit)}", grams
            continue
        if not (of := _SERVING_OF.match(unit)):
            yield amount, unit, grams
            continue
        number, measure = split_amount(unit[of.end() :])
        told.append((amount, "serving", grams))
        if canonical(measure) or " " not in measure:
            told.append((amount * number, measure, grams))
    yield from told


def _plain_volume(unit: str) -> str | None:
    known = canonical(_BRACKETS.sub("", unit))
    return known if known in _VOLUMES else None


def _of_its_skin(unit: str, description: str) -> str:
    """`unit` without the skin that the food has or lacks anyway; nothing where it is of the other."""
    if not _OF_SKIN.search(description):
        return unit
    own, other = (_WITHOUT_SKIN, _WITH_SKIN) if _SKINLESS.search(description) else (_WITH_SKIN, _WITHOUT_SKIN)
    return "" if other.search(unit) else own.sub("", unit)


def _words(unit: str, name: str) -> tuple[str, ...]:
    """What a person says for `unit`, each of two that are one ("can or bottle"); nothing for what nobody measures by."""
    if _NO_PORTION.search(unit):
        return ()
    text = _MEASURED.sub(" ", _UNDERSTOOD.sub(" ", _COOKED_PIECE.sub(r"\1", _BRACKETS.sub(" ", unit))).casefold())
    either = _EITHER.fullmatch(text.strip())
    if either and all(portion_name(one) or canonical(one) for one in either.groups()):
        return tuple(word for one in either.groups() if (word := _word(one, name)))
    return (word,) if (word := _word(text, name)) else ()


def _word(text: str, name: str) -> str:
    first, *others = text.split() or [""]
    known = canonical(first) or ""
    words = [known if known in {*_VOLUMES, "slice"} or first == "pieces" else first, *others]
    own = {
        form
        for word in name.split(",")[0].casefold().split()
        for form in (word, word.removesuffix("s"), word.removesuffix("es"), f"{word}s")
    }
    less = [word for word in words if word not in own]
    if " ".join(less) in GRADES:
        words = less
    if all(word in own or word in _ONE for word in words):
        words = ["piece"]
    if len(words) == 1 and not words[0].endswith("ies"):
        words = [portion_name(words[0]) or singular(words[0])]
    word = " ".join(words)
    if (canonical(word) or word) in _NO_UNITS or not re.search(r"[a-z]", word) or re.match(r"(oz|lb)\b", word):
        return ""
    return word if len(word) <= MAX_UNIT else ""
