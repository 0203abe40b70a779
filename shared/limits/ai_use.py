"""Charging a person for what is asked of the models: the one budget of `ai_budget`, kept at `users/{uid}/limits/ai`."""

from __future__ import annotations

from datetime import datetime

from shared import clock
from shared.clients.firestore import firestore, patience
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


def _check(person: Person, budget: AiBudget, now: datetime) -> None:
    current = settings()
    premium = person.account.is_premium(now)
    ai_budget.check(
        budget,
        today=person.today(now),
        day_ends=clock.next_local_day(now, person.zone, person.account.day_start_hour),
        now=now,
        allowance=current.AI_DAILY_QUOTA_PREMIUM if premium else current.AI_DAILY_QUOTA_FREE,
        at_once=current.AI_MAX_IN_FLIGHT,
    )
