"""What a person does with a meal as a whole: retry its analysis, say how much it was, delete and restore it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from shared import clock
from shared.clients.firestore import Unit, atomically
from shared.idempotency import Receipt
from shared.limits import ai_use
from shared.meals import reading, rules, store
from shared.meals.analysing.queue import check_after
from shared.meals.analysing.requests import PortionAnswer
from shared.meals.views import MealStatusView, MealView, meal_view
from shared.settings import settings
from shared.users.models import Person


def retry_analysis(person: Person, meal_id: str, receipt: Receipt) -> MealView:
    """A failed analysis once more; it counts for the day again. Raises MealStateConflict where that cannot help."""
    now = clock.now()
    step = partial(rules.retry, check_after=check_after(), now=now)
    return _change_and_answer(person, meal_id, step, receipt, now)


def answer_portion_question(person: Person, meal_id: str, answer: PortionAnswer, receipt: Receipt) -> MealView:
    """The asked item in the amount that the person says, and what follows from it; no model is asked."""
    step = partial(
        rules.portion_answered,
        choice_id=answer.choice_id,
        grams=answer.grams,
        error_share=settings().KCAL_ERROR_TYPED,
        now=clock.now(),
    )
    return _change_and_answer(person, meal_id, step, receipt, clock.now())


def delete_meal(uid: str, meal_id: str) -> MealStatusView:
    """Out of sight and off its day, for 30 days restorable; the photo stays as long."""
    store.change(uid, reading.checked_id(meal_id), partial(rules.deleted, now=clock.now()))
    return MealStatusView(meal_id=meal_id, status="INACTIVE", message="The meal was deleted. It can be restored for 30 days.")


def restore_meal(person: Person, meal_id: str, receipt: Receipt) -> MealView:
    now = clock.now()
    step = partial(rules.restored, check_after=check_after(), now=now)
    return _change_and_answer(person, meal_id, step, receipt, now, deleted_too=True)


def _change_and_answer(
    person: Person, meal_id: str, step: store.Step, receipt: Receipt, now: datetime, *, deleted_too: bool = False
) -> MealView:
    reading.checked_id(meal_id)

    def work(unit: Unit) -> MealView:
        charge = partial(ai_use.charge, person, meal_id, now)
        view = meal_view(store.change_in(unit, person.uid, meal_id, step, charge=charge, deleted_too=deleted_too))
        receipt.complete(unit, view)
        return view

    return atomically(work)
