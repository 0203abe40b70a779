"""Looks after meals whose analysis got lost."""

from shared.events.schedule import schedule
from shared.meals.analysing import sweeping


@schedule
def sweep_stuck_meals() -> None:
    """Gives every open meal without a live worker or task its next run, and gives up after the third."""
    sweeping.sweep()
