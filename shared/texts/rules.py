"""Foods of a text as the app gets them: from what was understood, from what a model said, and what they add up to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import hypot

from shared.errors import NotFound
from shared.foods.language.amounts import Amount, Said
from shared.foods.language.sentences import Spoken
from shared.foods.models import Food, Match
from shared.foods.rules import AmountOutOfRange, known_units, with_figures
from shared.nutrition.models import NUTRIENTS, AllowedUnit, Evidence, FoodItem, Per100g, Provenance, Totals
from shared.nutrition.rules import total
from shared.nutrition.units import is_weight, to_grams
from shared.prompts.meal_text import TextFood
from shared.texts.models import ItemStatus, TextItem

Shares = Mapping[Evidence, float]  # ± of an item's energy, by what its amount rests on
_OPTIONS = 8
_GRAMS = AllowedUnit(unit="g", grams=1)
ESTIMATE = "model_estimate"

_EMOJI = {
    "grain": "🍚",
    "vegetable": "🥦",
    "fruit": "🍎",
    "meat": "🍗",
    "fish": "🐟",
    "egg": "🍳",
    "dairy": "🧀",
    "legume": "🫘",
    "nut": "🥜",
    "fat": "🧈",
    "sweet": "🍪",
    "sauce": "🥫",
    "soup": "🍲",
    "dish": "🍽️",
    "beverage": "☕",
    "alcohol": "🍷",
}
_ANY_MEAL = "🍽️"


class TextParseNotFound(NotFound):
    error_code, title = "TEXT_PARSE_NOT_FOUND", "There is no such text"


def of_spoken(spoken: Spoken, shares: Shares, *, item_id: str | None = None) -> TextItem:
    """What the words and the tables tell. Of an unknown food the words are kept, for a model or for the person."""
    said = spoken.said
    if spoken.match is None:
        return _named(TextItem(status=ItemStatus.UNMATCHED, text=said.text, name=(said.name or said.text)[:200]), item_id)
    if spoken.amount is None:
        return needs_amount(spoken.match.food, said, spoken.options, item_id=item_id)
    return with_amount(spoken.match, spoken.amount, said, shares, item_id=item_id)


def with_amount(match: Match, amount: Amount, said: Said, shares: Shares, *, item_id: str | None = None) -> TextItem:
    """So much of a table's food; a range makes its energy the less sure."""
    try:
        item = with_figures(
            match.food,
            amount.quantity,
            amount.unit,
            amount.grams,
            evidence=amount.evidence,
            error_share=min(1.0, hypot(shares[amount.evidence], amount.spread)),
            match_score=match.score,
        )
    except AmountOutOfRange:
        return needs_amount(match.food, said, tuple(known_units(match.food)), item_id=item_id)
    return _named(_of_item(item, said.text), item_id)


def needs_amount(food: Food, said: Said, options: Sequence[AllowedUnit], *, item_id: str | None = None) -> TextItem:
    """A known food of which the person has to say how much."""
    item = TextItem(
        status=ItemStatus.NEEDS_AMOUNT,
        text=said.text,
        name=food.name,
        food_id=food.food_id,
        fdc_id=food.fdc_id,
        category=food.category,
        state=food.state,
        quantity=said.number.value if said.number and said.number.value > 0 else None,
        unit=said.unit or None,
        source=food.source,
        options=tuple(options)[:_OPTIONS],
    )
    return _named(item, item_id)


def of_model(food: TextFood, text: str | None, shares: Shares, *, item_id: str | None = None) -> TextItem:
    """A food that no table knows, with the model's figures; its amount only where the words named one whose weight is known."""
    grams = _grams(food)
    item = TextItem(
        status=ItemStatus.NEEDS_AMOUNT if grams is None else ItemStatus.RESOLVED,
        text=text,
        name=food.name,
        category=food.category,
        state=food.state,
        quantity=food.quantity,
        unit=food.unit,
        grams=grams,
        confidence=food.confidence,
        source=ESTIMATE,
        per_100g=food.per_100g,
        options=(_GRAMS,) if grams is None else (),
    )
    return _named(item if grams is None else _estimated(item, grams, food.per_100g, shares), item_id)


