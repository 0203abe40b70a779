"""shared/meals/states.py: from which state each step leads on, and that what was deleted comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.meals import states
from shared.meals.analysing import failures, rules
from shared.meals.analysing.queue import run_to_enqueue
from shared.meals.analysing.rules import LostLease
from shared.meals.models import Meal, Status
from shared.meals.problems import MealNotFound, MealStateConflict
from tests.unit.meals.photographed import BY_STATUS, LATER, LEASE, NOW, RICE, WAIT, ready, recognised

STEPS: dict[str, tuple[Callable[[Meal], Meal], set[Status]]] = {
    "claim": (
        lambda m: rules.claim(m, run=1, owner="w2", lease=LEASE, now=NOW + LEASE),
        {Status.PROCESSING, Status.ANALYZING, Status.ENRICHING},
    ),
    "recognised": (recognised, {Status.ANALYZING}),
    "ready": (lambda m: rules.ready(m, owner="w1", items=(RICE,), now=LATER), {Status.ANALYZING, Status.ENRICHING}),
    "failed": (lambda m: rules.failed(m, failures.INTERNAL_ERROR, owner="w1", now=LATER), {Status.ANALYZING, Status.ENRICHING}),
    "give_back": (lambda m: rules.give_back(m, owner="w1", check_after=WAIT, now=LATER), {Status.ANALYZING, Status.ENRICHING}),
    "next_run": (lambda m: rules.next_run(m, check_after=WAIT, now=LATER), {Status.PROCESSING, Status.ANALYZING, Status.ENRICHING}),
    "retry": (lambda m: rules.retry(m, check_after=WAIT, now=LATER), {Status.FAILED}),
    "deleted": (lambda m: states.deleted(m, now=LATER), set(Status) - {Status.INACTIVE}),
    "restored": (lambda m: states.restored(m, check_after=WAIT, now=LATER), {Status.INACTIVE}),
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("name", STEPS)
def test_each_step_from_each_state(status: Status, name: str) -> None:
    step, allowed = STEPS[name]
    meal = BY_STATUS[status]()
    if status in allowed:
        assert step(meal).version == meal.version + 1
    else:
        with pytest.raises((MealStateConflict, LostLease)):
            step(meal)


@pytest.mark.parametrize(
    ("status", "further"),
    [
        (Status.READY, {Status.INACTIVE}),
        (Status.FAILED, {Status.ANALYZING, Status.INACTIVE}),
        (Status.INACTIVE, set()),
    ],
)
def test_where_an_analysis_has_ended_nothing_else_leads_on(status: Status, further: set[Status]) -> None:
    for other in set(Status) - {status} - further:
        with pytest.raises(MealStateConflict):
            states.step(BY_STATUS[status](), LATER, other)
    for other in further:
        assert states.step(BY_STATUS[status](), LATER, other).status_changed_at == LATER


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.INACTIVE}))
def test_restoring_gives_the_meal_back(status: Status) -> None:
    meal = BY_STATUS[status]()
    back = states.restored(states.deleted(meal, now=LATER), check_after=WAIT, now=LATER)
    assert (back.meal_id, back.status, back.items, back.nutrition) == (meal.meal_id, status, meal.items, meal.nutrition)
    assert not back.is_deleted
    assert back.expires_at is None
    if status in {Status.PROCESSING, Status.ANALYZING, Status.ENRICHING}:
        assert run_to_enqueue(states.deleted(meal, now=LATER), back) == 2


def test_after_thirty_days_it_is_gone() -> None:
    deleted = states.deleted(ready(), now=NOW)
    last = NOW + timedelta(days=30) - timedelta(seconds=1)
    assert states.restored(deleted, check_after=WAIT, now=last).status is Status.READY
    with pytest.raises(MealNotFound):
        states.restored(deleted, check_after=WAIT, now=NOW + timedelta(days=30))
