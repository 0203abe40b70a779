"""Products of Open Food Facts, which anybody can edit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.foods.models import Food
from shared.foods.sources.openfoodfacts import ATTRIBUTION, read
from tests.unit.foods.sources.test_fdc import json_values

GTIN = "02000000001029"


def answer(nutriments: object, **members: Any) -> dict[str, Any]:
    return {"status": 1, "product": {"product_name": "Haferflocken", "nutriments": nutriments} | members}


def food(nutriments: object, **members: Any) -> Food:
    found = read(answer(nutriments, **members), GTIN)
    assert found is not None
    return found


def test_fibre_is_added_where_labels_leave_it_out() -> None:
    figures = {"energy-kcal_100g": 372, "carbohydrates_100g": 58.7, "fiber_100g": 10, "proteins_100g": 13.5, "fat_100g": 7}
    assert food(figures).per_100g.carbs_g == pytest.approx(68.7)
    assert food(figures, countries_tags=["en:germany", "en:united-states"]).per_100g.carbs_g == pytest.approx(68.7)
    assert food(figures, countries_tags=["en:united-states"]).per_100g.carbs_g == pytest.approx(58.7)
    assert food(figures).flags == ()


@pytest.mark.parametrize(
    ("nutriments", "kcal"),
    [
        ({"energy-kcal_100g": "100"}, 100),
        ({"energy-kj_100g": 418.4}, 100),
        ({"energy_100g": 418.4}, 100),
        ({"energy-kcal_100g": "?"}, None),
    ],
)
def test_energy(nutriments: dict[str, Any], kcal: float | None) -> None:
    found = food(nutriments).per_100g.calories
    assert found == (None if kcal is None else pytest.approx(kcal))


def test_contradicting_energy_is_not_counted() -> None:
    found = food({"energy-kcal_100g": 2250, "proteins_100g": 10, "carbohydrates_100g": 60, "fat_100g": 20})
    assert found.per_100g.calories == pytest.approx(4 * 70 + 9 * 20)
    assert found.is_estimate
    assert {"ENERGY_TOO_HIGH", "ENERGY_DERIVED"} <= set(found.flags)


def test_impossible_macro_is_unknown() -> None:
    assert food({"proteins_100g": 140, "energy-kcal_100g": 100}).per_100g.protein_g is None
    assert food({"fat_100g": -3}).per_100g.fat_g is None


def test_a_product_without_figures_is_one() -> None:
    found = food(None)
    assert found.per_100g.calories is None
    assert (found.food_id, found.barcode, found.source, found.attribution) == (f"gtin-{GTIN}", GTIN, "provider", ATTRIBUTION)


@pytest.mark.parametrize(
    ("members", "units"),
    [
        ({"serving_quantity": "15", "serving_size": "15 g"}, {"serving": 15}),
        ({"serving_quantity": 10, "serving_size": "1 square (10 g)"}, {"serving": 10, "square": 10}),
        ({"serving_quantity": 30, "serving_size": "2 biscuits (30 g)"}, {"serving": 30, "biscuit": 15}),
        ({"serving_quantity": 250, "serving_quantity_unit": "ml", "serving_size": "250 ml"}, {"serving": 250}),
        ({"serving_quantity": 1, "serving_quantity_unit": "oz"}, {}),
        ({"serving_quantity": "some"}, {}),
        ({"serving_quantity": 0}, {}),
    ],
)
def test_servings(members: dict[str, Any], units: dict[str, float]) -> None:
    assert {portion.unit: portion.grams for portion in food({}, **members).portions} == units


def test_only_their_own_pictures() -> None:
    ours = "https://images.openfoodfacts.org/images/products/1/front.jpg"
    assert food({}, image_front_small_url=ours).image_url == ours
    assert food({}, image_front_small_url="https://evil.example/x.jpg").image_url is None


@pytest.mark.parametrize("given_answer", [None, [], {"product": None}, {"product": {}}, {"product": {"product_name": " "}}, "x"])
def test_nothing_there(given_answer: object) -> None:
    assert read(given_answer, GTIN) is None


members = ("product_name", "nutriments", "brands", "categories_tags", "countries_tags", "serving_size", "serving_quantity")


@given(st.dictionaries(st.sampled_from(members), json_values), st.dictionaries(st.text(max_size=20), json_values))
def test_rubbish_is_nothing_or_a_food(product: dict[str, Any], nutriments: dict[str, Any]) -> None:
    found = read(answer(nutriments) | {"product": {"product_name": "x", "nutriments": nutriments} | product}, GTIN)
    if found is not None:
        Food.model_validate(found.model_dump())
