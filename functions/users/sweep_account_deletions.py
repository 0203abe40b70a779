"""Looks after deletions of accounts that wait or got lost."""

from shared.deletion import work
from shared.events.schedule import schedule


@schedule
def sweep_account_deletions() -> None:
    """Gives every deletion that is due its next run, for as long as it takes; one that takes days is reported."""
    work.sweep()
