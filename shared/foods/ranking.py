"""What several sources found, in one order: generic foods before branded ones that fit as well, each name once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from shared.foods.models import Food, Match

_BY_ACCIDENT = 0.35  # what a match counts for that may be one: it is shown, behind every food that is near by meaning
_BRANDED = 0.85
_LEAST = 0.45


def branded(text: str, foods: Iterable[Food]) -> list[Match]:
    """How well each product's name and maker fit the words. Those that hardly do are left out."""
    found = []
    for food in foods:
        name = f"{food.brand or ''} {food.name}".casefold().strip()
        score = _BRANDED * max(fuzz.token_sort_ratio(text, name), fuzz.token_set_ratio(text, name) * 0.95) / 100
        if score >= _LEAST:
            found.append(Match(food, round(score, 4)))
    return found


def merged(table: Sequence[Match], by_meaning: Sequence[Match], by_brand: Sequence[Match], *, least: float) -> list[Match]:
    """All of them, best first; of two with one name the better. From `least` on the table's matches are no accident."""
    own = [match if match.score >= least else Match(match.food, round(match.score * _BY_ACCIDENT, 4)) for match in table]
    ordered = sorted((*own, *by_meaning, *by_brand), key=lambda match: -match.score)  # stable: equal ones in the sources' order
    names, ids, found = set(), set(), []
    for match in ordered:
        name = (match.food.name.casefold(), (match.food.brand or "").casefold())
        if name not in names and match.food.food_id not in ids:
            names.add(name)
            ids.add(match.food.food_id)
            found.append(match)
    return found
