"""A person answers how much it was."""

from __future__ import annotations

from functools import partial

from shared import clock
from shared.idempotency import Receipt
from shared.meals.answering import changed
from shared.meals.changing import rules
from shared.meals.portions import PortionAnswer
from shared.meals.views import MealView
from shared.settings import settings
from shared.users.models import Person


def answer_portion_question(person: Person, meal_id: str, answer: PortionAnswer, receipt: Receipt) -> MealView:
    """The asked item in the amount that the person says, and what follows from it; no model is asked."""
    now = clock.now()
    step = partial(
        rules.portion_answered,
        choice_id=answer.choice_id,
        grams=answer.grams,
        error_share=settings().KCAL_ERROR_TYPED,
        now=now,
    )
    return changed(person, meal_id, step, receipt, now)
