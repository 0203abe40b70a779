"""shared/foods/language/amounts.py: what was said and what that weighs of a food; conversions come back to where they began."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.foods.language.amounts import read, settle
from shared.foods.models import Food
from shared.foods.rules import AmountUnknown, grams_of
from shared.nutrition.models import AllowedUnit, Evidence, Per100g, State
from shared.nutrition.units import GRAMS, MILLILITERS, to_grams

ONION = Food(
    food_id="usda-170000",
    name="Onion",
    per_100g=Per100g(calories=40),
    portions=tuple(
        AllowedUnit(unit=unit, grams=grams)
        for unit, grams in (("cup, chopped", 160), ("cup, sliced", 115), ('medium (2-1/2" dia)', 110), ("slice, thin", 9))
    ),
)
MILK = Food(food_id="usda-1", name="Milk", per_100g=Per100g(calories=61), density=1.03)
FLOUR = Food(food_id="usda-2", name="Flour", per_100g=Per100g(calories=364), portions=(AllowedUnit(unit="cup", grams=125),))
SALAMI = Food(food_id="usda-3", name="Salami", per_100g=Per100g(calories=407))


def test_what_was_said() -> None:
    said = read("2 Large fried Eggs")
    assert (said.number and said.number.value, said.unit, said.name, said.detail, said.state) == (
        2,
        "",
        "large fried eggs",
        "large",
        State.FRIED,
    )
    assert said.names == ("large fried eggs", "fried eggs")


@pytest.mark.parametrize(
    ("text", "grams", "unit"),
    [
        ("1 cup chopped onion", 160, "cup, chopped"),
        ("chopped onion, 1 cup", 160, "cup, chopped"),
        ("2 cups of sliced onions", 230, "cup, sliced"),
        ("an onion", 110, 'medium (2-1/2" dia)'),
        ("3 thin slices of onion", 27, "slice, thin"),
        ("3 slices onion", 27, "slice, thin"),
        ("80 g onion", 80, "g"),
        ("3 oz onion", 85.05, "oz"),
    ],
)
def test_a_portions_words_count(text: str, grams: float, unit: str) -> None:
    amount = settle(ONION, read(text))
    assert amount.grams == pytest.approx(grams)
    assert amount.unit == unit


@pytest.mark.parametrize(
    ("food", "text"),
    [
        (ONION, "1 cup onion"),  # chopped or sliced
        (ONION, "onion"),
        (ONION, "some onion"),
        (ONION, "a few onions"),
        (ONION, "a large onion"),  # only a medium one is known
        (ONION, "a handful of onion"),
        (MILK, "a milk"),
        (MILK, "a glass of milk"),
        (SALAMI, "2 slices of salami"),  # a slice of any food is not a slice of this one
        (SALAMI, "a cup of salami"),
        (SALAMI, "0 g of salami"),
        (SALAMI, "90000 g of salami"),
    ],
)
def test_unknown_is_asked_with_what_would_settle_it(food: Food, text: str) -> None:
    with pytest.raises(AmountUnknown) as refusal:
        settle(food, read(text))
    assert refusal.value.members["options"][-1] == {"unit": "g", "grams": 1.0}
    assert len(refusal.value.members["options"]) == len(food.portions) + 1


def test_volumes_by_density_and_by_the_foods_own_cup() -> None:
    assert settle(MILK, read("250 ml milk")).grams == pytest.approx(257.5)
    assert settle(MILK, read("1 cup milk")).grams == pytest.approx(247.2)
    assert settle(FLOUR, read("2 tbsp flour")).grams == pytest.approx(125 / 8, rel=1e-3)


def test_what_the_amount_rests_on() -> None:
    assert settle(ONION, read("80 g onion")).evidence is Evidence.WEIGHED
    assert settle(ONION, read("an onion")).evidence is Evidence.TYPED
    assert settle(ONION, read("1-3 onions")).spread == pytest.approx(0.5)
    assert settle(ONION, read("2 onions")).spread == 0


@pytest.mark.parametrize(
    "text",
    ["1 cup chopped onion", "an onion", "3 thin slices of onion", "80 g onion", "2 tablespoons of chopped onion", "1.5 lb onion"],
)
def test_the_unit_gives_the_same_weight_again(text: str) -> None:
    """What the app posts to the manual meal later weighs what it was told here."""
    amount = settle(ONION, read(text))
    assert grams_of(ONION, amount.quantity, amount.unit) == pytest.approx(amount.grams)


def portioned(**units: float) -> Food:
    portions = tuple(AllowedUnit(unit=unit.replace("_", " "), grams=grams) for unit, grams in units.items())
    return Food(food_id="usda-1", name="Thing", per_100g=Per100g(calories=1), portions=portions)


def test_a_large_glass_is_no_glass() -> None:
    milk = portioned(glass=244, slice_large=40, slice=30)
    assert settle(milk, read("2 glasses of thing")).grams == 488
    with pytest.raises(AmountUnknown):
        settle(milk, read("a large glass of thing"))
    assert settle(milk, read("a large slice of thing")).grams == 40


def test_a_glass_of_what_is_drunk_is_a_cup() -> None:
    nectar = portioned(cup=251).model_copy(update={"category": "beverage"})
    amount = settle(nectar, read("2 glasses of thing"))
    assert (amount.unit, amount.grams) == ("cup", 502)
    assert settle(nectar.model_copy(update={"portions": (), "density": 1.05}), read("a mug of thing")).grams == pytest.approx(252)
    for food in (portioned(cup=251), nectar.model_copy(update={"category": "alcohol"})):
        with pytest.raises(AmountUnknown):
            settle(food, read("a glass of thing"))
    with pytest.raises(AmountUnknown):
        settle(nectar, read("a large glass of thing"))


def test_of_several_sizes_the_medium_one_is_what_nobody_says() -> None:
    heads = portioned(head_large=755, head_medium=539, head_small=324)
    assert [settle(heads, read(f"a {size}head of thing")).grams for size in ("", "small ", "large ")] == [539, 324, 755]
    assert settle(portioned(slice_large=41, slice_regular=26), read("a slice of thing")).grams == 26
    with pytest.raises(AmountUnknown):
        settle(portioned(head_large=755, head_small=324), read("a head of thing"))


def test_a_piece_is_not_the_whole() -> None:
    pizza = portioned(piece=853, slice=107)
    assert settle(pizza, read("2 pieces of thing")).grams == 214
    with pytest.raises(AmountUnknown):
        settle(portioned(piece=1000), read("a piece of thing"))
    assert settle(portioned(piece=150), read("a piece of thing")).grams == 150


def test_a_part_that_has_the_foods_name_is_not_the_food() -> None:
    melon = portioned(thing_balls=12.2, cup_balls=154)
    for said in ("a thing", "2 things"):
        with pytest.raises(AmountUnknown):
            settle(melon, read(said))
    assert settle(melon, read("10 thing balls")).grams == 122
    assert settle(melon, read("a cup of thing")).grams == 154


def test_an_animal_is_not_the_part_that_stands_for_it() -> None:
    breast = portioned(piece=172, breast=172).model_copy(update={"name": "Chicken breast, roasted"})
    for said in ("2 roasted chickens", "a chicken"):
        with pytest.raises(AmountUnknown) as refused:
            settle(breast, read(said))
        assert {"unit": "breast", "grams": 172.0} in refused.value.members["options"]
    assert settle(breast, read("2 chicken breasts")).grams == settle(breast, read("2 pieces of chicken breast")).grams == 344


def test_more_than_one_person_eats_is_asked() -> None:
    bird = portioned(piece=628)
    for said in ("a thing", "2 things", "1.5 things"):
        with pytest.raises(AmountUnknown) as refused:
            settle(bird, read(said))
        assert {"unit": "piece", "grams": 628.0} in refused.value.members["options"], said
    assert settle(bird, read("half a thing")).grams == 314, "half is half of the whole"
    assert settle(portioned(large=781, small=157), read("a large thing")).grams == 781, "its size was said"
    with pytest.raises(AmountUnknown):
        settle(portioned(medium=552), read("2 things"))
    assert settle(portioned(piece=400), read("2 things")).grams == 800


@given(st.floats(0.01, 1000), st.sampled_from(sorted(GRAMS)))
def test_weights_come_back(quantity: float, unit: str) -> None:
    grams = to_grams(quantity, unit)
    assert grams is not None
    one = to_grams(1, unit)
    assert one is not None
    assert grams / one == pytest.approx(quantity)


@given(st.floats(0.01, 1000), st.sampled_from(sorted(MILLILITERS)), st.sampled_from(sorted(MILLILITERS)), st.floats(0.2, 2))
def test_volumes_of_one_food_convert_into_each_other(quantity: float, unit: str, other: str, density: float) -> None:
    grams = to_grams(quantity, unit, density=density)
    one = to_grams(1, other, density=density)
    assert grams is not None
    assert one is not None
    assert to_grams(grams / one, other, density=density) == pytest.approx(grams)


@given(st.floats(0.01, 100), st.sampled_from(ONION.portions))
def test_portions_are_linear(quantity: float, portion: AllowedUnit) -> None:
    assert grams_of(ONION, quantity, portion.unit) == pytest.approx(quantity * portion.grams)


@given(st.text(max_size=200), st.sampled_from(["en", "vi", "es", "fr", "de", "ja", "zh"]))
def test_whatever_is_typed(text: str, language: str) -> None:
    said = read(text, language)
    try:
        amount = settle(ONION, said)
    except AmountUnknown:
        return
    assert 0 < amount.grams <= 10_000
