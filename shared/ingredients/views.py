"""What the app gets for a photo of an ingredient."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shared.ai.models import JobStatus
from shared.foods.views import Per100gView
from shared.ingredients.models import IngredientRecognition
from shared.nutrition.models import AllowedUnit
from shared.types import View

_STATUS: dict[JobStatus, Literal["pending", "ready", "failed"]] = {
    JobStatus.PENDING: "pending",
    JobStatus.READY: "ready",
    JobStatus.FAILED: "failed",
}


class IngredientFoodView(View):
    """The food of the table that the name means."""

    food_id: str
    fdc_id: int | None
    name: str
    per_100g: Per100gView
    allowed_units: list[AllowedUnit]


class IngredientView(View):
    recognition_id: str
    status: Literal["pending", "ready", "failed"]
    success: bool | None = Field(description="A name was found, with a confidence above 0.3; null while it is not known.")
    name: str | None
    confidence: float | None
    category: Literal["vegetable", "fruit", "protein", "grain", "dairy", "seasoning", "other"] | None
    food: IngredientFoodView | None
    message: str
    error_code: str | None
    retryable: bool | None


def ingredient_view(found: IngredientRecognition) -> IngredientView:
    return IngredientView(
        recognition_id=found.job_id,
        status=_STATUS[found.status],
        success=found.success,
        name=found.name,
        confidence=found.confidence,
        category=found.category,
        food=_food(found),
        message=_message(found),
        error_code=found.error_code,
        retryable=found.retryable,
    )


def _food(found: IngredientRecognition) -> IngredientFoodView | None:
    food = found.food
    if food is None:
        return None
    return IngredientFoodView(
        food_id=food.food_id,
        fdc_id=food.fdc_id,
        name=food.name,
        per_100g=Per100gView(**food.per_100g.model_dump()),
        allowed_units=list(food.portions),
    )


def _message(found: IngredientRecognition) -> str:
    if found.status is JobStatus.PENDING:
        return "The photo is being looked at."
    if found.status is JobStatus.FAILED:
        return found.error_message or "The photo could not be looked at."
    return (
        f"This looks like {found.name}." if found.success else "No ingredient was recognised. Take a closer photo of a single one."
    )
