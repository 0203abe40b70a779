"""shared/nutrition/units.py: weights, own portions, densities, and what has no weight."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.nutrition.models import AllowedUnit
from shared.nutrition.unit_words import WORDS
from shared.nutrition.units import GENERIC, GRAMS, MILLILITERS, canonical, is_weight, normalize, to_grams


@pytest.mark.parametrize(
    ("quantity", "unit", "grams"),
    [
        (150, "g", 150),
        (150, "Grams", 150),
        (1.5, "KG", 1500),
        (2, "oz", 56.7),
        (1, "lb", 453.59),
        (1, "lbs.", 453.59),
        (250, "ml", 250),
        (1, "L", 1000),
        (2, "tbsp", 30),
        (2, "Tablespoons", 30),
        (3, "tsp", 15),
        (1, "fl. oz.", 29.57),
        (2, "pieces", 100),
        (1, "item", 50),
        (1, "unit", 50),
        (1, "serving", 100),
        (2, "slices", 60),
        (500, "mg", 0.5),
        (2, "  ｇ ", 2),
        (1, "㎏", 1000),
        (2, "Esslöffel", 30),
        (2, "EL", 30),
        (1, "cucharadita", 5),
        (2, "cuillères à soupe", 30),
        (2, "lát", 60),
        (2, "la\u0301t", 60),
        (2, "quả", 100),
        (2, "lạng", 200),
        (200, "グラム", 200),
        (200, "克", 200),
        (2, "大さじ", 30),
        (1, "公斤", 1000),
        (2, "Scheiben", 60),
        (1, "Pfund", 500),
    ],
)
def test_generic(quantity: float, unit: str, grams: float) -> None:
    assert to_grams(quantity, unit) == pytest.approx(grams)


@pytest.mark.parametrize(
    "unit", ["", "   ", "bowl", "bát", "handful", "T", "flurb", "g2", "pint", "g" * 5000, "\x00", "cup", "cups", "Tasse", "カップ"]
)
def test_unknown_has_no_weight(unit: str) -> None:
    assert to_grams(2, unit) is None


@pytest.mark.parametrize("quantity", [0, -1, float("nan"), float("inf")])
def test_no_quantity_has_no_weight(quantity: float) -> None:
    assert to_grams(quantity, "g") is None


def test_density() -> None:
    assert to_grams(1, "cup", density=1.03) == pytest.approx(247.2)
    assert to_grams(2, "tbsp", density=0.92) == pytest.approx(27.6)
    assert to_grams(2, "g", density=0.92) == 2
    assert to_grams(2, "slices", density=0.92) == 60
    assert to_grams(1, "cup", density=-1) is None
    assert to_grams(1, "cup", density=float("nan")) is None


def test_a_foods_own_portions_come_first() -> None:
    rice = (
        AllowedUnit(unit="cup", grams=158),
        AllowedUnit(unit="Slice, thick", grams=40),
        AllowedUnit(unit="g", grams=100),
        AllowedUnit(unit="bowl", grams=300),
    )
    assert to_grams(2, "cups", allowed_units=rice) == 316
    assert to_grams(2, "Tasse", allowed_units=rice) == 316
    assert to_grams(1, "cup", allowed_units=rice, density=5) == 158
    assert to_grams(1, "BOWLS", allowed_units=rice) == 300
    assert to_grams(1, "slice, thick", allowed_units=rice) == 40
    assert to_grams(1, "slice", allowed_units=rice) == 40  # the food's only slice, before the one of any food
    assert to_grams(7, "g", allowed_units=rice) == 7  # a gram is a gram, whatever a row called "g" says


def test_portions_that_differ_are_not_chosen_between() -> None:
    onion = [AllowedUnit(unit=unit, grams=grams) for unit, grams in (("cup, chopped", 160), ("cup, sliced", 115), ("tbsp", 10))]
    assert to_grams(1, "cup", allowed_units=onion) is None
    assert to_grams(1, "cup", allowed_units=onion, density=0.7) is None
    assert to_grams(1, "cup chopped", allowed_units=onion) == 160
    assert to_grams(1, "cup", allowed_units=onion, detail="thinly sliced") == 115
    assert to_grams(2, "tsp", allowed_units=onion) == pytest.approx(2 / 3 * 10, rel=1e-3)


def test_the_first_of_two_equal_portions_counts() -> None:
    assert to_grams(1, "cup", allowed_units=[AllowedUnit(unit="cup", grams=100), AllowedUnit(unit="Cup", grams=200)]) == 100


def test_every_word_stands_under_one_unit_that_has_a_weight() -> None:
    words = [normalize(word) for spellings in WORDS.values() for word in spellings]
    assert len(words) == len(set(words))
    assert set(WORDS) == {*GRAMS, *MILLILITERS, *GENERIC}
    assert not set(GRAMS) & set(MILLILITERS) & set(GENERIC)
    for unit, spellings in WORDS.items():
        assert {canonical(word.upper()) for word in spellings} == {unit}


def test_is_weight() -> None:
    assert is_weight("Gramm")
    assert not is_weight("ml")
    assert not is_weight("")


@settings(deadline=None)
@given(st.text(max_size=30), st.floats(0.01, 100))
def test_linear_in_the_quantity_or_unknown(unit: str, quantity: float) -> None:
    one = to_grams(1, unit)
    assert to_grams(quantity, unit) == (None if one is None else pytest.approx(one * quantity))
