"""Names in other languages, looked for in tables that are in English: which of the matches are none.

A word of another language is like an English one by accident ("Brot" is no broth), and some words are the same and mean another
food: a French "raisin" is a grape. What is left are the words that both languages write alike: "pizza", "butter", "tofu".
Pure.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

from shared.foods.models import Food, Match
from shared.nutrition.models import State

ENGLISH = "en"
_SAME_WORD = 0.95  # above what a misspelt word scores
_NEVER = 2.0
_WORD = re.compile(r"[^\W\d_]+")

# Words that are no food, or another one, in English; without accents.
FALSE_FRIENDS: dict[str, frozenset[str]] = {
    "es": frozenset({"chips", "col", "lima", "mole", "once", "pan", "pie", "rape", "salsa", "tortilla", "tortillas", "tuna"}),
    "fr": frozenset(
        {"bar", "biscuit", "biscuits", "cake", "chips", "citron", "coin", "confection", "lard", "mine", "pain", "pate", "pates"}
        | {"pie", "pois", "prune", "prunes", "raisin", "raisins", "rape", "roti"}
    ),
    "de": frozenset({"brat", "chips", "gift", "most", "rock", "rote", "sole"}),
    "vi": frozenset({"bun", "cam", "com", "me", "mi", "mit", "nem", "tom"}),
}


class Table(Protocol):
    def best(self, text: str, *, state: State = State.UNKNOWN, category: str | None = None) -> Match | None: ...

    def get(self, food_id: str) -> Food | None: ...


class Foreign:
    """A table in English, asked in another language: no food rather than a wrong one."""

    def __init__(self, table: Table, language: str) -> None:
        self._table, self._language = table, language

    def best(self, text: str, *, state: State = State.UNKNOWN, category: str | None = None) -> Match | None:
        match = self._table.best(text, state=state, category=category)
        return match if match and match.score >= least_score(text, self._language) else None

    def get(self, food_id: str) -> Food | None:
        return self._table.get(food_id)


def asked_in(language: str, table: Table) -> Table:
    return table if language == ENGLISH else Foreign(table, language)


def least_score(text: str, language: str) -> float:
    """From which score on a match of words of this language is no accident."""
    if language == ENGLISH:
        return 0.0
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return _NEVER if FALSE_FRIENDS.get(language, frozenset()).intersection(_WORD.findall(plain)) else _SAME_WORD
