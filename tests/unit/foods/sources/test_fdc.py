"""Records of FoodData Central: each shape gives the same food, what cannot be true is refused, what is not known stays so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.foods.models import Food, Kind
from shared.foods.sources import fdc
from shared.foods.sources.fdc import Refused, read
from shared.nutrition.models import NUTRIENTS, State

NAMES = {1008: "208", 1003: "203", 1005: "205", 1004: "204", 1079: "291", 2000: "269", 1062: "268", 2047: "957", 2048: "958"}
PLAIN = {1008: 52.0, 1003: 0.26, 1005: 13.8, 1004: 0.17, 1079: 2.4, 2000: 10.4}


def full(nutrients: dict[int, Any], **members: Any) -> dict[str, Any]:
    rows = [{"nutrient": {"id": one, "number": NAMES.get(one, "")}, "amount": value} for one, value in nutrients.items()]
    return {"fdcId": 7, "description": "Apples, raw", "dataType": "SR Legacy", "foodNutrients": rows} | members


def search_row(nutrients: dict[int, Any], **members: Any) -> dict[str, Any]:
    rows = [{"nutrientId": one, "nutrientNumber": NAMES.get(one, ""), "value": value} for one, value in nutrients.items()]
    return full({}) | {"foodNutrients": rows} | members


def abridged(nutrients: dict[int, Any], **members: Any) -> dict[str, Any]:
    rows = [{"number": NAMES[one], "amount": value} for one, value in nutrients.items()]
    return full({}) | {"foodNutrients": rows} | members


def food(record: dict[str, Any]) -> Food:
    found = read(record)
    assert isinstance(found, Food), found
    return found


def refusal(record: object) -> str:
    found = read(record)
    assert isinstance(found, Refused), found
    return found.reason


@pytest.mark.parametrize("shape", [full, search_row, abridged])
def test_every_shape_is_the_same_food(shape: Any) -> None:
    found = food(shape(PLAIN))
    assert found.per_100g.model_dump() == {
        "calories": 52.0,
        "protein_g": 0.26,
        "carbs_g": 13.8,
        "fat_g": 0.17,
        "fiber_g": 2.4,
        "sugar_g": 10.4,
    }
    assert (found.food_id, found.fdc_id, found.state, found.kind, found.source) == ("usda-7", 7, State.RAW, Kind.WHOLE, "usda")


@pytest.mark.parametrize(
    ("energies", "kcal"),
    [
        ({1008: 100, 2048: 101, 2047: 102, 1062: 500}, 100),
        ({2048: 101, 2047: 102, 1062: 500}, 101),
        ({2047: 102, 1062: 500}, 102),
        ({1062: 418.4}, 100),
    ],
)
def test_energy_by_its_order(energies: dict[int, float], kcal: float) -> None:
    found = food(full(energies | {1003: 1.0}))
    assert found.per_100g.calories == pytest.approx(kcal)
    assert not found.is_estimate


def test_kilojoules_under_the_number_of_kilocalories() -> None:
    row = {"nutrientId": 1008, "unitName": "kJ", "value": 418.4}
    assert food(full({}) | {"foodNutrients": [row]}).per_100g.calories == pytest.approx(100)


def test_energy_from_macros_says_so() -> None:
    found = food(full({1003: 10, 1005: 20, 1004: 5, 1079: 4}))
    assert found.per_100g.calories == pytest.approx(4 * 10 + 4 * 16 + 2 * 4 + 9 * 5)
    assert found.is_estimate
    assert "ENERGY_DERIVED" in found.flags


def test_alcohol_counts_where_energy_is_computed() -> None:
    found = food(full({1003: 0, 1005: 0, 1004: 0, 1018: 33.4}, description="Spirits"))
    assert found.per_100g.calories == pytest.approx(7 * 33.4)
    assert found.category == "alcohol"


def test_what_is_not_measured_is_not_zero() -> None:
    found = food(full({1008: 52}))
    assert [getattr(found.per_100g, name) for name in NUTRIENTS] == [52, None, None, None, None, None]
    assert food(full({1008: None, 1003: 1})).per_100g.calories is None, "neither energy nor all macros"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (full(PLAIN | {1003: -1}), fdc.NEGATIVE),
        (full(PLAIN | {1008: -5}), fdc.NEGATIVE),
        (full(PLAIN | {1005: -1.5}), fdc.NEGATIVE),
        (full(PLAIN | {1004: 101}), fdc.ABOVE_WEIGHT),
        (full(PLAIN | {1008: 911}), fdc.ENERGY_ABOVE_POSSIBLE),
        (full(PLAIN | {1003: "much"}), fdc.UNREADABLE_NUMBER),
        (full(PLAIN | {1003: float("nan")}), fdc.UNREADABLE_NUMBER),
        (full(PLAIN | {1003: True}), fdc.UNREADABLE_NUMBER),
        (full(PLAIN | {1003: [1]}), fdc.UNREADABLE_NUMBER),
        (full({}), fdc.NO_FIGURES),
        (full(PLAIN, description="  "), fdc.NO_NAME),
        (full(PLAIN, description=7), fdc.NO_NAME),
        (full(PLAIN, fdcId="7"), fdc.NO_ID),
        (full(PLAIN, fdcId=-7), fdc.NO_ID),
        (full(PLAIN) | {"foodNutrients": ["x"]}, fdc.UNREADABLE),
        ("a food", fdc.UNREADABLE),
        (None, fdc.UNREADABLE),
    ],
)
def test_what_cannot_be_is_refused(record: object, reason: str) -> None:
    assert refusal(record) == reason


def test_a_little_below_zero_is_zero() -> None:
    found = food(full(PLAIN | {1005: -0.4}))
    assert found.per_100g.carbs_g == 0
    assert fdc.CARBS_BELOW_ZERO in found.flags


def test_odd_figures_are_kept_and_flagged() -> None:
    """Vinegar, beer, polyols: true foods do not follow the factors."""
    found = food(full({1008: 250, 1003: 0, 1005: 3, 1004: 0}))
    assert found.per_100g.calories == 250
    assert "ENERGY_MISMATCH" in found.flags


def test_portions_weigh_one_unit() -> None:
    portions = [
        {"amount": 2, "gramWeight": 60, "measureUnit": {"name": "undetermined"}, "modifier": "slices"},
        {"amount": 1, "gramWeight": 125, "measureUnit": {"name": "cup"}, "modifier": "chopped"},
        {"amount": 1, "gramWeight": 0, "modifier": "nothing"},
        {"amount": "x", "gramWeight": 3, "modifier": "nothing"},
        {"amount": 0, "gramWeight": 142, "modifier": "tub"},  # half of it, perhaps: nobody knows
        {"gramWeight": 120, "modifier": "", "portionDescription": "1/2 cup"},
        {"gramWeight": 5, "modifier": "61234", "portionDescription": "1 leaf"},
        "rubbish",
    ]
    found = food(full(PLAIN, foodPortions=portions))
    assert {portion.unit: portion.grams for portion in found.portions} == {"slice": 30, "cup chopped": 125, "cup": 240, "leaf": 5}
    assert found.density == pytest.approx(1.0)


def test_no_density_from_a_chopped_cup() -> None:
    portion = {"amount": 1, "gramWeight": 125, "modifier": "cup, chopped"}
    assert food(full(PLAIN, foodPortions=[portion])).density is None


def test_branded() -> None:
    record = search_row(
        PLAIN,
        dataType="Branded",
        description="CRUNCHY PEANUT BUTTER WITH SALT",
        brandName="NUTTY ACRES",
        gtinUpc="20000000015",
        servingSize=32,
        servingSizeUnit="GRM",
        householdServingFullText="2 Tbsp",
    )
    found = food(record)
    assert (found.name, found.brand, found.kind) == ("Crunchy Peanut Butter with Salt", "Nutty Acres", Kind.BRANDED)
    assert (found.barcode, found.aliases) == ("00020000000015", ())
    assert {portion.unit: portion.grams for portion in found.portions} == {"serving": 32, "tbsp": 16}


def test_branded_by_millilitres() -> None:
    found = food(search_row(PLAIN, dataType="Branded", servingSize=240, servingSizeUnit="ml"))
    assert fdc.PER_100ML in found.flags
    assert (found.density, found.is_estimate) == (1.0, True)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("1 ONZ", {"serving": 32}),
        ("32 g", {"serving": 32}),
        ("2 Tbsp (32 g)", {"serving": 32, "tbsp": 16}),
        ("1/2 cup", {"serving": 32, "cup": 64}),
        ("4 cookies", {"serving": 32, "piece": 8}),
        ("1 PORTION", {"serving": 32, "portion": 32}),
    ],
)
def test_the_serving_of_a_package(text: str, units: dict[str, float]) -> None:
    package = {"dataType": "Branded", "description": "CHOCOLATE COOKIES", "servingSize": 32, "servingSizeUnit": "g"}
    found = food(full(PLAIN, **package, householdServingFullText=text))
    assert {portion.unit: portion.grams for portion in found.portions} == units


def test_a_generic_food_says_what_its_description_does() -> None:
    record = full(PLAIN, description="Alcoholic beverage, beer, light", foodCategory={"description": "Beverages"})
    found = food(record)
    assert (found.name, found.category, found.kind, found.brand) == ("Light beer", "alcohol", Kind.WHOLE, None)
    assert found.aliases == ("Alcoholic beverage, beer, light",)
    made = food(full(PLAIN, description="Pillsbury, Cinnamon Rolls", foodCategory={"description": "Baked Products"}))
    assert (made.brand, made.kind) == ("Pillsbury", Kind.BRANDED)


def test_a_record_without_category_has_none() -> None:
    assert food(full(PLAIN)).category is None


def test_a_product_keeps_the_category_of_its_maker() -> None:
    found = food(full(PLAIN, dataType="Branded", brandedFoodCategory="Cookies & Biscuits", foodCategory=None))
    assert found.category == "Cookies & Biscuits"
    assert found.aliases == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = ("fdcId", "description", "foodNutrients", "foodPortions", "servingSize", "servingSizeUnit", "foodCategory", "gtinUpc")


@given(st.dictionaries(st.sampled_from(keys), json_values))
def test_rubbish_is_refused_or_a_food(record: dict[str, Any]) -> None:
    for given_record in (record, full(PLAIN) | record):
        found = read(given_record)
        if isinstance(found, Food):
            Food.model_validate(found.model_dump())
