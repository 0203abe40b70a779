"""The model proposes, the tables dispose: replacing a model's figures by those of a food table.

The step stands between a draft and the final meal (state ENRICHING). Sources are asked in order; with none, every item keeps the
model's figures, marked as an estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.nutrition.models import AllowedUnit, FoodItem, Nutrients, Origin, Provenance, Source
from shared.nutrition.rules import FIGURE_CODES, check_plausible, flagged, scale
from shared.nutrition.units import to_grams

ALCOHOL = "alcohol"
_ORIGINS: dict[Source, Origin] = {
    "usda": "usda",
    "local": "local",
    "provider": "provider",
    "custom": "custom",
    "model_estimate": "ai",
}

SOURCE_IMPLAUSIBLE = "SOURCE_IMPLAUSIBLE"


@dataclass(frozen=True)
class Grounded:
    """A food that a source found: its figures for 100 g, which food it was, and what its portions and millilitres weigh.

    `match_score` is 0..1 and at or above the source's own threshold.
    """

    per_100g: Nutrients
    source: Source
    source_id: str
    match_score: float
    fdc_id: int | None = None
    food_reference_id: str | None = None
    allowed_units: tuple[AllowedUnit, ...] = ()
    density: float | None = None


class NutritionSource(Protocol):
    """A food table."""

    def figures(self, item: FoodItem) -> Grounded | None:
        """The food that `item` names in its state, None where no match passes the threshold.

        Raises VendorBusy where it cannot tell now; the analysis is then tried again.
        """
        ...


def ground(items: Sequence[FoodItem], sources: Sequence[NutritionSource], *, model: str | None = None) -> list[FoodItem]:
    """The same items in the same order, each with the figures of the first source that knows it, else with its own.

    `model` is noted as the one that named the foods. An item of unknown weight gets one if the food's own portions tell it.
    """
    return [
        _ground(item.model_copy(update={"provenance": item.provenance.model_copy(update={"model": model})}), sources)
        for item in items
    ]


def _ground(item: FoodItem, sources: Sequence[NutritionSource]) -> FoodItem:
    for source in sources:
        found = source.figures(item)
        if found is None:
            continue
        if check_plausible(found.per_100g, alcoholic=item.category == ALCOHOL):
            item = item.model_copy(update={"provenance": flagged(item.provenance, SOURCE_IMPLAUSIBLE)})
        elif (grounded := _with_figures(item, found)) is not None:
            return grounded
    return item


def _with_figures(item: FoodItem, found: Grounded) -> FoodItem | None:
    """None where the item has no weight even so, or its figures would exceed an item's caps."""
    grams = item.grams or to_grams(item.quantity, item.unit, allowed_units=found.allowed_units, density=found.density)
    if grams is None:
        return None
    provenance = Provenance(
        source=found.source,
        source_id=found.source_id,
        match_score=found.match_score,
        model=item.provenance.model,
        prompt_version=item.provenance.prompt_version,
        flags=tuple(flag for flag in item.provenance.flags if flag not in FIGURE_CODES),  # those were about other figures
    )
    try:
        figures = scale(found.per_100g, grams / 100)
        return FoodItem.model_validate(
            {
                **dict(item),
                **dict(figures),
                "grams": grams,
                "origin": _ORIGINS[found.source],
                "fdc_id": found.fdc_id,
                "food_reference_id": found.food_reference_id,
                "allowed_units": found.allowed_units,
                "provenance": provenance,
                "is_unmatched": False,
            }
        )
    except ValueError:
        return None
