"""A photo of one ingredient, and what was recognised on it."""

from __future__ import annotations

from shared.ai.kinds import Kind
from shared.ai.models import Job
from shared.foods.models import Food

MAX_BYTES = 5 * 1024 * 1024


class IngredientRecognition(Job):
    """`users/{uid}/ingredient_recognitions/{recognition_id}`. The photo is kept until the recognition has ended."""

    image_id: str
    image_url: str
    name: str | None = None
    confidence: float | None = None
    category: str | None = None
    success: bool | None = None
    food: Food | None = None  # of the table, by that name


RECOGNITIONS = Kind("ingredient_recognitions", "run-ingredient-recognition", IngredientRecognition)
