"""Figures of a whole meal that a person says: they count instead of the items' sums, and are kept apart from them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import fsum

from shared.meals.models import NutritionOverride
from shared.nutrition.models import NUTRIENTS, FoodItem, Nutrients, Totals
from shared.nutrition.rules import corrected, set_aside, total


def override_of(told: Nutrients, *, error_share: float, now: datetime) -> NutritionOverride:
    """What a person says of the whole meal, without energy that contradicts its macros.

    The weight of the items says nothing here, since the person says that they are wrong: it is as much as the figures need.
    """
    macros = fsum(getattr(told, name) or 0.0 for name in ("protein_g", "carbs_g", "fat_g"))
    kept, flags = corrected(told, max(100.0, macros, (told.calories or 0.0) / 4))
    return NutritionOverride(figures=kept, error_share=error_share, flags=flags, set_aside=set_aside(told, kept), set_at=now)


def counted(items: Sequence[FoodItem], override: NutritionOverride | None) -> Totals:
    """What a meal counts as: the items' sums, and where a person says otherwise, that."""
    sums = total(items)
    if override is None:
        return sums
    said = {name: value for name in NUTRIENTS if (value := getattr(override.figures, name)) is not None}
    error = override.figures.calories * override.error_share if override.figures.calories is not None else sums.calories_error
    complete = sums.completeness | dict.fromkeys(said, 1.0)
    return sums.model_copy(update={**said, "calories_error": error, "completeness": complete})
