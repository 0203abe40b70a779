"""Figures as the app gets them."""

from __future__ import annotations

from shared.types import Shown, View


class Per100gView(View):
    """Figures of 100 g of food."""

    calories: Shown | None
    protein_g: Shown | None
    carbs_g: Shown | None
    fat_g: Shown | None
    fiber_g: Shown | None
    sugar_g: Shown | None
