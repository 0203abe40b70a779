"""A person deletes a meal, and has it back."""

from __future__ import annotations

from functools import partial

from shared import clock
from shared.idempotency import Receipt
from shared.meals import reading, states, store
from shared.meals.analysing.queue import check_after
from shared.meals.answering import changed
from shared.meals.views import MealStatusView, MealView
from shared.users.models import Person


def delete_meal(uid: str, meal_id: str) -> MealStatusView:
    """Out of sight and off its day, for 30 days restorable; the photo stays as long."""
    store.change(uid, reading.checked_id(meal_id), partial(states.deleted, now=clock.now()))
    return MealStatusView(meal_id=meal_id, status="INACTIVE", message="The meal was deleted. It can be restored for 30 days.")


def restore_meal(person: Person, meal_id: str, receipt: Receipt) -> MealView:
    """As it was. One whose analysis was under way is analysed anew, which counts for the day again."""
    now = clock.now()
    return changed(person, meal_id, partial(states.restored, check_after=check_after(), now=now), receipt, now, deleted_too=True)
