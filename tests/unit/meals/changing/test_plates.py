"""Foods onto a plate: whose figures, which weight, resting on what; and equal foods as one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.foods.rules import AmountOutOfRange, AmountUnknown
from shared.meals.changing.plates import Estimate, Serving, UnknownFoods, own_food, plate, serve
from shared.nutrition.models import MAX_QUANTITY, NUTRIENTS, Evidence, Per100g, State
from shared.nutrition.rules import total
from tests.unit.meals.plates import BAR, EGG, ERRORS, FOODS, MILK, MINE, RICE

WHEY = Per100g(calories=380, protein_g=80, carbs_g=8, fat_g=3)


def test_all_kinds_of_food_on_one_plate() -> None:
    rice, egg, bar, soup, whey = plate(
        [
            Serving(150, "g", food_id=RICE.food_id),
            Serving(2, "large", food_id=EGG.food_id),
            Serving(1, "serving", food_id=BAR.food_id),
            Serving(1, "bowl", food_id=MINE.food_id, name="grandma's soup"),
            Serving(30, "g", name="whey", own_figures=WHEY),
        ],
        FOODS,
        ERRORS,
    )
    assert [item.order for item in (rice, egg, bar, soup, whey)] == [0, 1, 2, 3, 4]
    assert (rice.calories, rice.grams, rice.evidence, rice.error_share) == (195, 150, Evidence.WEIGHED, 0.05)
    assert (egg.calories, egg.grams, egg.evidence, egg.error_share) == (143, 100, Evidence.TYPED, 0.1)
    assert (bar.calories, bar.grams, bar.evidence, bar.error_share, bar.origin) == (160, 40, Evidence.BARCODE, 0.05, "provider")
    assert (soup.name, soup.grams, soup.is_custom, soup.food_reference_id) == ("grandma's soup", 350, True, "custom-1")
    assert whey.calories == pytest.approx(114)
    assert (whey.protein_g, whey.is_custom, whey.food_reference_id) == (24, True, None)
    assert (whey.provenance.source, whey.provenance.source_id, whey.custom_per100g) == ("custom", None, WHEY)
    assert (rice.confidence, whey.confidence) == (1.0, 0.8)
    assert (soup.protein_g, total([soup]).completeness["protein_g"]) == (None, 0.0), "not known is not zero"


def test_all_unknown_foods_are_named() -> None:
    asked = [Serving(1, "g", food_id=name) for name in ("usda-1", RICE.food_id, "custom-2", "usda-1")]
    with pytest.raises(UnknownFoods) as refused:
        plate(asked, FOODS, ERRORS)
    assert refused.value.members == {"unknown": ["usda-1", "custom-2"]}


@pytest.mark.parametrize(
    ("food_id", "quantity", "unit", "grams"),
    [
        (RICE.food_id, 2, "cups", 316),
        (RICE.food_id, 1, "oz", 28.35),
        (MILK.food_id, 200, "ml", 206),
        (MILK.food_id, 1, "cup", 247.2),
        (EGG.food_id, 1.5, "large", 75),
        (RICE.food_id, 0.5, "kg", 500),
    ],
)
def test_units_are_honoured(food_id: str, quantity: float, unit: str, grams: float) -> None:
    (item,) = plate([Serving(quantity, unit, food_id=food_id)], FOODS, ERRORS)
    assert (item.quantity, item.unit) == (quantity, unit)
    assert item.grams == pytest.approx(grams)
    assert item.calories == pytest.approx((FOODS[food_id].per_100g.calories or 0) * grams / 100)


def test_an_unknown_amount_is_refused_with_what_would_do() -> None:
    with pytest.raises(AmountUnknown, match="cup, g") as refused:
        plate([Serving(2, "handful", food_id=RICE.food_id)], FOODS, ERRORS)
    assert refused.value.members["options"] == [{"unit": "cup", "grams": 158.0}, {"unit": "g", "grams": 1.0}]


def test_equal_foods_are_one() -> None:
    rice, egg = plate(
        [
            Serving(100, "g", food_id=RICE.food_id),
            Serving(1, "large", food_id=EGG.food_id),
            Serving(1, "cup", food_id=RICE.food_id),
            Serving(2, "Large", food_id=EGG.food_id),
        ],
        FOODS,
        ERRORS,
    )
    assert (rice.quantity, rice.unit, rice.grams, rice.order) == (258, "g", 258, 0)
    assert rice.calories == pytest.approx(130 * 2.58)
    assert (rice.evidence, rice.error_share) == (Evidence.TYPED, 0.1), "as sure as the less sure of the two"
    assert (egg.quantity, egg.unit, egg.grams) == (3, "large", 150)


def test_own_figures_are_equal_only_by_name_and_figures() -> None:
    other = WHEY.model_copy(update={"protein_g": 70.0})
    asked = [Serving(30, "g", name=name, own_figures=told) for name, told in (("whey", WHEY), ("Whey", WHEY), ("whey", other))]
    first, second = plate(asked, {}, ERRORS)
    assert (first.grams, second.grams) == (60, 30)


def test_too_much_together() -> None:
    asked = [Serving(6000, "g", food_id=RICE.food_id)] * 2
    with pytest.raises(AmountOutOfRange):
        plate(asked, FOODS, ERRORS)


def test_own_figures_that_contradict_are_set_aside() -> None:
    (item,) = plate([Serving(50, "g", name="x", own_figures=Per100g(calories=900, protein_g=10, carbs_g=10, fat_g=0))], {}, ERRORS)
    assert item.calories == 40
    assert item.provenance.set_aside == {"calories": 900}
    assert set(item.provenance.flags) == {"ENERGY_MISMATCH", "ENERGY_DERIVED"}


def test_the_energy_of_a_drink_is_in_its_alcohol() -> None:
    wine = Per100g(calories=85, protein_g=0.1, carbs_g=2.6, fat_g=0)
    plain, drink = (serve(own_food("wine", wine, category=category), 100, "g", ERRORS) for category in (None, "alcohol"))
    assert plain.calories == pytest.approx(10.8)
    assert drink.calories == 85


servings = st.builds(Serving, st.floats(0.5, 20), st.sampled_from(["g", "oz"]), food_id=st.sampled_from(sorted(FOODS)))


@given(st.lists(servings, min_size=1, max_size=12).flatmap(lambda asked: st.tuples(st.just(asked), st.permutations(asked))))
def test_a_plate_weighs_what_was_put_onto_it(orders: tuple[list[Serving], list[Serving]]) -> None:
    """Merging adds up; neither it nor the order changes a sum or makes a figure known."""
    apart = total([plate([one], FOODS, ERRORS)[0] for one in orders[0]])
    for asked in orders:
        together = plate(asked, FOODS, ERRORS)
        assert len({item.food_reference_id for item in together}) == len(together)
        sums = total(together)
        for name in (*NUTRIENTS, "total_weight_g"):
            value, expected = getattr(sums, name), getattr(apart, name)
            assert value == (None if expected is None else pytest.approx(expected))


# What a model estimated


STEW = Per100g(calories=100, protein_g=5, carbs_g=11, fat_g=4)


def estimated(quantity: float, unit: str, **said: Any) -> Serving:
    told = {"per_100g": STEW} | {name: said.pop(name) for name in ("per_100g", "grams", "state", "confidence") if name in said}
    return Serving(quantity, unit, name="unicorn stew", estimate=Estimate(**told), **said)


def test_an_estimate_stays_one() -> None:
    (stew,) = plate([estimated(2, "bowl", grams=600, state=State.COOKED, confidence=0.6, category="soup")], FOODS, ERRORS)
    assert (stew.calories, stew.protein_g, stew.grams, stew.fiber_g) == (600, 30, 600, None)
    assert (stew.origin, stew.provenance.source, stew.provenance.source_id) == ("ai", "model_estimate", None)
    assert (stew.is_custom, stew.custom_per100g, stew.food_reference_id) == (False, None, None)
    assert (stew.state, stew.confidence, stew.category) == (State.COOKED, 0.6, "soup")
    assert (stew.evidence, stew.error_share) == (Evidence.TYPED, 0.35), "as unsure as one from a photo"
    assert [(unit.unit, unit.grams) for unit in stew.allowed_units] == [("bowl", 300)], "the model's weight, in the model's unit"


def test_a_weighed_estimate_is_as_unsure_as_any() -> None:
    (stew,) = plate([estimated(150, "g", grams=9000)], FOODS, ERRORS)
    assert (stew.grams, stew.calories, stew.evidence, stew.error_share) == (150, 150, Evidence.WEIGHED, 0.35), "scales are right"
    assert stew.confidence == 0.5


def test_contradicting_estimates_are_set_aside() -> None:
    (stew,) = plate([estimated(100, "g", per_100g=Per100g(calories=900, protein_g=10, carbs_g=10, fat_g=0))], FOODS, ERRORS)
    assert (stew.calories, stew.provenance.set_aside) == (80, {"calories": 900})
    assert "ENERGY_MISMATCH" in stew.provenance.flags


def test_estimates_of_one_name_stay_two() -> None:
    other = Per100g(calories=300)
    assert [item.calories for item in plate([estimated(100, "g"), estimated(100, "g", per_100g=other)], FOODS, ERRORS)] == [
        100,
        300,
    ]


def test_what_the_words_left_open_makes_it_less_sure_and_never_surer() -> None:
    (rice, egg, stew) = plate(
        [
            Serving(100, "g", food_id=RICE.food_id, error_share=0.25),
            Serving(1, "large", food_id=EGG.food_id, error_share=0.01),
            estimated(100, "g", error_share=0.05),
        ],
        FOODS,
        ERRORS,
    )
    assert (rice.error_share, egg.error_share, stew.error_share) == (0.25, 0.1, 0.35)


@given(st.floats(0.001, MAX_QUANTITY), st.text(min_size=1, max_size=50).filter(str.strip), st.none() | st.floats(0.001, 10_000))
def test_whatever_is_sent_is_an_item_or_a_sentence(quantity: float, unit: str, grams: float | None) -> None:
    try:
        (stew,) = plate([estimated(quantity, unit, grams=grams)], FOODS, ERRORS)
    except (AmountUnknown, AmountOutOfRange):
        return
    assert stew.grams is not None
    assert stew.calories == pytest.approx(stew.grams)
