"""Everything is delivered at least once, in no order: tasks and Firestore events have their effect once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import urllib3

from local.cloud import Cloud
from local.phone import Phone
from local.queues import QueuedTask, TaskQueue
from tests.support.events import Deliveries, Listener
from tests.support.meals import budget_of, day_of, finished, meal_of, posted, queued
from tests.support.photos import plate
from tests.support.vendors import StandIn
from tests.support.waiting import PATIENCE_S, eventually

MODEL = ":generateContent"


@pytest.mark.parametrize("at_once", [3, 1], ids=["at-once", "in-turn"])
def test_task_delivered_three_times(cloud: Cloud, phone: Phone, gemini: StandIn, queue: TaskQueue, at_once: int) -> None:
    gemini.will({"delay_s": 0.5})
    queue.pause()
    meal_id = posted(phone, plate())
    task = queued(queue, meal_id)
    queue.purge()

    with ThreadPoolExecutor(at_once) as workers:
        statuses = list(workers.map(deliver, [cloud] * 3, [queue] * 3, [task] * 3))

    assert statuses == [204, 204, 204], "the queue has no reason to deliver it again"
    meal = finished(phone, meal_id)
    assert (meal["status"], meal["analysis"]["attempts"], meal["analysis"]["usage"]["calls"]) == ("READY", 1, 1)
    assert len(gemini.calls(MODEL)) == 1
    assert list(day_of(phone, meal)["entries"]) == [meal_id]
    assert meal["version"] == 4, "created, claimed, recognised, ready, and nothing else"


def deliver(cloud: Cloud, queue: TaskQueue, task: QueuedTask) -> int:
    headers = dict(task.call.headers) | {
        "X-CloudTasks-QueueName": queue.settings.name,
        "X-CloudTasks-TaskName": task.task_id,
        "X-CloudTasks-TaskRetryCount": "0",
    }
    url = f"{cloud.urls['control']}/functions/run-meal-analysis"
    return urllib3.request("POST", url, body=task.call.body, headers=headers, timeout=PATIENCE_S, retries=False).status


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b'{"uid": "u"}', b'{"uid": "u", "meal_id": "m", "run": "x"}', b"\xff\xfe"]
)
def test_task_that_makes_no_sense(cloud: Cloud, gemini: StandIn, body: bytes) -> None:
    """It can never succeed, so the queue shall not deliver it again."""
    url = f"{cloud.urls['control']}/functions/run-meal-analysis"
    assert urllib3.request("POST", url, body=body, timeout=PATIENCE_S, retries=False).status == 204
    assert gemini.calls(MODEL) == []


def test_events_twice_and_out_of_order(
    phone: Phone, gemini: StandIn, queue: TaskQueue, deliveries: Deliveries, domain_events: Listener
) -> None:
    deliveries.chaotic(copies=3, shuffle_s=0.6)
    done_before = queue.report()["completed"]
    meal_id = posted(phone, plate())
    meal = finished(phone, meal_id)
    assert phone.request("DELETE", f"/v1/meals/{meal_id}").status_code == 200
    assert phone.request("POST", f"/v1/meals/{meal_id}/restore").status_code == 200
    eventually(lambda: deliveries.pending() == 0, "every copy of every event to be delivered")

    assert (meal["status"], meal["analysis"]["run"], meal["analysis"]["attempts"]) == ("READY", 1, 1)
    assert len(gemini.calls(MODEL)) == 1
    assert queue.report()["completed"] - done_before == 1, "one task"
    assert queue.list() == []
    messages = domain_events.wait_for(
        meal_id, "MealImageUploaded", "MealAnalysisStarted", "MealNutritionUpdated", "MealDeleted", "MealNutritionUpdated"
    )
    for event_id in {message["event_id"] for message in messages}:
        told: list[dict[str, Any]] = [message for message in messages if message["event_id"] == event_id]
        assert all(message == told[0] for message in told), "a repetition says the same"
    assert budget_of(phone)["in_flight"] == []
    assert list(day_of(phone, meal)["entries"]) == [meal_id]
    assert meal_of(phone, meal_id)["version"] == meal["version"] + 2, "following an event writes nothing"
