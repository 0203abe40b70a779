"""What the rest of the world hears of a meal's life: each event once (by its id), with its own fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from local.phone import Phone
from tests.support.events import Listener
from tests.support.meals import finished, meal_of, posted
from tests.support.photos import plate
from tests.support.vendors import StandIn

COMMON = {"type", "event_id", "timestamp", "correlation_id", "aggregate_id", "meal_id", "user_id"}


def by_type(messages: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The different events by type, oldest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for message in {message["event_id"]: message for message in messages}.values():
        found.setdefault(message["type"], []).append(message)
    return {kind: sorted(events, key=lambda event: str(event["timestamp"])) for kind, events in found.items()}


def own(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name not in COMMON}


def test_ready_deleted_restored(phone: Phone, gemini: StandIn, domain_events: Listener) -> None:
    meal_id = posted(phone, plate())
    meal = finished(phone, meal_id)
    domain_events.wait_for(meal_id, "MealImageUploaded", "MealAnalysisStarted", "MealNutritionUpdated")
    assert phone.request("DELETE", f"/v1/meals/{meal_id}").status_code == 200
    deleted = meal_of(phone, meal_id)
    assert phone.request("POST", f"/v1/meals/{meal_id}/restore").status_code == 200
    restored = meal_of(phone, meal_id)

    messages = domain_events.wait_for(
        meal_id, "MealImageUploaded", "MealAnalysisStarted", "MealNutritionUpdated", "MealDeleted", "MealNutritionUpdated"
    )

    for message in messages:
        assert set(message) >= COMMON
        assert message["aggregate_id"] == message["correlation_id"] == message["meal_id"] == meal_id
        assert message["user_id"] == phone.uid
        assert datetime.fromisoformat(message["timestamp"]).tzinfo is not None
    events = by_type(messages)
    (uploaded,), (started,), (removed,) = (events[kind] for kind in ("MealImageUploaded", "MealAnalysisStarted", "MealDeleted"))
    assert own(uploaded)["image_url"] == meal["image"]["url"]
    assert datetime.fromisoformat(own(uploaded)["upload_timestamp"]) == meal["created_at"]
    assert own(started) == {"analysis_type": "vision_ai"}
    assert own(removed) == {}
    assert datetime.fromisoformat(removed["timestamp"]) == deleted["updated_at"]
    first, again = events["MealNutritionUpdated"]
    for event, state in ((first, meal), (again, restored)):
        assert own(event) == {
            "old_weight": None,
            "new_weight": meal["nutrition"]["total_weight_g"],
            "updated_nutrition": meal["nutrition"],
        }
        assert datetime.fromisoformat(event["timestamp"]) == state["updated_at"]


def test_failed(phone: Phone, gemini: StandIn, domain_events: Listener) -> None:
    gemini.will({"finish_reason": "SAFETY"})
    meal_id = posted(phone, plate(), user_description="my grandmother's soup")
    finished(phone, meal_id)

    messages = domain_events.wait_for(meal_id, "MealImageUploaded", "MealAnalysisStarted", "MealFailed")

    (failed,) = by_type(messages)["MealFailed"]
    assert own(failed) == {"error_code": "CONTENT_BLOCKED", "retryable": False}
    assert "grandmother" not in str(messages), "no text of the person's in what everybody hears"


def test_two_meals_do_not_mix(phone: Phone, gemini: StandIn, domain_events: Listener) -> None:
    ids = [posted(phone, plate(number)) for number in range(2)]
    for meal_id in ids:
        finished(phone, meal_id)
    heard = [domain_events.wait_for(meal_id, "MealImageUploaded", "MealAnalysisStarted", "MealNutritionUpdated") for meal_id in ids]
    assert not {event["event_id"] for event in heard[0]} & {event["event_id"] for event in heard[1]}
