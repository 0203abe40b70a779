"""shared/foods/grounding.py: figures of a food table in place of the model's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from shared.errors import VendorBusy
from shared.foods.grounding import ground, states_agree
from shared.foods.models import Food, Match
from shared.nutrition.models import AllowedUnit, FoodItem, Per100g, Provenance, State
from tests.unit.nutrition import foods

RICE = Food(
    food_id="usda-168878",
    name="White rice",
    per_100g=Per100g(calories=130, protein_g=2.7, carbs_g=28, fat_g=0.3),
    portions=(AllowedUnit(unit="cup", grams=158),),
    fdc_id=168878,
)


def rice(**changes: Any) -> Match:
    return Match(RICE.model_copy(update=changes), 0.9)


@dataclass
class Table:
    """A food table that knows the foods of `rows` by name."""

    rows: dict[str, Match]

    def match(self, item: FoodItem) -> Match | None:
        return self.rows.get(item.name)


class Down:
    def match(self, item: FoodItem) -> Match | None:
        raise VendorBusy("table", "no answer")


MODEL = Provenance(prompt_version="meal-photo-1", flags=("ENERGY_DERIVED", "SCALED_TO_KNOWN_WEIGHT"))


def test_without_sources_the_models_figures_stay_and_say_so() -> None:
    before = foods.item(calories=99, provenance=MODEL)
    (kept,) = ground([before], [], model="some-model")
    assert kept.provenance == MODEL.model_copy(update={"model": "some-model"})
    assert kept.provenance.source == "model_estimate"
    assert kept.model_copy(update={"provenance": MODEL}) == before


def test_the_first_table_that_knows_wins() -> None:
    other = rice(food_id="local-x", per_100g=Per100g(calories=1))
    grounded, soup = ground(
        [foods.item(grams=200, calories=99, sugar_g=9, provenance=MODEL), foods.item("Soup", calories=40)],
        [Table({}), Table({"Rice": rice()}), Table({"Rice": other})],
        model="m",
    )
    assert (grounded.calories, grounded.sugar_g) == (260, None)
    assert grounded.protein_g == pytest.approx(5.4)
    assert (grounded.origin, grounded.fdc_id, grounded.allowed_units) == ("usda", 168878, RICE.portions)
    assert (grounded.name, grounded.evidence, grounded.error_share) == ("Rice", "photo", 0.35)
    assert grounded.provenance == Provenance(
        source="usda",
        source_id="usda-168878",
        match_score=0.9,
        model="m",
        prompt_version="meal-photo-1",
        flags=("SCALED_TO_KNOWN_WEIGHT",),
    )
    assert (soup.calories, soup.provenance.source) == (40, "model_estimate")


def test_the_foods_own_portion_gives_an_unmatched_item_its_weight() -> None:
    (grounded,) = ground([foods.item(quantity=2, unit="cups", grams=None, is_unmatched=True)], [Table({"Rice": rice()})])
    assert (grounded.grams, grounded.is_unmatched) == (316, False)
    assert grounded.calories == pytest.approx(410.8)


def test_an_item_without_weight_stays_unmatched() -> None:
    before = foods.item(quantity=2, unit="bowls", grams=None, is_unmatched=True)
    assert ground([before], [Table({"Rice": rice()})]) == [before]


def test_a_tables_odd_figures_are_kept_and_flagged() -> None:
    (kept,) = ground([foods.item(calories=120)], [Table({"Rice": rice(flags=("ENERGY_MISMATCH",))})])
    assert (kept.calories, kept.provenance.source, kept.provenance.flags) == (130, "usda", ("ENERGY_MISMATCH",))


def test_figures_beyond_an_items_caps_are_not_taken() -> None:
    oil = rice(per_100g=Per100g(calories=900, fat_g=100))
    (kept,) = ground([foods.item(grams=9000, calories=120)], [Table({"Rice": oil})])
    assert kept.provenance.source == "model_estimate"


def test_raw_is_not_taken_for_cooked() -> None:
    """100 g of dry rice have three times the energy of 100 g of cooked rice."""
    (kept,) = ground([foods.item(calories=130, state=State.COOKED)], [Table({"Rice": rice(state=State.DRY)})])
    assert (kept.calories, kept.provenance.source, kept.provenance.flags) == (130, "model_estimate", ("STATE_MISMATCH",))
    (taken,) = ground([foods.item(state=State.BOILED)], [Table({"Rice": rice(state=State.COOKED)})])
    assert taken.provenance.source == "usda"


def test_states_that_agree() -> None:
    assert all(states_agree(state, state) and states_agree(state, State.UNKNOWN) for state in State)
    assert not states_agree(State.RAW, State.FRIED)
    assert not states_agree(State.BAKED, State.DRY)


def test_a_table_that_cannot_tell_now_is_asked_again_later() -> None:
    with pytest.raises(VendorBusy):
        ground([foods.item()], [Down()])
