"""Which run of an analysis is queued, where and by what name. Apart from it: who enqueues imports nothing of the analysis."""

from __future__ import annotations

from datetime import timedelta

from shared.meals.models import OPEN, Meal
from shared.settings import settings

QUEUE = "gemini-general"
ANALYSIS_FUNCTION = "run-meal-analysis"
DISPATCH_DEADLINE_S = 120  # the worker's own time-out


def run_to_enqueue(before: Meal | None, after: Meal | None) -> int | None:
    """The run that this change asks for: of a new meal, of a retried, restored or swept one."""
    if after is None or after.analysis is None or after.status not in OPEN:
        return None
    asked_before = before.analysis.run if before and before.analysis and before.status in OPEN else None
    return after.analysis.run if after.analysis.run != asked_before else None


def task_name(meal_id: str, run: int) -> str:
    """The name of the task of one run: the same however often the run is asked for."""
    return f"analyze-{meal_id}-{run}"


def check_after() -> timedelta:
    """How long an open meal waits before the sweeper looks after it."""
    return timedelta(seconds=settings().ANALYSIS_STUCK_AFTER_S)
