"""The rules of foods: an amount of a food as an item of a meal, and what a table's odd figures are worth. Pure."""

from __future__ import annotations

from shared.errors import NotFound, Unprocessable
from shared.foods.models import Food
from shared.nutrition.models import ALCOHOL, AllowedUnit, Evidence, FoodItem, Nutrients, Origin, Per100g, Provenance, Source
from shared.nutrition.rules import check_plausible, corrected
from shared.nutrition.units import is_weight, to_grams

_ORIGINS: dict[Source, Origin] = {
    "usda": "usda",
    "local": "local",
    "provider": "provider",
    "custom": "custom",
    "model_estimate": "ai",
}
_OPTIONS = 8  # portions that a refusal names

# Told energy that the macros do not make, as foods of that name in the table have it.
TABLE_EXPLAINS = "TABLE_EXPLAINS"


class FoodNotFound(NotFound):
    error_code, title = "FOOD_NOT_FOUND", "There is no such food"


class AmountUnknown(Unprocessable):
    """The weight of the amount is not known; `options` are units of this food whose weight is."""

    error_code, title = "AMOUNT_UNKNOWN", "The weight of this amount is not known"


class AmountOutOfRange(Unprocessable):
    error_code, title = "AMOUNT_OUT_OF_RANGE", "An item cannot be that large"


def odd_figures(per_100g: Per100g, *, category: str | None = None) -> tuple[str, ...]:
    """Reason codes for a table's own figures, which are kept all the same: what was measured is true, however odd it looks."""
    return check_plausible(per_100g, alcoholic=category == ALCOHOL)


def judged(
    told: Nutrients, grams: float, category: str | None, known: Food | None
) -> tuple[Nutrients, tuple[str, ...], str | None]:
    """A person's figures for `grams` without what cannot be true, the reason codes, and the category.

    `known` is the table's food of that name: energy that such foods have is not set aside, and a drink that nobody called
    alcoholic is one where the table says so. TABLE_EXPLAINS then says that the table had its word in it.
    """
    if category == ALCOHOL or known is None:
        return (*corrected(told, grams, alcoholic=category == ALCOHOL), category)
    if told.calories is None and category is None and known.category == ALCOHOL:  # what the macros make is not all that it has
        kept, codes = corrected(told, grams, alcoholic=True)
        return kept, (*codes, TABLE_EXPLAINS), ALCOHOL
    kept, codes = corrected(told, grams, known=known.per_100g)
    if codes or kept.calories is None:
        return kept, codes, category
    return kept, (TABLE_EXPLAINS,), category or known.category


def grams_of(food: Food, quantity: float, unit: str) -> float | None:
    """What `quantity` `unit` of the food weighs: by its own portions, its density, the generic table; None where none tells."""
    return to_grams(quantity, unit, allowed_units=food.portions, density=food.density)


def served(
    food: Food,
    quantity: float,
    unit: str,
    *,
    error_share: float,
    evidence: Evidence | None = None,
    item: FoodItem | None = None,
    order: int = 0,
    match_score: float | None = None,
) -> FoodItem:
    """`quantity` `unit` of `food` as an item of a meal, its figures the food's own.

    `evidence` is what the amount rests on; left out, a unit of weight was weighed and any other typed. `item` is the one whose
    food and amount these replace: it keeps its id, its place and what was said of it. Raises AmountUnknown and AmountOutOfRange.
    """
    grams = grams_of(food, quantity, unit)
    if grams is None:
        raise amount_unknown(food, quantity, unit)
    return with_figures(
        food,
        quantity,
        unit,
        grams,
        evidence=evidence or (Evidence.WEIGHED if is_weight(unit) else Evidence.TYPED),
        error_share=error_share,
        item=item,
        order=order,
        match_score=match_score,
    )


def with_figures(
    food: Food,
    quantity: float,
    unit: str,
    grams: float,
    *,
    evidence: Evidence,
    error_share: float,
    item: FoodItem | None = None,
    order: int = 0,
    match_score: float | None = None,
) -> FoodItem:
    """As `served`, of a weight that is known already. Raises AmountOutOfRange."""
    kept = (
        {}
        if item is None
        else {"id": item.id, "localized_name": item.localized_name, "order": item.order, "detected": item.detected}
    )
    before = item.provenance if item else Provenance()
    try:
        figures = food.per_100g.of(grams)
        return FoodItem.model_validate(
            {
                "order": order,
                **kept,
                **dict(figures),
                "name": food.name,
                "category": food.category,
                "state": food.state,
                "quantity": quantity,
                "unit": unit,
                "grams": grams,
                "evidence": evidence,
                "error_share": error_share,
                "confidence": match_score if match_score is not None else 1.0,
                "origin": _ORIGINS[food.source],
                "fdc_id": food.fdc_id,
                "food_reference_id": food.food_id,
                "is_custom": food.source == "custom",
                "custom_per100g": food.per_100g if food.source == "custom" else None,
                "allowed_units": food.portions,
                "density": food.density,
                "provenance": Provenance(
                    source=food.source,
                    source_id=food.food_id,
                    match_score=match_score,
                    model=before.model,
                    prompt_version=before.prompt_version,
                    flags=food.flags,
                    attribution=food.attribution,
                ),
            }
        )
    except ValueError:
        raise AmountOutOfRange(f"{quantity:g} {unit} of {food.name} is more than an item can be: split it.") from None


def food_of(item: FoodItem) -> Food | None:
    """The food that an item is an amount of, as far as the item tells; None where it has no weight or is a model's estimate."""
    if item.grams is None or item.origin == "ai":
        return None
    return Food(
        food_id=item.food_reference_id or f"custom-{item.id}",
        name=item.name,
        category=item.category,
        state=item.state,
        per_100g=item.custom_per100g or Per100g.model_validate(dict(item.nutrients.per_100g(item.grams))),
        portions=item.allowed_units,
        density=item.density,
        fdc_id=item.fdc_id,
        source=item.provenance.source,
        attribution=item.provenance.attribution,
        flags=item.provenance.flags,
    )


def amount_unknown(food: Food, quantity: float | None, unit: str) -> AmountUnknown:
    """The refusal of an amount, with what would settle it."""
    options = [portion.model_dump() for portion in known_units(food)[:_OPTIONS]]
    units = ", ".join(option["unit"] for option in options)
    said = " ".join(filter(None, ("" if quantity is None else f"{quantity:g}", unit)))
    what = f"How much {said} of {food.name} weighs" if said else f"How much {food.name} it was"
    return AmountUnknown(f"{what} is not known: give grams, or one of: {units}.", options=options)


def known_units(food: Food) -> list[AllowedUnit]:
    """Units in which an amount of this food can be given, each with its weight: its own portions, and grams."""
    return [*food.portions, AllowedUnit(unit="g", grams=1)]
