"""shared/nutrition/grounding.py: figures of a food table in place of the model's."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from shared.errors import VendorBusy
from shared.nutrition.grounding import Grounded, ground
from shared.nutrition.models import AllowedUnit, FoodItem, Nutrients, Provenance
from tests.unit.nutrition import foods

RICE = Grounded(
    per_100g=Nutrients(calories=130, protein_g=2.7, carbs_g=28, fat_g=0.3),
    source="usda",
    source_id="168878",
    match_score=0.9,
    fdc_id=168878,
    allowed_units=(AllowedUnit(unit="cup", grams=158),),
)


@dataclass
class Table:
    """A food table that knows the foods of `rows` by name."""

    rows: dict[str, Grounded]

    def figures(self, item: FoodItem) -> Grounded | None:
        return self.rows.get(item.name)


class Down:
    def figures(self, item: FoodItem) -> Grounded | None:
        raise VendorBusy("table", "no answer")


MODEL = Provenance(prompt_version="meal-photo-1", flags=("ENERGY_DERIVED", "SCALED_TO_KNOWN_WEIGHT"))


def test_without_sources_the_models_figures_stay_and_say_so() -> None:
    rice = foods.item(calories=99, provenance=MODEL)
    (kept,) = ground([rice], [], model="some-model")
    assert kept.provenance == MODEL.model_copy(update={"model": "some-model"})
    assert kept.provenance.source == "model_estimate"
    assert kept.model_copy(update={"provenance": MODEL}) == rice


def test_the_first_source_that_knows_wins() -> None:
    other = replace(RICE, source="local", source_id="x", per_100g=Nutrients(calories=1))
    rice, soup = ground(
        [foods.item(grams=200, calories=99, sugar_g=9, provenance=MODEL), foods.item("Soup", calories=40)],
        [Table({}), Table({"Rice": RICE}), Table({"Rice": other})],
        model="m",
    )
    assert (rice.calories, rice.sugar_g) == (260, None)
    assert rice.protein_g == pytest.approx(5.4)
    assert (rice.origin, rice.fdc_id, rice.allowed_units) == ("usda", 168878, RICE.allowed_units)
    assert rice.provenance == Provenance(
        source="usda",
        source_id="168878",
        match_score=0.9,
        model="m",
        prompt_version="meal-photo-1",
        flags=("SCALED_TO_KNOWN_WEIGHT",),
    )
    assert (soup.calories, soup.provenance.source) == (40, "model_estimate")


def test_the_foods_own_portion_gives_an_unmatched_item_its_weight() -> None:
    (rice,) = ground([foods.item(quantity=2, unit="cups", grams=None, is_unmatched=True)], [Table({"Rice": RICE})])
    assert (rice.grams, rice.is_unmatched) == (316, False)
    assert rice.calories == pytest.approx(410.8)


def test_an_item_without_weight_stays_unmatched() -> None:
    before = foods.item(quantity=2, unit="bowls", grams=None, is_unmatched=True)
    assert ground([before], [Table({"Rice": RICE})]) == [before]


def test_figures_that_cannot_be_true_are_not_taken() -> None:
    (kept,) = ground([foods.item(calories=120)], [Table({"Rice": replace(RICE, per_100g=Nutrients(calories=2000))})])
    assert (kept.calories, kept.provenance.source, kept.provenance.flags) == (120, "model_estimate", ("SOURCE_IMPLAUSIBLE",))


def test_figures_beyond_an_items_caps_are_not_taken() -> None:
    oil = replace(RICE, per_100g=Nutrients(calories=900, fat_g=100))
    (kept,) = ground([foods.item(grams=9000, calories=120)], [Table({"Rice": oil})])
    assert kept.provenance.source == "model_estimate"


def test_a_source_that_cannot_tell_now_is_asked_again_later() -> None:
    with pytest.raises(VendorBusy):
        ground([foods.item()], [Down()])
