"""What follows from a write of a meal: the task that analyses it, the events that tell others, the photo that goes with it."""

from __future__ import annotations

import logging

from shared.clients import cloudinary, pubsub, tasks
from shared.logging import fields
from shared.meals import store
from shared.meals.analysing.queue import ANALYSIS_FUNCTION, DISPATCH_DEADLINE_S, QUEUE, run_to_enqueue, task_name
from shared.meals.domain_events import DomainEvent, domain_events
from shared.meals.models import Meal

log = logging.getLogger(__name__)

_TOPIC = "domain-events"


def follow(before: Meal | None, after: Meal | None) -> None:
    """Does all of it; doing it again is harmless (named tasks, deterministic event ids, absent photos stay absent)."""
    if after and (run := run_to_enqueue(before, after)):
        _enqueue(after, run)
    pubsub.publish(_TOPIC, [_message(event) for event in domain_events(before, after)])
    if before and (image_id := photo_let_go(before, after)) and not store.is_photo_shown(before.uid, image_id):
        cloudinary.destroy(image_id)
    if before and after is None and before.analysis and before.analysis.crop:
        cloudinary.destroy(before.analysis.crop.image_id)


def photo_let_go(before: Meal | None, after: Meal | None) -> str | None:
    """The id of the photo that the meal showed and shows no more."""
    if before is None or before.image is None:
        return None
    shown = after.image.image_id if after and after.image else None
    return before.image.image_id if before.image.image_id != shown else None


def _enqueue(meal: Meal, run: int) -> None:
    payload = {"uid": meal.uid, "meal_id": meal.meal_id, "run": run}
    name = task_name(meal.meal_id, run)
    is_new = tasks.enqueue(QUEUE, name, ANALYSIS_FUNCTION, payload, deadline_s=DISPATCH_DEADLINE_S)
    if is_new and meal.analysis and not meal.analysis.lost_runs:  # a run in place of a lost one is the same analysis
        log.info("analysis begun", extra=fields(meal_id=meal.meal_id))


def _message(event: DomainEvent) -> pubsub.Message:
    data = event.model_dump(mode="json", exclude={"payload"}) | event.payload
    return pubsub.Message(data=data, attributes={"type": event.type, "event_id": event.event_id})
