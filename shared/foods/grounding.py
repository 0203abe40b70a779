"""The model proposes, the tables dispose: replacing a model's figures by those of a food table.

The step stands between a draft and the final meal (state ENRICHING). An item whose food no table knows keeps the model's figures,
marked as an estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shared.foods.models import Match
from shared.foods.rules import AmountOutOfRange, grams_of, with_figures
from shared.nutrition.models import FoodItem, State
from shared.nutrition.rules import FIGURE_CODES, flagged

# The food was found, but only raw where the plate has it cooked or the other way about: its weight means something else.
STATE_MISMATCH = "STATE_MISMATCH"

_WITHOUT_WATER_OR_HEAT = frozenset({State.RAW, State.DRY})
_PREPARED = frozenset({State.COOKED, State.BOILED, State.BAKED, State.FRIED})


class FoodTable(Protocol):
    """Whatever finds the food that a model names."""

    def match(self, item: FoodItem) -> Match | None:
        """The food that `item` names, in its state if there is one; None where no match passes the threshold.

        Raises VendorBusy where it cannot tell now; the analysis is then tried again.
        """
        ...


def ground(items: Sequence[FoodItem], tables: Sequence[FoodTable], *, model: str | None = None) -> list[FoodItem]:
    """The same items in the same order, each with the figures of the first table that knows its food, else with its own.

    `model` is noted as the one that named the foods. An item of unknown weight gets one if the food's own portions tell it.
    """
    return [
        _ground(item.model_copy(update={"provenance": item.provenance.model_copy(update={"model": model})}), tables)
        for item in items
    ]


def states_agree(one: State, other: State) -> bool:
    """Whether 100 g of the one can be figured as 100 g of the other: not raw as cooked, whose water differs."""
    return not ((one in _PREPARED and other in _WITHOUT_WATER_OR_HEAT) or (other in _PREPARED and one in _WITHOUT_WATER_OR_HEAT))


def _ground(item: FoodItem, tables: Sequence[FoodTable]) -> FoodItem:
    for table in tables:
        found = table.match(item)
        if found is None:
            continue
        if not states_agree(item.state, found.food.state):
            item = item.model_copy(update={"provenance": flagged(item.provenance, STATE_MISMATCH)})
        elif (grounded := _with_food(item, found)) is not None:
            return grounded
    return item


def _with_food(item: FoodItem, found: Match) -> FoodItem | None:
    """The item with the food's figures; None where it has no weight even so, or they would exceed an item's caps.

    It keeps the name that the model gave it, which is what the person sees on the plate.
    """
    grams = item.grams or grams_of(found.food, item.quantity, item.unit)
    if grams is None:
        return None
    try:
        grounded = with_figures(
            found.food,
            item.quantity,
            item.unit,
            grams,
            evidence=item.evidence,
            error_share=item.error_share,
            item=item,
            match_score=found.score,
        )
    except AmountOutOfRange:
        return None
    said = tuple(flag for flag in item.provenance.flags if flag not in FIGURE_CODES)  # those were about other figures
    state = found.food.state if item.state is State.UNKNOWN else item.state
    return grounded.model_copy(
        update={
            "name": item.name,
            "category": item.category or found.food.category,
            "state": state,
            "confidence": item.confidence,
            "provenance": flagged(grounded.provenance, *said),
        }
    )
