"""The states of a meal, and the one way from each to the next.

    PROCESSING ─► ANALYZING ─► ENRICHING ─► READY          any of the four, and FAILED, can be deleted (INACTIVE) and restored
         └────────────┴────────────┴─► FAILED ─► ANALYZING (retry)

A step takes a meal and the time, and returns the changed meal or raises a Problem that says why not. Here are those that any
meal can take; analysing/rules.py has those of an analysis, changing/rules.py those by hand. Everything here is pure.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from shared.meals.models import OPEN, Analysis, Meal, Status
from shared.meals.problems import MealNotFound, MealStateConflict

RESTORABLE_FOR = timedelta(days=30)

_TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.PROCESSING: frozenset({Status.PROCESSING, Status.ANALYZING, Status.FAILED, Status.INACTIVE}),
    Status.ANALYZING: frozenset({Status.ANALYZING, Status.ENRICHING, Status.READY, Status.FAILED, Status.INACTIVE}),
    Status.ENRICHING: frozenset({Status.ENRICHING, Status.READY, Status.FAILED, Status.INACTIVE}),
    Status.READY: frozenset({Status.READY, Status.INACTIVE}),
    Status.FAILED: frozenset({Status.ANALYZING, Status.INACTIVE}),
    Status.INACTIVE: frozenset(),  # except by restore
}


def step(meal: Meal, now: datetime, status: Status, **changes: Any) -> Meal:
    """The meal in another state, or again in the same one. Raises MealStateConflict where the state machine has no such way."""
    if status not in _TRANSITIONS[meal.status]:
        raise MealStateConflict(f"The meal is {meal.status} and cannot become {status}.", status_now=meal.status)
    if status is not meal.status:
        changes["status_changed_at"] = now
    return _moved(meal, now, status, **changes)


def deleted(meal: Meal, *, now: datetime) -> Meal:
    """The meal out of sight, restorable for 30 days."""
    return step(
        meal,
        now,
        Status.INACTIVE,
        analysis=closed(meal.analysis) if meal.analysis else None,
        is_deleted=True,
        deleted_at=now,
        deleted_from=meal.status,
        expires_at=now + RESTORABLE_FOR,
    )


def restored(meal: Meal, *, check_after: timedelta, now: datetime) -> Meal:
    """A deleted meal as it was; one whose analysis was under way is analysed anew. Raises MealStateConflict."""
    if meal.status is not Status.INACTIVE or meal.deleted_from is None:
        raise MealStateConflict("The meal is not deleted.", status_now=meal.status)
    if meal.expires_at is not None and meal.expires_at <= now:  # the document may outlive its time by a day
        raise MealNotFound("The meal was deleted more than 30 days ago and cannot be restored.")
    analysis, status = meal.analysis, meal.deleted_from
    if analysis and status in OPEN:
        analysis = queued(analysis, now + check_after)
    # The state machine has no way out of INACTIVE: this is the exception.
    return _moved(
        meal,
        now,
        status,
        status_changed_at=now,
        analysis=analysis,
        is_deleted=False,
        deleted_at=None,
        deleted_from=None,
        expires_at=None,
    )


def queued(analysis: Analysis, sweep_at: datetime, *, lost_runs: int = 0) -> Analysis:
    """The analysis before its next run: no worker has it, and the sweeper looks after it from `sweep_at` on."""
    begun = {"run": analysis.run + 1, "lost_runs": lost_runs, "lease_owner": None, "lease_until": None, "sweep_at": sweep_at}
    return analysis.model_copy(update=begun)


def closed(analysis: Analysis) -> Analysis:
    """The analysis in nobody's hands, and nothing for the sweeper to look after."""
    return analysis.model_copy(update={"lease_owner": None, "lease_until": None, "sweep_at": None})


def _moved(meal: Meal, now: datetime, status: Status, **changes: Any) -> Meal:
    return meal.model_copy(update={"status": status, "version": meal.version + 1, "updated_at": now, **changes})
