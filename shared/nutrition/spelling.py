"""The spelling of units: one form of a word, and which unit it means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from shared.nutrition.models import MAX_UNIT
from shared.nutrition.unit_words import PORTION_WORDS, WORDS

_SEPARATORS = re.compile(r"[\s.\-_]+")
_ENDINGS = (("ies", "y"), ("ie", "y"), ("ves", "f"), ("oes", "o"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"))


def normalize(unit: str) -> str:
    """A unit's spelling without case, width, dots and doubled blanks: `"  Fl.  Oz. "` is `"fl oz"`."""
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", unit[: 4 * MAX_UNIT]).casefold()).strip()


def canonical(unit: str) -> str | None:
    """The unit of a kitchen that a word of one of the seven languages means, None if it means none."""
    return _known().get(normalize(unit))


def portion_name(word: str) -> str | None:
    """The portion that only a food itself can weigh ("clove", "can") and that a word of the seven languages means."""
    return _portions().get(normalize(word))


def singular(word: str) -> str:
    """One form of an English word for singular and plural: no word to show ("cooky"), but good to compare two by."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


@cache
def _known() -> dict[str, str]:
    return _spellings(WORDS)


@cache
def _portions() -> dict[str, str]:
    return _spellings(PORTION_WORDS)


def _spellings(table: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Every spelling of every unit, plural in s included."""
    spellings: dict[str, str] = {}
    for unit, words in table.items():
        for word in words:
            spelling = normalize(word)
            spellings[spelling] = unit
            if len(spelling) > 1 and spelling[-1].isascii() and spelling[-1].isalpha() and not spelling.endswith("s"):
                spellings.setdefault(f"{spelling}s", unit)
    return spellings
