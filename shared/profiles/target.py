"""The daily target itself, as every day document shows it."""

from __future__ import annotations

from shared.documents import Document


class Target(Document):
    """What the person wants to eat on a day: kcal and g. Energy is always 4 kcal/g protein and carbs, 9 kcal/g fat."""

    calories: float
    protein_g: float
    carbs_g: float
    fat_g: float
