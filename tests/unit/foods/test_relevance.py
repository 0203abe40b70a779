"""Whether the search over the starter table finds what people mean; bench measures the same over any table.

The floors lie a little under what was measured, so that a step back fails.
"""

from __future__ import annotations

import pytest

from bench import relevance
from shared.foods.tables import starter
from shared.foods.tables.index import FoodIndex
from shared.foods.tables.packing import columns

INDEX = FoodIndex(columns(starter.foods(), starter.ids()))


def findings(name: str) -> list[relevance.Finding]:
    return relevance.measure(INDEX, relevance.answerable(INDEX, relevance.queries(name)))


@pytest.mark.parametrize("name", ["tuned", "held_out"])
def test_there_are_names_enough(name: str) -> None:
    asked = relevance.queries(name)
    assert len({query.text for query in asked}) == len(asked)
    assert sum(query.group != relevance.NOTHING for query in asked) >= 150
    assert sum(query.group == relevance.NOTHING for query in asked) >= 40


def test_what_was_tuned_for_is_found() -> None:
    score = relevance.score(findings("tuned"))
    assert score.foods >= 270
    assert score.first >= 0.99
    assert score.taken >= 0.98
    assert score.wrong == 0
    assert score.false == 0


def test_what_was_never_looked_at_is_found() -> None:
    score = relevance.score(findings("held_out"))
    assert score.foods >= 140
    assert score.first >= 0.95
    assert score.taken >= 0.95
    assert score.wrong <= 0.02
    assert score.false <= 0.05


def test_what_only_sounds_like_food_is_none() -> None:
    score = relevance.score(findings("strangers"))
    assert (score.foods, score.nothings) == (0, 20)
    assert score.false <= 0.05


@pytest.mark.parametrize("name", ["an egg slicer", "vegetable slicer", "a carrot peeler", "rice cooker"])
def test_a_tool_is_no_preparation_misspelt(name: str) -> None:
    assert INDEX.best(name) is None


@pytest.mark.parametrize(
    ("name", "state"),
    [("boild eggs", "Egg, boiled"), ("slced ham", "Ham slices, deli"), ("gratd parmesan", "Parmesan cheese, grated")],
)
def test_a_preparation_may_be_misspelt(name: str, state: str) -> None:
    match = INDEX.best(name)
    assert match is not None
    assert match.food.name == state
