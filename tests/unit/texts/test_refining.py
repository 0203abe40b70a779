"""shared/texts/refining.py: orders about a list, and those that leave open what is meant."""

from __future__ import annotations

import pytest

from shared.foods.language import sentences
from shared.nutrition.models import Evidence, Per100g
from shared.texts import rules
from shared.texts.models import ItemStatus, TextItem
from shared.texts.refining import refined
from tests.unit.foods.kitchen import kitchen

SHARES = {Evidence.TYPED: 0.1, Evidence.WEIGHED: 0.1, Evidence.PHOTO: 0.35}


def listed(text: str) -> list[TextItem]:
    return [rules.of_spoken(spoken, SHARES) for spoken in sentences.read(text, kitchen())]


def shown(items: list[TextItem] | None) -> list[str] | None:
    return None if items is None else [f"{item.name}: {'?' if item.grams is None else f'{item.grams:g}'}" for item in items]


BREAKFAST = "1 egg, 2 slices of toast, 1 tbsp butter, coffee"
UNCHANGED = ["Egg, whole: 50", "Toast: 44", "Butter: 14.2", "Coffee, brewed: ?"]


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        ("make it 2 eggs", ["Egg, whole: 100", *UNCHANGED[1:]]),
        ("actually 3 eggs", ["Egg, whole: 150", *UNCHANGED[1:]]),
        ("it was 2 large eggs", ["Egg, whole: 100", *UNCHANGED[1:]]),
        ("2 eggs", ["Egg, whole: 100", *UNCHANGED[1:]]),
        ("no butter", [*UNCHANGED[:2], UNCHANGED[3]]),
        ("without the butter", [*UNCHANGED[:2], UNCHANGED[3]]),
        ("remove the toast and the butter", [UNCHANGED[0], UNCHANGED[3]]),
        ("I didn't have coffee", UNCHANGED[:3]),
        ("add a banana", [*UNCHANGED, "Banana: 118"]),
        ("also 200 ml milk", [*UNCHANGED, "Milk, whole: 206"]),
        ("add a banana and no butter", [*UNCHANGED[:2], UNCHANGED[3], "Banana: 118"]),
        ("make it 2 eggs, no butter, and add an apple", ["Egg, whole: 100", UNCHANGED[1], UNCHANGED[3], "Apple: 182"]),
        ("replace the toast with a bagel", [UNCHANGED[0], "Bagel: 105", *UNCHANGED[2:]]),
        ("a bagel instead of toast", [UNCHANGED[0], "Bagel: 105", *UNCHANGED[2:]]),
        ("change the butter to 2 tbsp", [*UNCHANGED[:2], "Butter: 28.4", UNCHANGED[3]]),
        ("change the toast to 100 g", [UNCHANGED[0], "Toast: 100", *UNCHANGED[2:]]),
        ("make the coffee 250 ml", [*UNCHANGED[:3], "Coffee, brewed: 250"]),
        ("make it 250 ml", [*UNCHANGED[:3], "Coffee, brewed: 250"]),  # the only amount that was asked for
    ],
)
def test_orders(order: str, wanted: list[str]) -> None:
    before = listed(BREAKFAST)
    assert shown(before) == UNCHANGED
    after = refined(before, order, kitchen(), SHARES)
    assert shown(after) == wanted
    assert after is not None
    kept = {item.id for item in before} & {item.id for item in after}
    assert len(kept) == len([item for item in after if item.name in {b.name for b in before} or item.name == "Bagel"])


@pytest.mark.parametrize(
    "order",
    [
        "make it bigger",
        "make it healthier please",
        "no unicorn",
        "add some unicorn stew",
        "make it 2 pancakes",  # which of them?
        "replace the soup with a bagel",
        "half of everything",
        "my dog ate the rest",
    ],
)
def test_what_is_not_clear_is_left_to_others(order: str) -> None:
    assert refined(listed(BREAKFAST), order, kitchen(), SHARES) is None


def test_one_of_two_is_not_clear() -> None:
    two = listed("1 apple") + listed("2 apples")
    assert refined(two, "no apple", kitchen(), SHARES) is None
    assert refined(two, "make it 3 apples", kitchen(), SHARES) is None


def test_an_estimate_can_be_weighed() -> None:
    stew = TextItem(
        status=ItemStatus.NEEDS_AMOUNT, name="unicorn stew", per_100g=Per100g(calories=120, protein_g=8), source=rules.ESTIMATE
    )
    after = refined([stew], "make it 250 g", kitchen(), SHARES)
    assert after is not None
    (item,) = after
    assert (item.status, item.grams, item.calories, item.protein_g, item.carbs_g) == (ItemStatus.RESOLVED, 250, 300, 20, None)
    assert item.error_share == SHARES[Evidence.PHOTO], "its figures are a guess, however well it was weighed"
    assert refined([stew], "make it 2 cups", kitchen(), SHARES) is None


def test_totals_do_not_count_what_is_not_known() -> None:
    items = listed("2 eggs and butter")
    sums = rules.totals(items)
    assert sums.calories == pytest.approx(143)
    assert sums.completeness["calories"] == 0.5
    assert rules.totals(listed("butter")).calories is None
    assert rules.totals([]).calories == 0


def test_a_range_makes_the_energy_less_sure() -> None:
    (exact,), (between,) = listed("2 bananas"), listed("1-3 bananas")
    assert exact.grams == between.grams
    assert exact.error_share == SHARES[Evidence.TYPED]
    assert between.error_share == pytest.approx((0.1**2 + 0.5**2) ** 0.5)
