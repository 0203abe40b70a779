"""The daily target itself, as every day document shows it."""

from shared.documents import Document

# Meals may be logged on the person's tomorrow, in a zone that may be up to 26 hours ahead: on so many days from today on.
LOGGABLE_DAYS = 4


class Target(Document):
    """What the person wants to eat on a day: kcal and g. Energy is always 4 kcal/g protein and carbs, 9 kcal/g fat."""

    calories: float
    protein_g: float
    carbs_g: float
    fat_g: float
