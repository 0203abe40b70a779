"""What a change of a meal means to others: the domain events. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from shared.ids import derived_id
from shared.meals.models import Meal, Status
from shared.meals.summary import changes_summary
from shared.nutrition.models import NUTRIENTS, Totals


class DomainEvent(BaseModel):
    """What happened to a meal, as it goes to Pub/Sub. `event_id` is the same however often the event is told."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    type: str
    event_id: str
    timestamp: datetime
    correlation_id: str  # the meal: everything that follows from one photo has it in common
    aggregate_id: str
    payload: dict[str, Any]


def domain_events(before: Meal | None, after: Meal | None) -> list[DomainEvent]:
    """The events that the change from `before` to `after` is. The same change always gives the same event ids."""
    if after is None:
        return []
    events: list[tuple[str, dict[str, Any]]] = []
    if _uploaded(before, after) and after.image:
        events.append(("MealImageUploaded", {"image_url": after.image.url, "upload_timestamp": _instant(after.updated_at)}))
    if _run_of(after) != _run_of(before) and after.status is Status.ANALYZING:
        events.append(("MealAnalysisStarted", {"analysis_type": "vision_ai"}))
    if before and after.edit_count > before.edit_count:
        events.append(("MealEdited", _edit(before, after)))
    if after.status is Status.READY and (
        before is None or before.status is not after.status or before.nutrition != after.nutrition
    ):
        events.append(("MealNutritionUpdated", _nutrition_change(before, after)))
    if _entered(before, after, Status.FAILED):
        events.append(("MealFailed", {"error_code": after.error_code, "retryable": after.retryable}))
    if _entered(before, after, Status.INACTIVE):
        events.append(("MealDeleted", {}))
    return [
        DomainEvent(
            type=kind,
            event_id=derived_id(kind, after.meal_id, after.version),
            timestamp=after.updated_at,
            correlation_id=after.meal_id,
            aggregate_id=after.meal_id,
            payload={"meal_id": after.meal_id, "user_id": after.uid, **own},
        )
        for kind, own in events
    ]


def _uploaded(before: Meal | None, after: Meal) -> bool:
    """Whether a photo has come in with this change; a copy shows that of another meal."""
    if before is None:
        return after.analysis is not None
    return after.image is not None and after.image != before.image


def _edit(before: Meal, after: Meal) -> dict[str, Any]:
    return {
        "edit_type": "ingredients" if before.items != after.items else "details",
        "changes_summary": changes_summary(before, after),
        "nutrition_delta": _delta(before.nutrition, after.nutrition),
        "edit_count": after.edit_count,
    }


def _delta(before: Totals | None, after: Totals | None) -> dict[str, float | None]:
    """By how much each nutrient has grown; None where it was or is not known."""
    pairs = {name: (getattr(before, name, None), getattr(after, name, None)) for name in NUTRIENTS}
    return {name: None if old is None or new is None else new - old for name, (old, new) in pairs.items()}


def _run_of(meal: Meal | None) -> tuple[Status, int] | None:
    return (meal.status, meal.analysis.run) if meal and meal.analysis else None


def _entered(before: Meal | None, after: Meal, status: Status) -> bool:
    return after.status is status and (before is None or before.status is not status)


def _nutrition_change(before: Meal | None, after: Meal) -> dict[str, Any]:
    return {
        "old_weight": before.nutrition.total_weight_g if before and before.nutrition and before.status is Status.READY else None,
        "new_weight": after.nutrition.total_weight_g if after.nutrition else None,
        "updated_nutrition": after.nutrition.model_dump(mode="json") if after.nutrition else None,
    }


def _instant(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
