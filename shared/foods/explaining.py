"""The table's food of the name that a person gives figures for, where those want an explanation.

Whisky has energy and no macros, and nobody says of it that it is alcohol. Figures that add up need no table, and do not open it.
"""

from __future__ import annotations

from shared.foods.language import talk
from shared.foods.models import Food
from shared.nutrition.models import ALCOHOL, Nutrients
from shared.nutrition.rules import ENERGY_DERIVED, ENERGY_MISMATCH, corrected


def alike(name: str, told: Nutrients, grams: float, category: str | None) -> Food | None:
    """The food that the name surely means; None also where the figures for `grams` stand by themselves."""
    _, codes = corrected(told, grams, alcoholic=category == ALCOHOL)
    if not {ENERGY_MISMATCH, ENERGY_DERIVED}.intersection(codes):
        return None
    from shared.foods.tables.table import table

    match = table().best(talk.without_talk(name.casefold(), "en"))
    return match.food if match else None
