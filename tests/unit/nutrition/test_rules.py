"""shared/nutrition/rules.py and models.py: the arithmetic of food."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.nutrition import rules
from shared.nutrition.models import NUTRIENTS, Evidence, FoodItem, MealDraft, Nutrients, Per100g, Totals
from tests.unit.nutrition import foods


class TestEnergy:
    @pytest.mark.parametrize(
        ("macros", "kcal"),
        [
            ((10, 20, 5), 165),
            ((10, 20, 5, None), 165),
            ((10, 20, 5, 3), 40 + 68 + 6 + 45),
            ((0, 2, 0, 5), 10),
            ((0, 0, 0), 0),
            ((0, 0, 100), 900),
        ],
        ids=str,
    )
    def test_formula(self, macros: tuple[float, ...], kcal: float) -> None:
        assert rules.energy_from_macros(*macros) == kcal

    def test_derived_only_from_all_three(self) -> None:
        assert rules.derived_energy(Nutrients(protein_g=1, carbs_g=1, fat_g=1)) == 17
        assert rules.derived_energy(Nutrients(protein_g=1, fat_g=1)) is None


class TestScale:
    @settings(deadline=None)
    @given(foods.nutrients, st.floats(0.01, 1), st.floats(0.01, 1))
    def test_linear(self, figures: Nutrients, first: float, second: float) -> None:
        twice, once, added = (
            rules.scale(rules.scale(figures, first), second),
            rules.scale(figures, first * second),
            rules.scale(figures, first + second),
        )
        for name in NUTRIENTS:
            value = getattr(figures, name)
            if value is None:
                assert getattr(once, name) is getattr(twice, name) is None
            else:
                assert getattr(twice, name) == pytest.approx(getattr(once, name))
                parts = getattr(rules.scale(figures, first), name) + getattr(rules.scale(figures, second), name)
                assert getattr(added, name) == pytest.approx(parts)

    @settings(deadline=None)
    @given(foods.nutrients)
    def test_by_one_changes_nothing(self, figures: Nutrients) -> None:
        assert rules.scale(figures, 1) == figures

    @pytest.mark.parametrize("factor", [0, -1, float("nan"), float("inf"), 1e9])
    def test_refuses(self, factor: float) -> None:
        with pytest.raises(ValueError, match=r"factor|less than"):
            rules.scale(Nutrients(calories=100), factor)

    def test_item(self) -> None:
        double = rules.scale_item(foods.item(calories=130, protein_g=2.5, quantity=2, unit="cup", grams=300), 2, flag="X")
        assert double is not None
        assert (double.calories, double.protein_g, double.fat_g, double.quantity, double.grams) == (260, 5, None, 4, 600)
        assert double.provenance.flags == ("X",)

    @pytest.mark.parametrize(
        ("fields", "factor"), [({}, 0), ({}, 101), ({"calories": 9000}, 2), ({"quantity": 6000}, 2), ({"grams": None}, -1)], ids=str
    )
    def test_item_beyond_its_caps(self, fields: dict[str, Any], factor: float) -> None:
        assert rules.scale_item(foods.item(**fields), factor) is None


class TestTotal:
    @settings(deadline=None)
    @given(st.lists(foods.items, max_size=50), st.randoms(use_true_random=False))
    def test_is_the_exact_sum_in_any_order(self, items: list[FoodItem], shuffler: random.Random) -> None:
        totals = rules.total(items)
        counted = [item for item in items if not item.is_unmatched]
        for name in NUTRIENTS:
            known = [Fraction(value) for item in counted if (value := getattr(item, name)) is not None]
            if known or not items:
                assert getattr(totals, name) == float(sum(known, Fraction()))
            else:
                assert getattr(totals, name) is None
            assert totals.completeness[name] == (len(known) / len(counted) if counted else float(not items))
        assert totals.unmatched == len(items) - len(counted)
        shuffled = list(items)
        shuffler.shuffle(shuffled)
        assert rules.total(shuffled) == totals

    def test_of_nothing(self) -> None:
        totals = rules.total([])
        assert (totals.calories, totals.fiber_g, totals.total_weight_g, totals.confidence) == (0, 0, 0, None)
        assert set(totals.completeness.values()) == {1.0}

    def test_unknown_is_not_zero(self) -> None:
        totals = rules.total(
            [foods.item(calories=100, fiber_g=2.0), foods.item(calories=50), foods.item(is_unmatched=True, grams=None)]
        )
        assert (totals.calories, totals.fiber_g, totals.sugar_g) == (150, 2, None)
        assert (totals.completeness["calories"], totals.completeness["fiber_g"], totals.completeness["sugar_g"]) == (1, 0.5, 0)
        assert (totals.total_weight_g, totals.unmatched) == (200, 1)

    def test_only_unmatched(self) -> None:
        totals = rules.total([foods.item(is_unmatched=True, grams=None)])
        assert (totals.calories, totals.total_weight_g, totals.completeness["calories"]) == (None, None, 0)

    def test_confidence_is_the_mean(self) -> None:
        assert rules.total([foods.item(confidence=0.5), foods.item(confidence=1)]).confidence == 0.75

    def test_tenths_do_not_drift(self) -> None:
        assert rules.total([foods.item(protein_g=0.1)] * 10).protein_g == 1.0

    def test_rounded(self) -> None:
        assert (rules.rounded(None), rules.rounded(0.25 + 0.1), rules.rounded(12.04)) == (None, 0.3, 12.0)


class TestPlausible:
    @pytest.mark.parametrize(
        ("figures", "codes"),
        [
            ({}, ()),
            ({"calories": 130, "protein_g": 2.7, "carbs_g": 28, "fat_g": 0.3}, ()),
            ({"calories": 902, "protein_g": 0, "carbs_g": 0, "fat_g": 100}, ()),
            ({"calories": 910}, ("ENERGY_TOO_HIGH",)),
            ({"protein_g": 101}, ("PROTEIN_ABOVE_WEIGHT",)),
            ({"carbs_g": 101}, ("CARBS_ABOVE_WEIGHT",)),
            ({"fat_g": 101}, ("FAT_ABOVE_WEIGHT",)),
            ({"protein_g": 50, "carbs_g": 50, "fat_g": 50, "calories": 850}, ("MACROS_ABOVE_WEIGHT",)),
            ({"carbs_g": 10, "fiber_g": 20}, ("FIBER_ABOVE_CARBS",)),
            ({"carbs_g": 10, "sugar_g": 20}, ("SUGAR_ABOVE_CARBS",)),
            ({"calories": 600, "protein_g": 5, "carbs_g": 10, "fat_g": 1}, ("ENERGY_MISMATCH",)),
            ({"calories": 20, "protein_g": 20, "carbs_g": 10, "fat_g": 10}, ("ENERGY_MISMATCH",)),
            ({"calories": 345, "protein_g": 5, "carbs_g": 10, "fat_g": 1}, ("ENERGY_MISMATCH",)),
            ({"calories": 89, "protein_g": 5, "carbs_g": 10, "fat_g": 1}, ()),
            ({"calories": 90, "protein_g": 5, "carbs_g": 10, "fat_g": 1}, ("ENERGY_MISMATCH",)),
            ({"calories": 360, "protein_g": 20, "carbs_g": 40, "fat_g": 5}, ("ENERGY_MISMATCH",)),
            ({"calories": 342, "protein_g": 20, "carbs_g": 40, "fat_g": 5}, ()),
            ({"calories": 30, "protein_g": 0, "carbs_g": 25, "fat_g": 0, "fiber_g": 25}, ()),
            ({"calories": 110, "protein_g": 0, "carbs_g": 25, "fat_g": 0, "fiber_g": 25}, ()),
            ({"protein_g": 30, "carbs_g": 40, "fat_g": 40}, ()),
            ({"protein_g": 30, "carbs_g": 41, "fat_g": 40}, ("MACROS_ABOVE_WEIGHT",)),
            ({"calories": 18, "protein_g": 0, "carbs_g": 0, "fat_g": 0}, ()),
            ({"calories": 600, "protein_g": 5, "carbs_g": 10}, ()),
        ],
        ids=str,
    )
    def test_codes(self, figures: dict[str, float], codes: tuple[str, ...]) -> None:
        assert rules.check_plausible(Per100g(**figures)) == codes

    def test_alcohol_has_energy_of_its_own(self) -> None:
        wine = Per100g(calories=85, protein_g=0.1, carbs_g=2.6, fat_g=0)
        assert rules.check_plausible(wine) == ("ENERGY_MISMATCH",)
        assert rules.check_plausible(wine, alcoholic=True) == ()

    @settings(deadline=None)
    @given(foods.nutrients, st.floats(1, 5000), st.booleans())
    def test_what_was_corrected_is_plausible(self, figures: Nutrients, grams: float, alcoholic: bool) -> None:
        kept, codes = rules.corrected(figures, grams, alcoholic=alcoholic)
        assert set(codes) <= rules.FIGURE_CODES
        again, more = rules.corrected(kept, grams, alcoholic=alcoholic)
        assert again == kept
        assert more in ((), codes)
        Nutrients.model_validate(kept.model_dump())

    def test_what_was_told_is_set_aside_not_forgotten(self) -> None:
        told = Nutrients(calories=500, protein_g=5, carbs_g=10, fat_g=1)
        kept, codes = rules.corrected(told, 100)
        assert (kept.calories, codes) == (69, ("ENERGY_MISMATCH", "ENERGY_DERIVED"))
        assert rules.set_aside(told, kept) == {"calories": 500}

    def test_whole_grams_of_a_spoon_are_no_contradiction(self) -> None:
        """5 g of parsley: 2 kcal, and macros that round to nothing."""
        assert rules.corrected(Nutrients(calories=2, protein_g=0, carbs_g=0, fat_g=0), 5)[1] == ()


class TestPer100g:
    @given(foods.nutrients, st.floats(1, 5000))
    def test_there_and_back(self, figures: Nutrients, grams: float) -> None:
        again = figures.per_100g(grams).of(grams)
        for name in NUTRIENTS:
            assert getattr(again, name) == pytest.approx(getattr(figures, name))

    @pytest.mark.parametrize("grams", [0, -1, float("nan"), float("inf")])
    def test_no_amount(self, grams: float) -> None:
        with pytest.raises(ValueError, match="positive"):
            Per100g(calories=1).of(grams)

    def test_are_two_types(self) -> None:
        """Neither passes for the other where a type is asked for; mypy holds it in the code, this at run time."""
        assert not isinstance(Per100g(), Nutrients)
        assert not isinstance(Nutrients(), Per100g)


class TestRange:
    def test_errors_of_independent_items_partly_cancel(self) -> None:
        totals = rules.total([foods.item(calories=300, error_share=0.1), foods.item(calories=400, error_share=0.1)])
        assert totals.calories_error == pytest.approx(50)

    def test_unknown_energy_has_no_error(self) -> None:
        assert rules.total([foods.item()]).calories_error is None
        assert rules.total([]).calories_error == 0

    def test_what_an_amount_rests_on(self) -> None:
        weighed = rules.resting_on(foods.item(calories=100), Evidence.WEIGHED, 0.1)
        assert weighed.evidence is Evidence.WEIGHED
        assert rules.total([weighed]).calories_error == pytest.approx(10)


class TestCaps:
    @pytest.mark.parametrize(
        "fields",
        [
            {"name": ""},
            {"name": "  "},
            {"name": "x" * 201},
            {"quantity": 0},
            {"quantity": 10_001},
            {"unit": ""},
            {"unit": "x" * 51},
            {"grams": 0},
            {"grams": 10_001},
            {"calories": 10_001},
            {"calories": -1},
            {"calories": float("nan")},
            {"protein_g": 5001},
            {"fat_g": float("inf")},
            {"confidence": 1.1},
            {"state": "fermented"},
            {"origin": "guess"},
        ],
        ids=str,
    )
    def test_refused(self, fields: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            foods.item(**fields)

    def test_at_most_fifty_items(self) -> None:
        with pytest.raises(ValidationError):
            MealDraft(items=(foods.item(),) * 51)

    @settings(deadline=None)
    @given(foods.items)
    def test_survives_storage(self, item: FoodItem) -> None:
        assert FoodItem.model_validate(item.model_dump(mode="json")) == item

    def test_totals_survive_storage(self) -> None:
        totals = rules.total([foods.item(calories=1)])
        assert Totals.model_validate(totals.model_dump(mode="json")) == totals

    def test_ids_differ(self) -> None:
        assert foods.item().id != foods.item().id
