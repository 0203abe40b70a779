"""What a model sees on a photo of an ingredient, and the food that this is."""

from __future__ import annotations

from typing import Any

from shared.ai import asking
from shared.ai.asking import Calls
from shared.foods.tables.table import table
from shared.ingredients.models import IngredientRecognition
from shared.prompts import ingredient_photo


def look(job: IngredientRecognition, calls: Calls) -> dict[str, Any]:
    """The fields of the result. Raises AnalysisFailed, or a vendor's error to be tried again."""
    answer = asking.ask(ingredient_photo.build(), calls, asking.picture(job.image_url))
    found = ingredient_photo.interpret(asking.read(answer).value)
    match = table().best(found.name) if found.success and found.name else None
    return {
        "name": found.name,
        "confidence": found.confidence,
        "category": found.category,
        "success": found.success,
        "food": match.food if match else None,
    }
