"""shared/foods/language/sentences.py: everyday sentences, to the gram where the table has the portion; what is missing is asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.foods.language import sentences
from shared.foods.language.sentences import Spoken
from shared.foods.models import Food, Match
from shared.foods.rules import grams_of
from shared.foods.tables import starter
from shared.foods.tables.index import FoodIndex
from shared.foods.tables.packing import columns
from shared.nutrition.models import Per100g, State
from tests.unit.foods.kitchen import kitchen

STARTER = FoodIndex(columns(starter.foods(), starter.ids()))


def lines(name: str) -> list[str]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


LINES, EVERYDAY = lines("sentences.txt"), lines("everyday.txt")


def test_there_are_enough() -> None:
    assert len(LINES) == len(set(LINES)) >= 160
    assert len(EVERYDAY) == len(set(EVERYDAY)) >= 160


@pytest.mark.parametrize("line", LINES)
def test_sentence(line: str) -> None:
    check(line, kitchen())


@pytest.mark.parametrize("line", EVERYDAY)
def test_an_everyday_portion_is_in_the_starter_table(line: str) -> None:
    check(line, STARTER)


def check(line: str, table: FoodIndex) -> None:
    sentence, _, wanted = line.partition(" => ")
    language = re.match(r"\[(\w\w)\] ", sentence)
    text = sentence[language.end() :] if language else sentence
    found = sentences.read(text, table, language[1] if language else "en")
    assert [shown(spoken) for spoken in found] == wanted.split(" · ")


@pytest.mark.parametrize("line", LINES)
def test_an_amount_weighs_the_same_when_it_is_logged(line: str) -> None:
    sentence, _, _ = line.partition(" => ")
    for spoken in sentences.read(sentence, kitchen()):
        if spoken.match and (amount := spoken.amount):
            assert grams_of(spoken.match.food, amount.quantity, amount.unit) == pytest.approx(amount.grams)


def shown(spoken: Spoken) -> str:
    """As the file writes it."""
    if spoken.match is None:
        return f"! {spoken.said.name}"
    grams = f"{round(spoken.amount.grams, 1):g}" if spoken.amount else "?"
    return f"{spoken.match.food.name}: {grams}"


class RawOnly:
    """A table that has the food raw and not otherwise."""

    def best(self, text: str, *, state: State = State.UNKNOWN, category: str | None = None) -> Match | None:
        food = Food(food_id="usda-1", name=text, state=State.RAW, per_100g=Per100g(calories=100))
        return Match(food, 1.0)


def test_raw_is_not_taken_for_cooked() -> None:
    assert [
        spoken.match is not None for spoken in sentences.read("100 g boiled beans, 100 g raw beans, 100 g beans", RawOnly())
    ] == [
        False,
        True,
        True,
    ]


def test_a_second_amount_is_a_second_food() -> None:
    assert [spoken.said.name for spoken in sentences.read("pizza with pepperoni", kitchen())] == ["pizza with pepperoni"]
    assert [spoken.said.name for spoken in sentences.read("pizza with 10 g pepperoni", kitchen())] == ["pizza", "pepperoni"]
