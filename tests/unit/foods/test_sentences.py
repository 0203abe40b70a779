"""shared/foods/sentences.py: everyday sentences, to the gram where the table has the portion; what was not said is asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.foods import sentences
from shared.foods.models import Food, Match
from shared.foods.rules import grams_of
from shared.foods.sentences import Spoken
from shared.nutrition.models import Per100g, State
from tests.unit.foods.kitchen import kitchen

FILE = Path(__file__).with_name("sentences.txt")
LINES = [line for line in FILE.read_text().splitlines() if line and not line.startswith("#")]


def test_there_are_enough() -> None:
    assert len(LINES) == len(set(LINES)) >= 160


@pytest.mark.parametrize("line", LINES)
def test_sentence(line: str) -> None:
    sentence, _, wanted = line.partition(" => ")
    language = re.match(r"\[(\w\w)\] ", sentence)
    text = sentence[language.end() :] if language else sentence
    found = sentences.read(text, kitchen(), language[1] if language else "en")
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
