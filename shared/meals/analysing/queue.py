"""Where an analysis is queued. Its own file, so that the function that enqueues imports nothing of the one that analyses."""

from __future__ import annotations

from datetime import timedelta

from shared.settings import settings

QUEUE = "gemini-general"
ANALYSIS_FUNCTION = "run-meal-analysis"
DISPATCH_DEADLINE_S = 120  # the worker's own time-out


def check_after() -> timedelta:
    """How long an open meal waits before the sweeper looks after it."""
    return timedelta(seconds=settings().ANALYSIS_STUCK_AFTER_S)
