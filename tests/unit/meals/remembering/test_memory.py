"""shared/meals/remembering/memory.py: what a person's corrections teach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.foods.models import Food
from shared.foods.rules import served
from shared.meals.remembering.memory import MAX_REMEMBERED, Correction, Memory, corrections, learned, recalled
from shared.nutrition.models import Detected, FoodItem, Per100g, Provenance, State
from shared.nutrition.rules import scale_item
from tests.unit.nutrition import foods

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEEN = Detected(name="White Rice", state=State.COOKED, grams=150)
BROWN = Food(food_id="usda-169704", name="Brown rice, cooked", per_100g=Per100g(calories=123, protein_g=2.7), fdc_id=169704)


def seen(**changes: Any) -> FoodItem:
    """Rice as a model saw it on a photo."""
    return foods.item("white rice", grams=150, quantity=150, calories=195, detected=SEEN).model_copy(update=changes)


def with_grams(item: FoodItem, grams: float) -> FoodItem:
    assert item.grams is not None
    changed = scale_item(item, grams / item.grams)
    assert changed is not None
    return changed


def test_a_weight_is_compared_with_the_models_own() -> None:
    before = with_grams(seen(), 200)  # an earlier correction had been applied
    (said,) = corrections([before], [with_grams(before, 225)])
    assert said == Correction(name="White Rice", state=State.COOKED, gram_ratio=1.5)


def test_another_food_is_remembered_whole() -> None:
    before = seen()
    after = served(BROWN, 150, "g", error_share=0.1, item=before)
    (said,) = corrections([before], [after])
    assert said.gram_ratio is None
    assert said.food is not None
    assert (said.food.food_id, said.food.fdc_id) == ("usda-169704", 169704)
    assert said.food.per_100g.calories == pytest.approx(123)


def test_what_says_nothing_about_the_model() -> None:
    before = seen()
    typed = foods.item("tea", grams=200)
    assert corrections([before, typed], [before, with_grams(typed, 300)]) == []  # a food that no model saw
    assert corrections([before], []) == []  # removed
    assert corrections([], [before]) == []  # added
    assert corrections([before], [with_grams(before, 10)]) == []  # most of it was left on the plate
    assert corrections([before], [before.model_copy(update={"order": 3})]) == []


def test_the_next_photo_starts_from_the_persons_amount_and_food() -> None:
    before = seen()
    after = served(BROWN, 225, "g", error_share=0.1, item=before)
    memory = learned(Memory(), corrections([before], [after]), NOW)
    (again,) = recalled([seen(name="white rice", detected=SEEN.model_copy(update={"name": " WHITE-rice ", "grams": 100}))], memory)
    assert again.grams == pytest.approx(225)  # 150 as it stands on the item, times 1.5
    assert "RECALLED_AMOUNT" in again.provenance.flags
    found = memory.match(again)
    assert found is not None
    assert (found.food.food_id, found.score) == ("usda-169704", 1.0)


def test_another_state_is_another_food() -> None:
    memory = learned(Memory(), [Correction(name="White Rice", state=State.COOKED, gram_ratio=2)], NOW)
    raw = seen(detected=SEEN.model_copy(update={"state": State.RAW}))
    assert recalled([raw], memory) == [raw]
    assert memory.match(raw) is None


@pytest.mark.parametrize("flag", ["GRAMS_FROM_USER", "SCALED_TO_KNOWN_WEIGHT"])
def test_an_amount_that_the_person_gave_stays(flag: str) -> None:
    memory = learned(Memory(), [Correction(name="White Rice", state=State.COOKED, gram_ratio=2)], NOW)
    given_by_person = seen(provenance=Provenance(flags=(flag,)))
    assert recalled([given_by_person], memory) == [given_by_person]


def test_the_middle_of_the_last_corrections_counts() -> None:
    memory = Memory()
    for ratio in (0.5, 1.5, 1.6, 4.0, 1.4, 1.5):
        memory = learned(memory, [Correction(name="White Rice", state=State.COOKED, gram_ratio=ratio)], NOW)
    assert memory.ratio(seen()) == 1.5


def test_another_food_forgets_the_amounts_of_the_first() -> None:
    said = Correction(name="White Rice", state=State.COOKED, gram_ratio=2)
    memory = learned(learned(Memory(), [said], NOW), [Correction(name="White Rice", state=State.COOKED, food=BROWN)], NOW)
    assert memory.ratio(seen()) is None
    assert memory.match(seen()) is not None


def test_the_longest_unused_is_forgotten() -> None:
    memory = Memory()
    for number in range(MAX_REMEMBERED + 5):
        said = Correction(name=f"dish {number}", state=State.UNKNOWN, gram_ratio=2)
        memory = learned(memory, [said], NOW + timedelta(minutes=number))
    assert len(memory.names) == MAX_REMEMBERED
    assert memory.match(seen()) is None
    assert "dish 4|unknown" not in memory.names
    assert "dish 5|unknown" in memory.names


@given(st.lists(foods.items, max_size=5))
def test_an_empty_memory_changes_nothing(items: list[FoodItem]) -> None:
    assert recalled(items, Memory()) == items


def test_survives_storage() -> None:
    memory = learned(Memory(), [Correction(name="White Rice", state=State.COOKED, food=BROWN, gram_ratio=1.5)], NOW)
    assert Memory.model_validate(memory.model_dump(mode="json")) == memory
