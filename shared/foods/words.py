"""The words of a food's name, brought to one spelling: case, accents, plural, British and American. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer

from shared.foods.synonyms import SYNONYMS
from shared.nutrition.models import State

MAX_TEXT = 200  # what is longer names no food
MAX_WORDS = 12

# How a food was prepared. A name that says it asks for that row of a table.
STATES: dict[str, State] = {
    **dict.fromkeys(("raw", "uncooked", "unprepared"), State.RAW),
    **dict.fromkeys(("cooked", "steamed", "stewed", "braised", "microwaved", "prepared", "simmered", "sous-vide"), State.COOKED),
    **dict.fromkeys(("boiled", "poached"), State.BOILED),
    **dict.fromkeys(("baked", "roasted", "roast", "grilled", "broiled", "barbecued", "bbq", "toasted", "rotisserie"), State.BAKED),
    **dict.fromkeys(("fried", "sauteed", "stirfried", "panfried", "deepfried"), State.FRIED),
    **dict.fromkeys(("dry", "dried", "dehydrated", "powdered"), State.DRY),
}
# Words that a name may have or lack: they count for a food that has them, and not against one that has not.
SOFT = frozenset(
    [
        "fresh",
        "organic",
        "homemade",
        "plain",
        "regular",
        "natural",
        "ripe",
        "whole",
        "large",
        "medium",
        "small",
        "big",
        "little",
        "jumbo",
        "mini",
        "baby",
        "extra",
        "lean",
        "boneless",
        "skinless",
        "sliced",
        "chopped",
        "diced",
        "shredded",
        "grated",
        "cubed",
        "halved",
        "mashed",
        "peeled",
        "pitted",
        "trimmed",
        "seasoned",
        "unsalted",
        "salted",
        "unsweetened",
        "hot",
        "cold",
        "warm",
        "iced",
        "leftover",
        "leftovers",
        "healthy",
        "tasty",
        "delicious",
        "traditional",
        "classic",
        "style",
        "original",
        "simple",
        "commercial",
        "frozen",
        "canned",
        "chilled",
        "refrigerated",
        "piece",
        "pieces",
        "chunk",
        "chunks",
        "strip",
        "strips",
        "cube",
        "cubes",
        "wedge",
        "wedges",
        "ring",
        "rings",
        "bite",
        "bites",
        "half",
        "halves",
        "fillet",
        "fillets",
        "filet",
        "generic",
        "local",
        "farm",
        "free-range",
        "cage-free",
        "grass-fed",
        "wild",
        "farmed",
        "assorted",
        "mixed",
        "various",
        "basic",
        "creamy",
        "crispy",
        "crunchy",
        "soft",
        "tender",
        "juicy",
        "thick",
        "thin",
    ]
)
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "with",
        "and",
        "or",
        "in",
        "on",
        "to",
        "for",
        "from",
        "my",
        "your",
        "our",
        "some",
        "any",
        "few",
        "couple",
        "about",
        "approx",
        "approximately",
        "around",
        "roughly",
        "at",
        "as",
        "by",
        "is",
        "was",
        "into",
        "no",
        "not",
        "per",
        "plus",
        "made",
        "style",
        "type",
        "kind",
        "bit",
        "lot",
        "had",
        "ate",
        "eat",
        "eating",
        "drank",
        "drink",
        "having",
        "i",
        "we",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "half",
        "dozen",
        "quarter",
        "third",
    ]
)
# Measures, which say how much and not what; and vessels, which do so only before "of" or after a number ("bar of chocolate").
_MEASURES = frozenset(
    [
        "g",
        "gr",
        "gram",
        "grams",
        "kg",
        "kilo",
        "kilos",
        "kilogram",
        "kilograms",
        "mg",
        "oz",
        "ounce",
        "ounces",
        "lb",
        "lbs",
        "pound",
        "pounds",
        "ml",
        "cl",
        "dl",
        "liter",
        "liters",
        "litre",
        "litres",
        "cup",
        "cups",
        "tbsp",
        "tbs",
        "tablespoon",
        "tablespoons",
        "tsp",
        "teaspoon",
        "teaspoons",
        "serving",
        "servings",
        "portion",
        "portions",
        "helping",
        "helpings",
        "handful",
        "handfuls",
        "pinch",
        "slice",
        "slices",
        "spoon",
        "spoons",
        "spoonful",
        "spoonfuls",
        "fl",
        "pc",
        "pcs",
        "scoop",
        "scoops",
    ]
)
_VESSELS = frozenset(
    [
        "bowl",
        "bowls",
        "glass",
        "glasses",
        "can",
        "cans",
        "tin",
        "tins",
        "bottle",
        "bottles",
        "plate",
        "plates",
        "jar",
        "jars",
        "packet",
        "packets",
        "package",
        "packages",
        "pack",
        "bag",
        "bags",
        "box",
        "boxes",
        "bunch",
        "bunches",
        "clove",
        "cloves",
        "stick",
        "sticks",
        "head",
        "heads",
        "ear",
        "ears",
        "stalk",
        "stalks",
        "sprig",
        "sprigs",
        "bar",
        "bars",
        "mug",
        "mugs",
        "pint",
        "pints",
        "carton",
        "cartons",
        "tub",
        "loaf",
        "loaves",
        "dash",
        "drizzle",
        "splash",
        "knob",
        "pat",
        "cube",
        "cubes",
        "block",
        "blocks",
        "rasher",
        "rashers",
        "piece",
        "pieces",
        "chunk",
        "chunks",
        "container",
        "pot",
    ]
)
_IRREGULAR = {
    "leaves": "leaf",
    "loaves": "loaf",
    "halves": "half",
    "calves": "calf",
    "geese": "goose",
    "wolves": "wolf",
    "fries": "fries",
    "chilies": "chili",
    "chillies": "chili",
    "chiles": "chili",
    "cookies": "cookie",
    "brownies": "brownie",
    "smoothies": "smoothie",
    "pies": "pie",
    "hummus": "hummus",
    "couscous": "couscous",
    "asparagus": "asparagus",
    "swiss": "swiss",
    "canned": "canned",
    "molasses": "molasses",
    "brussels": "brussel",
    "oats": "oat",
    "mangoes": "mango",
}
_WORD = re.compile(r"\d+(?:[.,]\d+)?\s*%|\d+(?:[.,]\d+)?|[^\W\d_]+")
_JOINED = re.compile(r"\b(stir|pan|deep|sous)[\s-]+(fried|fry|vide)\b")
_stemmer = EnglishStemmer()


def fold(text: str) -> str:
    """`text` without case, accents, width and apostrophes, and not longer than a name can be."""
    wide = unicodedata.normalize("NFKC", text[:MAX_TEXT]).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", wide) if not unicodedata.combining(c))
    return re.sub(r"['’`´]", "", bare).replace("percent", "%").replace("per cent", "%")[:MAX_TEXT]


def spelled(text: str) -> list[str]:
    """The words of `text` in order. Percentages are words ("2% milk"); other numbers stand as "#"."""
    words = []
    for word in _WORD.findall(_JOINED.sub(r"\1\2", fold(text))):
        if word.endswith("%"):
            words.append(word.replace(" ", "").replace(",", "."))
        elif word[0].isdigit():
            words.append("#")
        else:
            words.append(word)
    return words


def without_amounts(words: Sequence[str]) -> list[str]:
    """The words that say what it is, of which there is at least one if there was any: no numbers, measures, "of the"."""
    kept: list[str] = []
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        vessel = word in _VESSELS and after and (before == "#" or after == "of" or before in {"a", "an", "one", "two", "three"})
        if word != "#" and word not in _STOP and word not in _MEASURES and not vessel and (len(word) > 1):
            kept.append(word)
    return (kept or [word for word in words if word != "#" and word not in _STOP])[:MAX_WORDS]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Singular and plural are one; "fried" and "fries" stay two, as do "bread" and "breaded"."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("ed", "ing", "%")) or len(word) < 4:
        return word
    if word.endswith("ings"):
        return word[:-1]
    return str(_stemmer.stemWord(word))


def stems(words: Iterable[str]) -> list[str]:
    """Stems in their order, every synonym replaced by the word that stands for it here."""
    found = [stem(word) for word in words]
    table, longest = _synonyms()
    result: list[str] = []
    place = 0
    while place < len(found):
        for length in range(min(longest, len(found) - place), 0, -1):
            if (instead := table.get(tuple(found[place : place + length]))) is not None:
                result.extend(instead)
                place += length
                break
        else:
            result.append(found[place])
            place += 1
    return result


def synonym_words() -> frozenset[str]:
    """Every word that some synonym is made of: spelling tolerance knows them too."""
    return frozenset(word for phrase in SYNONYMS for word in phrase.split())


@cache
def _synonyms() -> tuple[dict[tuple[str, ...], tuple[str, ...]], int]:
    table = {tuple(map(stem, name.split())): tuple(map(stem, instead.split())) for name, instead in SYNONYMS.items()}
    return table, max(map(len, table))


@cache
def state_stems() -> dict[str, State]:
    return {stem(word): state for word, state in STATES.items()}


@cache
def soft_stems() -> frozenset[str]:
    return frozenset(map(stem, SOFT))
