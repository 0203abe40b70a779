"""A person asks for a failed analysis once more."""

from __future__ import annotations

from functools import partial

from shared import clock
from shared.idempotency import Receipt
from shared.meals.analysing import rules
from shared.meals.analysing.queue import check_after
from shared.meals.answering import changed
from shared.meals.views import MealView
from shared.users.models import Person


def retry_analysis(person: Person, meal_id: str, receipt: Receipt) -> MealView:
    """It counts for the day again. Raises MealStateConflict where it cannot help."""
    now = clock.now()
    return changed(person, meal_id, partial(rules.retry, check_after=check_after(), now=now), receipt, now)
