"""Foods onto a plate: what a person names, with its amount, as items of a meal. Pure; whoever calls has looked the foods up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.errors import Unprocessable
from shared.foods.grounding import STATE_MISMATCH, states_agree
from shared.foods.models import Food, Kind
from shared.foods.rules import AmountOutOfRange, amount_unknown, grams_of, judged, with_figures
from shared.nutrition.models import MAX_GRAMS, MAX_QUANTITY, AllowedUnit, Evidence, FoodItem, Per100g, Source, State
from shared.nutrition.rules import flagged, scale_item, set_aside
from shared.nutrition.units import is_weight, normalize

# Of items whose food was found by the words for it, of those whose figures a person gave, and of a model's that it did not rate.
# One that was chosen is certain.
LOOKED_UP_CONFIDENCE, OWN_FIGURES_CONFIDENCE, ESTIMATE_CONFIDENCE = 0.9, 0.8, 0.5
_NO_TABLE = "custom-unsaved"


class UnknownFoods(Unprocessable):
    """`unknown` names every food that does not exist, as it was asked for."""

    error_code, title = "UNKNOWN_FOODS", "Some of these foods do not exist"


@dataclass(frozen=True)
class ErrorShares:
    """± of an item's energy, as a share of it: an amount weighed or a package's, one told otherwise, a model's judgement."""

    measured: float
    typed: float
    judged: float

    def of(self, evidence: Evidence) -> float:
        """Of an amount that a person gave."""
        return self.typed if evidence is Evidence.TYPED else self.measured


@dataclass(frozen=True)
class Choice:
    """A food that was settled on, and how. `own_name` is the person's word for it, the food's own name without one."""

    food: Food
    own_name: str | None = None
    match_score: float | None = None  # of a food that was found by its name
    told: Per100g | None = None  # figures that are nobody's food, as they came; `food` then holds what can be true of them
    confidence: float = OWN_FIGURES_CONFIDENCE  # in figures that were told
    least_error: float = 0.0  # ± of its energy, however well the amount is known


@dataclass(frozen=True)
class Estimate:
    """What a model said of a food that no table knows. `grams` is what the whole amount weighs, where it said that too."""

    per_100g: Per100g
    grams: float | None = None
    state: State = State.UNKNOWN
    confidence: float | None = None


@dataclass(frozen=True)
class Serving:
    """An amount of something: of the food `food_id`, of what the person has own figures of, or of what a model estimated."""

    quantity: float
    unit: str
    food_id: str | None = None
    name: str | None = None
    own_figures: Per100g | None = None
    category: str | None = None
    estimate: Estimate | None = None
    error_share: float = 0.0  # ± of its energy at least, where the words left that much open


def own_food(
    name: str, told: Per100g, *, like: FoodItem | None = None, category: str | None = None, alike: Food | None = None
) -> Choice:
    """A food by the figures that a person gives it, without what cannot be true of them (foods.rules.judged).

    `like` is the item whose figures they replace: its portions still hold. `alike` is the table's food of that name.
    """
    category = category or (like.category if like else None)
    known = {"state": like.state, "portions": like.allowed_units, "density": like.density} if like else {}
    return Choice(_told_of(name, told, "custom", category=category, alike=alike, **known), own_name=name, told=told)


def estimated_food(serving: Serving, estimate: Estimate, errors: ErrorShares) -> Choice:
    """A model's estimate stays one, whoever sends it: its figures are nobody's food, and as unsure as those from a photo."""
    one = (estimate.grams or 0.0) / serving.quantity
    tells = 0 < one <= MAX_GRAMS and not is_weight(serving.unit)
    food = _told_of(
        serving.name or "",
        estimate.per_100g,
        "model_estimate",
        category=serving.category,
        state=estimate.state,
        portions=(AllowedUnit(unit=serving.unit, grams=one),) if tells else (),
    )
    confidence = ESTIMATE_CONFIDENCE if estimate.confidence is None else estimate.confidence
    return Choice(food, told=estimate.per_100g, confidence=confidence, least_error=max(errors.judged, serving.error_share))


def _told_of(name: str, told: Per100g, source: Source, *, category: str | None, alike: Food | None = None, **known: Any) -> Food:
    kept, flags, category = judged(told.of(100), 100, category, alike)
    return Food(
        food_id=_NO_TABLE,
        name=name,
        category=category,
        kind=Kind.CUSTOM,
        per_100g=kept.per_100g(100),
        source=source,
        flags=flags,
        **known,
    )


