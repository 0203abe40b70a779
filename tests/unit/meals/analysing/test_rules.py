"""shared/meals/analysing: leases, lost runs, what the sweeper looks at and what is queued."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.meals.analysing import failures, rules
from shared.meals.analysing.queue import run_to_enqueue
from shared.meals.analysing.rules import LostLease
from shared.meals.models import Status
from shared.meals.problems import MealStateConflict
from tests.unit.meals.photographed import (
    BY_STATUS,
    EGG,
    LATER,
    LEASE,
    NOW,
    RICE,
    USAGE,
    WAIT,
    claimed,
    failed,
    new_meal,
    ready,
    recognised,
)


def test_a_second_worker_gets_no_lease() -> None:
    with pytest.raises(LostLease):
        rules.claim(claimed(), run=1, owner="w2", lease=LEASE, now=NOW + LEASE - timedelta(seconds=1))


def test_an_old_run_is_not_worked_on() -> None:
    with pytest.raises(LostLease):
        claimed(rules.next_run(new_meal(), check_after=WAIT, now=NOW), run=1)


def test_a_worker_that_lost_its_lease_changes_nothing() -> None:
    taken_over = rules.claim(claimed(), run=1, owner="w2", lease=LEASE, now=NOW + LEASE)
    with pytest.raises(LostLease):
        recognised(taken_over)


def test_a_run_that_died_while_grounding_goes_on_from_there() -> None:
    again = rules.next_run(recognised(), check_after=WAIT, now=LATER)
    assert (again.status, again.items) == (Status.ENRICHING, (RICE, EGG))
    assert claimed(again, run=2).status is Status.ENRICHING


def test_three_lost_runs_are_the_end() -> None:
    meal = new_meal()
    for _ in range(rules.MAX_LOST_RUNS - 1):
        meal = rules.next_run(meal, check_after=WAIT, now=NOW)
        assert meal.status is Status.ANALYZING
    meal = rules.next_run(meal, check_after=WAIT, now=NOW)
    assert (meal.status, meal.error_code, meal.retryable) == (Status.FAILED, "ANALYSIS_TIMED_OUT", True)
    retried = rules.retry(meal, check_after=WAIT, now=NOW)
    assert retried.analysis is not None
    assert (retried.analysis.lost_runs, retried.error_code, retried.items) == (0, None, ())


def test_a_final_failure_is_not_retried() -> None:
    with pytest.raises(MealStateConflict, match="final"):
        rules.retry(failed(failures.NOT_FOOD_IMAGE), check_after=WAIT, now=LATER)


def test_the_sweeper_looks_exactly_at_open_meals() -> None:
    for status, make in BY_STATUS.items():
        analysis = make().analysis
        assert analysis is not None
        assert (analysis.sweep_at is not None) == (status in {Status.PROCESSING, Status.ANALYZING, Status.ENRICHING}), status


def test_runs_are_enqueued_once_each() -> None:
    assert run_to_enqueue(None, new_meal()) == 1
    assert run_to_enqueue(new_meal(), claimed()) is None
    assert run_to_enqueue(claimed(), rules.next_run(claimed(), check_after=WAIT, now=LATER)) == 2
    assert run_to_enqueue(failed(), rules.retry(failed(), check_after=WAIT, now=LATER)) == 2
    assert run_to_enqueue(recognised(), ready()) is None


def test_a_long_answer_is_kept_within_bounds() -> None:
    meal = rules.recognised(
        claimed(), owner="w1", dish_name=None, emoji=None, items=(RICE,), strategy="basic", usage=USAGE,
        partial=False, issues=(), raw_response="é" * 40_000, now=LATER,
    )  # fmt: skip
    assert meal.analysis is not None
    assert meal.analysis.raw_response is not None
    assert 32_000 < len(meal.analysis.raw_response.encode()) <= rules.RAW_RESPONSE_MAX
