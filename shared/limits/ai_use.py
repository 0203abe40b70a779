"""Charging a person for what is asked of the models: the one budget of `ai_budget`, kept at `users/{uid}/limits/ai`.

A function that asks a model has `ai_quota` in its row; `person(caller)` then knows what the person's plan allows. One that starts
work for later charges in the commit that starts it (`charge`) and settles in the one that ends it. One that waits for the answer:

    with ai_use.one_answer(person, receipt.resource_id()):
        answer = ask the model
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from shared import clock
from shared.clients.firestore import Unit, atomically, document_of, firestore, patience
from shared.limits import ai_budget
from shared.limits.ai_budget import AiBudget
from shared.settings import settings
from shared.users.models import Person


def budget_path(uid: str) -> str:
    return f"users/{uid}/limits/ai"


def check(person: Person, now: datetime) -> None:
    """Before work that is in vain if the budget is spent. One read. Raises AiQuotaExceeded or TooManyInFlight."""
    stored = firestore().document(budget_path(person.uid)).get(**patience()).to_dict()
    _check(person, AiBudget.model_validate(stored or {}), now)


def charge(person: Person, name: str, now: datetime, budget: AiBudget) -> AiBudget:
    """The budget with the use `name` more. Raises AiQuotaExceeded or TooManyInFlight."""
    _check(person, budget, now)
    return ai_budget.charge(budget, name, person.today(now))


@contextmanager
def one_answer(person: Person, name: str) -> Iterator[None]:
    """Charges for the use `name`; a block that fails costs nothing. Raises AiQuotaExceeded or TooManyInFlight.

    It is in flight for nobody: whoever died in the middle would stay so.
    """
    now = clock.now()
    _change(person.uid, lambda budget: ai_budget.settle(charge(person, name, now, budget), name, refund=False))
    try:
        yield
    except BaseException:
        _change(person.uid, lambda budget: ai_budget.settle(budget, name, refund=True))
        raise


def _change(uid: str, step: Callable[[AiBudget], AiBudget]) -> None:
    def work(unit: Unit) -> None:
        (stored,) = unit.get(budget_path(uid))
        unit.put(budget_path(uid), document_of(step(AiBudget.model_validate(stored or {}))))

    atomically(work)


def _check(person: Person, budget: AiBudget, now: datetime) -> None:
    ai_budget.check(
        budget,
        today=person.today(now),
        day_ends=clock.next_local_day(now, person.zone, person.account.day_start_hour),
        now=now,
        allowance=person.ai_allowance,
        at_once=settings().AI_MAX_IN_FLIGHT,
    )