def serve(
    choice: Choice,
    quantity: float,
    unit: str,
    errors: ErrorShares,
    *,
    grams: float | None = None,
    item: FoodItem | None = None,
    order: int = 0,
) -> FoodItem:
    """`quantity` `unit` of the food as an item, in the place of `item` where there is one.

    With `grams` the amount is that of `item`, whose evidence stays; else it is a new one, told by the person. Raises AmountUnknown,
    which names the food's portions, and AmountOutOfRange.
    """
    food, stays = choice.food, None
    if grams is not None and item is not None:
        evidence, error_share, stays = item.evidence, item.error_share, item.state
    else:
        grams, evidence = grams_of(food, quantity, unit), _evidence(food, unit)
        error_share = max(errors.of(evidence), choice.least_error)
    if grams is None:
        raise amount_unknown(food, quantity, unit)
    served = with_figures(
        food,
        quantity,
        unit,
        grams,
        evidence=evidence,
        error_share=error_share,
        item=item,
        order=order,
        match_score=choice.match_score,
    )
    said = _said_of(choice, served, item)
    if stays is not None and not states_agree(stays, food.state):
        said["provenance"] = flagged(said["provenance"], STATE_MISMATCH)
    return served.model_copy(update=said)


def plate(
    servings: Iterable[Serving], foods: Mapping[str, Food], errors: ErrorShares, alike: Mapping[str, Food] | None = None
) -> tuple[FoodItem, ...]:
    """The items of a meal in the order given, equal foods together. Raises UnknownFoods with all of them, AmountUnknown …

    `alike` are the table's foods by the names that own figures are given for.
    """
    asked = list(servings)
    if unknown := [s.food_id for s in asked if s.food_id is not None and s.food_id not in foods]:
        named = list(dict.fromkeys(unknown))
        raise UnknownFoods(f"There are no such foods: {', '.join(named)}. Search for them, or give their figures.", unknown=named)
    items = [
        serve(_chosen(s, foods, errors, alike or {}), s.quantity, s.unit, errors, order=place) for place, s in enumerate(asked)
    ]
    return merged(items)


def merged(items: Iterable[FoodItem]) -> tuple[FoodItem, ...]:
    """Equal foods as one item, in the place of the first. Raises AmountOutOfRange where together they are too much."""
    by_food: dict[object, FoodItem] = {}
    for item in items:
        same = by_food.get(key := _identity(item))
        by_food[key] = item if same is None else _together(same, item)
    return tuple(item.model_copy(update={"order": order}) for order, item in enumerate(by_food.values()))


def _chosen(serving: Serving, foods: Mapping[str, Food], errors: ErrorShares, alike: Mapping[str, Food]) -> Choice:
    if serving.estimate is not None:
        return estimated_food(serving, serving.estimate, errors)
    if serving.own_figures is not None:
        name = serving.name or ""
        return own_food(name, serving.own_figures, category=serving.category, alike=alike.get(name))
    return Choice(foods[serving.food_id or ""], own_name=serving.name, least_error=serving.error_share)


def _evidence(food: Food, unit: str) -> Evidence:
    if is_weight(unit):
        return Evidence.WEIGHED
    return Evidence.BARCODE if food.barcode else Evidence.TYPED


def _said_of(choice: Choice, served: FoodItem, item: FoodItem | None) -> dict[str, Any]:
    """What the food's table does not say of the item."""
    own, food = choice.own_name, choice.food
    said: dict[str, Any] = {"name": own} if own else {}
    if item is not None and served.name != item.name:
        said["localized_name"] = None  # it was that of another food
    provenance = served.provenance
    if choice.told is not None:
        kept = set_aside(choice.told, food.per_100g)
        provenance = provenance.model_copy(update={"source_id": None, "set_aside": kept})
        said |= {"food_reference_id": None, "confidence": choice.confidence}
    elif choice.match_score is not None:
        said["confidence"] = LOOKED_UP_CONFIDENCE
    return said | {"provenance": provenance}


def _identity(item: FoodItem) -> object:
    if item.food_reference_id is not None:
        return item.food_reference_id
    if item.custom_per100g is None:  # two estimates are two, also of one name
        return item.id
    return (item.name.casefold(), item.category, item.custom_per100g)


def _together(first: FoodItem, second: FoodItem) -> FoodItem:
    """Both amounts as one: in their unit where it is the same, else in grams. Each has a weight."""
    assert first.grams is not None
    assert second.grams is not None
    grams = first.grams + second.grams
    is_one_unit = normalize(first.unit) == normalize(second.unit)
    quantity, unit = (first.quantity + second.quantity, first.unit) if is_one_unit else (grams, "g")
    together = scale_item(first, grams / first.grams)
    if together is None or quantity > MAX_QUANTITY:
        raise AmountOutOfRange(f"{quantity:g} {unit} of {first.name} is more than an item can be: split it.")
    less_sure = max(first, second, key=lambda item: (item.error_share, item.evidence is Evidence.TYPED))
    return together.model_copy(
        update={
            "quantity": quantity,
            "unit": unit,
            "evidence": less_sure.evidence,
            "error_share": less_sure.error_share,
        }
    )
