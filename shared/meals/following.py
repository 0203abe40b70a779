"""What follows from a write of a meal: the task that analyses it, the events that tell others, the photo that goes with it."""

from __future__ import annotations

from shared.clients import cloudinary, pubsub, tasks
from shared.meals import rules
from shared.meals.analysis_queue import ANALYSIS_FUNCTION, DISPATCH_DEADLINE_S, QUEUE
from shared.meals.models import DomainEvent, Meal

TOPIC = "domain-events"


def follow(before: Meal | None, after: Meal | None) -> None:
    """Does all of it; doing it again is harmless (named tasks, deterministic event ids, absent photos stay absent)."""
    if after and (run := rules.run_to_enqueue(before, after)):
        payload = {"uid": after.uid, "meal_id": after.meal_id, "run": run}
        tasks.enqueue(QUEUE, rules.task_name(after.meal_id, run), ANALYSIS_FUNCTION, payload, deadline_s=DISPATCH_DEADLINE_S)
    pubsub.publish(TOPIC, [_message(event) for event in rules.domain_events(before, after)])
    if before and before.image and after is None:  # the time to restore it is over
        cloudinary.destroy(before.image.image_id)


def _message(event: DomainEvent) -> pubsub.Message:
    data = event.model_dump(mode="json", exclude={"payload"}) | event.payload
    return pubsub.Message(data=data, attributes={"type": event.type, "event_id": event.event_id})
