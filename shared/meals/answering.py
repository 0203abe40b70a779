"""A change and its answer, in one commit: whoever asks again with the same Idempotency-Key gets the answer of the first time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from pydantic import BaseModel

from shared.clients.firestore import Unit, atomically
from shared.idempotency import Receipt
from shared.limits import ai_use
from shared.meals import store
from shared.meals.reading import checked_id
from shared.meals.views import MealView, meal_view
from shared.users.models import Person

V = TypeVar("V", bound=BaseModel)


def answered(receipt: Receipt, work: Callable[[Unit], V]) -> V:
    """Commits the work and its answer."""

    def recorded(unit: Unit) -> V:
        answer = work(unit)
        receipt.complete(unit, answer)
        return answer

    return atomically(recorded)


def changed(
    person: Person, meal_id: str, step: store.Step, receipt: Receipt, now: datetime, *, deleted_too: bool = False
) -> MealView:
    """Commits one step of the rules and answers with the meal; a step that begins an analysis is charged to the person."""
    checked_id(meal_id)
    charge = partial(ai_use.charge, person, meal_id, now)
    return answered(
        receipt,
        lambda unit: meal_view(store.change_in(unit, person.uid, meal_id, step, charge=charge, deleted_too=deleted_too)),
    )