def weighing(item: TextItem, amount: Amount, shares: Shares) -> TextItem:
    """An item without a table's food, in another amount that is a weight."""
    assert item.per_100g is not None
    changed = item.model_copy(
        update={
            "status": ItemStatus.RESOLVED,
            "quantity": amount.quantity,
            "unit": amount.unit,
            "grams": amount.grams,
            "options": (),
        }
    )
    return _estimated(changed, amount.grams, item.per_100g, shares)


def pending(item: TextItem) -> TextItem:
    """An unknown food that a model is asked about."""
    return item.model_copy(update={"status": ItemStatus.PENDING})


def given_up(item: TextItem) -> TextItem:
    """A food that the model did not find either."""
    return item.model_copy(update={"status": ItemStatus.UNMATCHED}) if item.status is ItemStatus.PENDING else item


def without_amount(food: TextFood) -> TextFood:
    return replace(food, quantity=None, unit=None)


def told(item: TextItem) -> str:
    """An item as the model is told it: "2 slice of toast"."""
    if item.quantity is None or item.unit is None:
        return f"{item.name}, amount not known"
    return f"{item.quantity:g} {item.unit} of {item.name}"


def totals(items: Sequence[TextItem]) -> Totals:
    """The sums over what is known; what is not yet makes them incomplete."""
    return total([_as_food(item) for item in items])


def emoji(items: Sequence[TextItem]) -> str | None:
    """Of the item with the most energy."""
    if not items:
        return None
    return _EMOJI.get(max(items, key=lambda item: item.calories or 0).category or "", _ANY_MEAL)


def _named(item: TextItem, item_id: str | None) -> TextItem:
    return item if item_id is None else item.model_copy(update={"id": item_id})


def _of_item(item: FoodItem, text: str) -> TextItem:
    return TextItem(
        text=text,
        name=item.name,
        food_id=item.food_reference_id,
        fdc_id=item.fdc_id,
        category=item.category,
        state=item.state,
        quantity=item.quantity,
        unit=item.unit,
        grams=item.grams,
        **dict(item.nutrients),
        evidence=item.evidence,
        error_share=item.error_share,
        confidence=item.confidence,
        source=item.provenance.source,
    )


def _grams(food: TextFood) -> float | None:
    if food.quantity is None or food.unit is None:
        return None
    grams = to_grams(food.quantity, food.unit, generic=False)
    if grams is None and food.grams_per_unit is not None:
        grams = food.quantity * food.grams_per_unit
    return grams if grams is not None and 0 < grams <= 10_000 else None


def _estimated(item: TextItem, grams: float, per_100g: Per100g, shares: Shares) -> TextItem:
    """With the figures of a model's guess: as unsure as one from a photo, however well the amount is known."""
    try:
        figures = per_100g.of(grams)
    except ValueError:
        return item.model_copy(update={"status": ItemStatus.NEEDS_AMOUNT, "grams": None, "options": (_GRAMS,)})
    evidence = Evidence.WEIGHED if item.unit and is_weight(item.unit) else Evidence.TYPED
    return item.model_copy(update={**dict(figures), "evidence": evidence, "error_share": shares[Evidence.PHOTO]})


def _as_food(item: TextItem) -> FoodItem:
    known = item.status is ItemStatus.RESOLVED
    return FoodItem(
        name=item.name,
        quantity=item.quantity or 1,
        unit=item.unit or "unknown",
        grams=item.grams if known else None,
        **{name: getattr(item, name) if known else None for name in NUTRIENTS},
        error_share=item.error_share if item.error_share is not None else 1.0,
        confidence=item.confidence if item.confidence is not None else 0.5,
        is_unmatched=False,
        provenance=Provenance(),
    )
