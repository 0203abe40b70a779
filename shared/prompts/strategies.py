"""The six ways to analyse a photo, chosen by what the request tells besides it.

    weight        the total weight is known
    ingredients   the ingredients are known, perhaps with their grams
    portion       the size of the portion is known (200 g, 1 cup)
    description   the person says what it is
    basic         nothing but the photo
    ingredient    the photo shows a single ingredient; only by name, since nothing but the caller can tell

All of them share one prompt and one answer schema (meal_photo.py). A strategy adds its task and, afterwards, holds the answer to
what the person knows better than the model. Hints combine: whatever the request carries is shown to the model, and a known weight
is applied, by any strategy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import fsum

from shared.nutrition.models import MAX_GRAMS, FoodItem, Issue, MealDraft
from shared.nutrition.rules import flagged, scale_item
from shared.nutrition.units import is_weight, to_grams
from shared.prompts.hints import AnalysisHints, HintsRefused

WEIGHT_APPLIED = "SCALED_TO_KNOWN_WEIGHT"
WEIGHT_NOT_APPLIED = "KNOWN_WEIGHT_NOT_APPLIED"
GRAMS_FROM_USER = "GRAMS_FROM_USER"
EXTRA_ITEMS_DROPPED = "EXTRA_ITEMS_DROPPED"


def fit_to_weight(draft: MealDraft, hints: AnalysisHints) -> MealDraft:
    """All items in proportion, so that they weigh what the person says; noted as an issue and on each item.

    Left as it is, and noted, where foods are missing (a partial answer) or one has no weight: its share is not known.
    """
    known_weight_g = _known_weight_g(hints)
    if known_weight_g is None:
        return draft
    weights = [item.grams for item in draft.items]
    if not draft.partial and None not in weights:
        factor = known_weight_g / fsum(grams for grams in weights if grams is not None)
        scaled = [scale_item(item, factor, flag=WEIGHT_APPLIED) for item in draft.items]
        if None not in scaled:
            return _with(draft, [item for item in scaled if item is not None], WEIGHT_APPLIED)
    return _with(draft, draft.items, WEIGHT_NOT_APPLIED)


def apply_known_grams(draft: MealDraft, hints: AnalysisHints) -> MealDraft:
    """Each item that bears the name of a known ingredient weighs what the person says; then the total weight, if that is known."""
    known = {ingredient.name.casefold(): ingredient.grams for ingredient in hints.ingredients if ingredient.grams is not None}
    items = [
        _weighing(item, known.get(item.name.casefold()) or known.get((item.localized_name or "").casefold()))
        for item in draft.items
    ]
    return fit_to_weight(_with(draft, items), hints)


def _weighing(item: FoodItem, grams: float | None) -> FoodItem:
    if grams is None:
        return item
    if item.grams is not None:
        return scale_item(item, grams / item.grams, flag=GRAMS_FROM_USER) or item
    known = {"quantity": grams, "unit": "g", "grams": grams, "is_unmatched": False}
    return item.model_copy(update={**known, "provenance": flagged(item.provenance, GRAMS_FROM_USER)})


def keep_one(draft: MealDraft, hints: AnalysisHints) -> MealDraft:
    """The first item, which the prompt asks to be the one; then the known weight."""
    dropped = (EXTRA_ITEMS_DROPPED,) if len(draft.items) > 1 else ()
    return fit_to_weight(_with(draft, draft.items[:1], *dropped), hints)


def _with(draft: MealDraft, items: list[FoodItem] | tuple[FoodItem, ...], *codes: str) -> MealDraft:
    issues = (*draft.issues, *(Issue(code=code) for code in codes))
    return draft.model_copy(update={"items": tuple(items), "issues": issues})


@dataclass(frozen=True)
class Strategy:
    """`needs` are the hints without which it cannot be named; `adjust` holds a draft to what the person knows."""

    name: str
    task: str
    needs: tuple[str, ...] = ()
    adjust: Callable[[MealDraft, AnalysisHints], MealDraft] = fit_to_weight

    def missing(self, hints: AnalysisHints) -> tuple[str, ...]:
        return tuple(need for need in self.needs if not getattr(hints, need))


_EVERY_FOOD = "List every food and drink of the meal as its own item, with its edible weight as served."

# In the order in which `choose` looks, the most specific first.
STRATEGIES: dict[str, Strategy] = {
    strategy.name: strategy
    for strategy in (
        Strategy(
            "weight",
            f"{_EVERY_FOOD} The total weight of the meal is known (total_weight_g): divide it among the items, so that their grams "
            "add up to it.",
            needs=("total_weight_g",),
        ),
        Strategy(
            "ingredients",
            "The ingredients are known (known_ingredients): list those, under these very names, with the grams given there and, "
            "where none are given, with what the photo shows. Add another food only if it is plainly visible.",
            needs=("ingredients",),
            adjust=apply_known_grams,
        ),
        Strategy(
            "portion",
            f"{_EVERY_FOOD} The size of the portion is known (portion): choose the items' weights so that together they make "
            "that portion.",
            needs=("portion_quantity", "portion_unit"),
        ),
        Strategy(
            "description",
            f"{_EVERY_FOOD} The person describes the meal (description): use it to tell apart what looks alike, and for what the "
            "photo cannot show, such as oil, sugar or the kind of milk. Where it contradicts what is plainly visible, follow the "
            "photo.",
            needs=("description",),
        ),
        Strategy("basic", _EVERY_FOOD),
        Strategy(
            "ingredient",
            "The photo shows one single ingredient, perhaps several pieces of it. Give exactly one item: that ingredient, with the "
            "weight of all of it.",
            adjust=keep_one,
        ),
    )
}


def choose(hints: AnalysisHints) -> Strategy:
    """The strategy that the hints name, else the most specific one whose inputs are there.

    Raises HintsRefused for an unknown name, and with what is missing where a named one lacks its inputs.
    """
    if hints.strategy is None:
        return next(s for s in STRATEGIES.values() if s.name == "basic" or (s.needs and not s.missing(hints)))
    strategy = STRATEGIES.get(hints.strategy)
    if strategy is None:
        raise HintsRefused(f"There is no such strategy; the strategies are {', '.join(STRATEGIES)}.")
    if missing := strategy.missing(hints):
        raise HintsRefused(
            f"The strategy {strategy.name!r} needs {' and '.join(missing)} as well. Add it or leave the strategy out."
        )
    return strategy


def _known_weight_g(hints: AnalysisHints) -> float | None:
    """The weight that the person knows: the total, else a portion given in a unit of weight."""
    if hints.total_weight_g is not None:
        return hints.total_weight_g
    if hints.portion_quantity is None or hints.portion_unit is None or not is_weight(hints.portion_unit):
        return None
    grams = to_grams(hints.portion_quantity, hints.portion_unit)
    return grams if grams is not None and grams <= MAX_GRAMS else None
