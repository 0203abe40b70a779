"""Looking after analyses that got lost. Apart from the analysis itself, so that a sweep imports nothing of prompts and model."""

from __future__ import annotations

import logging
from datetime import timedelta

from shared import clock
from shared.clients import tasks
from shared.logging import fields
from shared.meals import store
from shared.meals.analysing import rules
from shared.meals.analysing.ending import log_end
from shared.meals.analysing.queue import QUEUE, check_after, task_name
from shared.meals.analysing.rules import LostLease
from shared.meals.models import Meal, Status
from shared.meals.problems import MealNotFound

log = logging.getLogger(__name__)

_BATCH = 100
_SWEEP_FOR = timedelta(seconds=60)


def sweep() -> int:
    """Takes up every open meal whose worker or task is gone; returns how many. Bounded in time: the next sweep goes on."""
    deadline = clock.now() + _SWEEP_FOR
    taken_up = 0
    while clock.now() < deadline:
        batch = store.due_for_sweep(clock.now(), _BATCH)
        taken_up += sum(_look_after(meal) for meal in batch)
        if len(batch) < _BATCH:
            break
    return taken_up


def _look_after(seen: Meal) -> bool:
    """True where the meal was lost: it gets its next run, or is given up. One that waits its turn in the queue is left there."""
    assert seen.analysis is not None
    in_queue = seen.analysis.lease_until is None and tasks.is_waiting(QUEUE, task_name(seen.meal_id, seen.analysis.run))
    step = rules.still_waiting if in_queue else rules.next_run
    try:
        meal = store.change(
            seen.uid, seen.meal_id, lambda m: step(rules.unchanged(m, seen.version), check_after=check_after(), now=clock.now())
        )
    except (LostLease, MealNotFound):
        return False  # it has moved on by itself
    if not in_queue:
        log.warning("lost analysis taken up", extra=fields(meal_id=meal.meal_id, status=meal.status))
    if meal.status is Status.FAILED:
        log_end(meal)
    return not in_queue
