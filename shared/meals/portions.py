"""The one question about a photographed meal, and its answer: how much was it, of the food that matters most? Pure.

The energy of a photo is off mostly because of one food's amount. The question names that food and offers amounts to tap, each with
what the item and the meal would then be, so that the app shows the effect before the person has chosen and no model is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from shared.errors import Conflict, Unprocessable
from shared.meals.models import PortionChoice, PortionQuestion
from shared.nutrition.models import MAX_GRAMS, Evidence, FoodItem
from shared.nutrition.rules import resting_on, scale_item, total

# Below this uncertainty (± kcal of the item) a question costs the person more than it tells.
_WORTH_ASKING_KCAL = 40.0
_FACTORS = (0.5, 0.75, 1.0, 1.5, 2.0)
_MOST_CHOICES = 7
_ALIKE = 0.08  # two choices closer than this are one to the person
_PLAUSIBLE = (0.3, 3.0)  # of the judged amount: a portion outside is not what is on the photo


class NoPortionQuestion(Conflict):
    error_code, title = "NO_PORTION_QUESTION", "The meal has no open question"


class UnknownChoice(Unprocessable):
    error_code, title = "UNKNOWN_PORTION_CHOICE", "The choice is not one of those offered"


class PortionAnswer(BaseModel):
    """The choice that was tapped, or the weight itself."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    choice_id: str | None = Field(None, min_length=1, max_length=20, description="Of the question's choices.", examples=["150g"])
    grams: float | None = Field(None, gt=0, le=10_000, description="The weight, instead of a choice.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.choice_id is None) == (self.grams is None):
            raise PydanticCustomError("one_of_both", "send either choice_id or grams")
        return self


def question(items: Sequence[FoodItem]) -> PortionQuestion | None:
    """The question about the item whose judged amount leaves most of the meal's energy open; None where none is worth asking."""
    asked = max((item for item in items if _doubt(item) >= _WORTH_ASKING_KCAL), key=_doubt, default=None)
    if asked is None or asked.grams is None:
        return None
    choices = [_choice(items, asked, *amount) for amount in _amounts(asked, asked.grams)]
    kept = tuple(choice for choice in choices if choice is not None)
    return PortionQuestion(item_id=asked.id, item_name=asked.name, choices=kept) if len(kept) > 1 else None


def chosen(asked: PortionQuestion | None, choice_id: str | None, grams: float | None) -> float:
    """The weight that an answer means. Raises NoPortionQuestion and UnknownChoice."""
    if asked is None:
        raise NoPortionQuestion("The question was answered already, or the meal was edited since. Edit the ingredients instead.")
    if grams is not None:
        return grams
    found = next((choice for choice in asked.choices if choice.choice_id == choice_id), None)
    if found is None:
        raise UnknownChoice(f"Choose one of {', '.join(choice.choice_id for choice in asked.choices)}, or send grams.")
    return found.grams


def with_portion(items: Sequence[FoodItem], item_id: str, grams: float, *, error_share: float) -> list[FoodItem]:
    """The items, that one with the weight which the person says. Raises Unprocessable where no item can be that large."""
    return [_weighing(item, grams, error_share) if item.id == item_id else item for item in items]


def _weighing(item: FoodItem, grams: float, error_share: float) -> FoodItem:
    changed = scale_item(item, grams / item.grams) if item.grams else None
    if changed is None:
        raise Unprocessable(f"{grams:g} g of {item.name} is more than an item can be.")
    return resting_on(changed, Evidence.TYPED, error_share)


def _doubt(item: FoodItem) -> float:
    """± kcal that the judged amount leaves open."""
    if item.evidence is not Evidence.PHOTO or item.calories is None or item.grams is None:
        return 0.0
    return item.calories * item.error_share


def _amounts(item: FoodItem, judged: float) -> list[tuple[float, str | None, float]]:
    """(grams, unit, quantity) to offer, lightest first: parts of the judged amount, and the food's own portions near it."""
    low, high = (bound * judged for bound in _PLAUSIBLE)
    portions = [(portion.grams, portion.unit, 1.0) for portion in item.allowed_units if low <= portion.grams <= high]
    offered: list[tuple[float, str | None, float]] = [(judged, None, 1.0)]
    for amount in [*portions, *((factor * judged, None, factor) for factor in _FACTORS)]:
        if all(abs(amount[0] - other[0]) > _ALIKE * other[0] for other in offered) and amount[0] <= MAX_GRAMS:
            offered.append(amount)
    return sorted(sorted(offered, key=lambda amount: abs(amount[0] - judged))[:_MOST_CHOICES])


def _choice(items: Sequence[FoodItem], item: FoodItem, grams: float, unit: str | None, quantity: float) -> PortionChoice | None:
    scaled = scale_item(item, grams / item.grams) if item.grams else None
    if scaled is None:
        return None
    totals = total([scaled if other.id == item.id else other for other in items])
    return PortionChoice(
        choice_id=f"{grams:.4g}g",
        grams=grams,
        unit=unit,
        quantity=quantity,
        is_judged=grams == item.grams,
        item_calories=scaled.calories,
        total_calories=totals.calories,
    )
