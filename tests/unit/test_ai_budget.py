"""The daily allowance and the places in flight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.limits import ai_budget
from shared.limits.ai_budget import AiBudget
from shared.limits.problems import AiQuotaExceeded, TooManyInFlight

TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 21, 0, tzinfo=UTC)
MIDNIGHT = NOW + timedelta(hours=3)


def check(budget: AiBudget, allowance: int = 2, at_once: int = 2, today: date = TODAY) -> None:
    ai_budget.check(budget, today=today, day_ends=MIDNIGHT, now=NOW, allowance=allowance, at_once=at_once)


def test_the_allowance_is_spent_until_midnight() -> None:
    budget = ai_budget.charge(AiBudget(), "a", TODAY)
    budget = ai_budget.settle(budget, "a", refund=False)
    check(budget)
    budget = ai_budget.settle(ai_budget.charge(budget, "b", TODAY), "b", refund=False)
    with pytest.raises(AiQuotaExceeded) as refused:
        check(budget)
    assert refused.value.retry_after_s == 3 * 3600
    check(budget, today=TODAY + timedelta(days=1))


def test_a_failure_of_ours_is_given_back() -> None:
    budget = ai_budget.charge(ai_budget.charge(AiBudget(), "a", TODAY), "b", TODAY)
    check(ai_budget.settle(ai_budget.settle(budget, "a", refund=True), "b", refund=False))


def test_places_in_flight_outlive_midnight() -> None:
    budget = ai_budget.charge(ai_budget.charge(AiBudget(), "a", TODAY), "b", TODAY)
    with pytest.raises(TooManyInFlight):
        check(budget, today=TODAY + timedelta(days=1), allowance=10)


def test_no_allowance_at_all() -> None:
    with pytest.raises(AiQuotaExceeded):
        check(AiBudget(), allowance=0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["charge", "settle", "refund"]))))
def test_twice_is_the_same_as_once(steps: list[tuple[str, str]]) -> None:
    once, twice = AiBudget(), AiBudget()
    for name, step in steps:
        for _ in range(2):
            twice = _apply(twice, name, step)
        once = _apply(once, name, step)
    assert once == twice


def _apply(budget: AiBudget, name: str, step: str) -> AiBudget:
    return ai_budget.charge(budget, name, TODAY) if step == "charge" else ai_budget.settle(budget, name, refund=step == "refund")
