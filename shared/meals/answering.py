"""A step of the rules, and the meal after it as the answer: one commit has both, and what the step costs."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from shared.idempotency import Receipt
from shared.limits import ai_use
from shared.meals import store
from shared.meals.reading import checked_id
from shared.meals.views import MealView, meal_view
from shared.users.models import Person


def changed(
    person: Person, meal_id: str, step: store.Step, receipt: Receipt, now: datetime, *, deleted_too: bool = False
) -> MealView:
    """The meal after the step; one that begins an analysis counts for the person's day. Raises whatever the step raises."""
    checked_id(meal_id)
    charge = partial(ai_use.charge, person, meal_id, now)
    return receipt.commit(
        lambda unit: meal_view(store.change_in(unit, person.uid, meal_id, step, charge=charge, deleted_too=deleted_too))
    )
