"""Meals as they are stored, seen past the rules and the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from local.phone import Phone
from local.queues import QueuedTask, TaskQueue
from shared import clock
from shared.clients.firestore import firestore
from shared.limits.ai_use import budget_path
from shared.meals import reading, store
from shared.meals.analysing import rules
from shared.meals.analysing.queue import task_name
from tests.support.waiting import PATIENCE_S, eventually

FINAL = {"READY", "FAILED", "INACTIVE"}


def stored(path: str) -> dict[str, Any] | None:
    """The document at `path`, None without one."""
    found: dict[str, Any] | None = firestore().document(path).get().to_dict()
    return found


def meal_of(phone: Phone, meal_id: str) -> dict[str, Any]:
    meal = stored(reading.meal_path(phone.uid, meal_id))
    assert meal is not None
    return meal


def day_of(phone: Phone, meal: dict[str, Any]) -> dict[str, Any]:
    """The day document of a meal; empty where there is none."""
    return stored(f"users/{phone.uid}/days/{meal['local_date']}") or {"entries": {}, "totals": {}, "meal_count": 0}


def budget_of(phone: Phone) -> dict[str, Any]:
    return stored(budget_path(phone.uid)) or {"charged": [], "in_flight": []}


def posted(phone: Phone, photo: bytes, **fields: str) -> str:
    """The id of the meal that a photo became."""
    answer = phone.post_photo(photo, headers=None, **fields)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["meal_id"])


def reached(phone: Phone, meal_id: str, *states: str, timeout_s: float = PATIENCE_S) -> dict[str, Any]:
    """The stored meal, once its state is one of `states`."""

    def look() -> dict[str, Any] | None:
        meal = meal_of(phone, meal_id)
        return meal if meal["status"] in states else None

    return eventually(look, f"meal {' or '.join(states)}", timeout_s)


def finished(phone: Phone, meal_id: str, timeout_s: float = PATIENCE_S) -> dict[str, Any]:
    """The stored meal, once its analysis has ended."""
    return reached(phone, meal_id, *FINAL, timeout_s=timeout_s)


def queued(queue: TaskQueue, meal_id: str, run: int = 1) -> QueuedTask:
    """The task of that run, once it is in the queue."""
    return eventually(lambda: queue.get(task_name(meal_id, run)), f"the task of run {run}")


def throw_away(queue: TaskQueue) -> None:
    """Deletes every task; whose task is lost by it, the sweeper of a later test does not take up."""
    if queue.purge():
        for meal in store.due_for_sweep(clock.now() + timedelta(days=1), 1000):
            firestore().document(reading.meal_path(meal.uid, meal.meal_id)).update({"analysis.sweep_at": None})


def sweep_is_due(phone: Phone, meal_id: str) -> None:
    """Has the sweeper look after an open meal at its next run, as if the waiting time had passed."""
    store.change(phone.uid, meal_id, lambda meal: rules.still_waiting(meal, check_after=timedelta(0), now=clock.now()))
