"""shared/ai/rules.py: a question's states, its lease, and what becomes of those that get lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.ai import failures, rules
from shared.ai.models import Job, JobStatus
from shared.ai.rules import LostLease

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE, LATER = timedelta(seconds=150), timedelta(minutes=10)


def job() -> Job:
    return Job(job_id="j", uid="u", sweep_at=NOW + LATER, expires_at=NOW + rules.KEPT_FOR, created_at=NOW, updated_at=NOW)


def claimed(of: Job | None = None, owner: str = "one", at: datetime = NOW) -> Job:
    held = of or job()
    return rules.claim(held, run=held.run, owner=owner, lease=LEASE, now=at)


def test_a_second_delivery_finds_the_lease() -> None:
    with pytest.raises(LostLease):
        claimed(claimed(), owner="two", at=NOW + LEASE / 2)
    assert claimed(claimed(), owner="two", at=NOW + LEASE).lease_owner == "two", "a dead worker's lease runs out"


def test_another_run_is_not_worked_on() -> None:
    with pytest.raises(LostLease):
        rules.claim(job(), run=2, owner="one", lease=LEASE, now=NOW)


def test_who_lost_the_lease_changes_nothing() -> None:
    held = claimed(claimed(), owner="two", at=NOW + LEASE)
    with pytest.raises(LostLease):
        rules.ready(held, owner="one", usage=None, now=NOW)
    with pytest.raises(LostLease):
        rules.failed(held, failures.AI_UNAVAILABLE, owner="one", now=NOW)
    with pytest.raises(LostLease):
        rules.give_back(held, owner="one", check_after=LATER, now=NOW)


def test_what_has_ended_stays_so() -> None:
    for ended in (rules.ready(claimed(), owner="one", usage=None, now=NOW), rules.failed(job(), failures.AI_UNAVAILABLE, now=NOW)):
        assert (ended.lease_owner, ended.lease_until, ended.sweep_at) == (None, None, None)
        with pytest.raises(LostLease):
            claimed(ended)
        with pytest.raises(LostLease):
            rules.next_run(ended, check_after=LATER, now=NOW)
        with pytest.raises(LostLease):
            rules.failed(ended, failures.INTERNAL_ERROR, now=NOW)


def test_given_back_it_waits_for_the_next_attempt_of_the_same_run() -> None:
    waiting = rules.give_back(claimed(), owner="one", check_after=LATER, now=NOW)
    assert (waiting.run, waiting.lease_owner, waiting.sweep_at) == (1, None, NOW + LATER)
    assert claimed(waiting, owner="two").attempts == 2


def test_the_third_lost_run_is_the_last() -> None:
    lost = job()
    for run in (2, 3):
        lost = rules.next_run(claimed(lost), check_after=LATER, now=NOW)
        assert (lost.status, lost.run) == (JobStatus.PENDING, run)
    lost = rules.next_run(lost, check_after=LATER, now=NOW)
    assert (lost.status, lost.error_code, lost.retryable) == (JobStatus.FAILED, "ANALYSIS_TIMED_OUT", True)


def test_a_run_is_asked_for_once() -> None:
    new = job()
    assert rules.run_to_enqueue(None, new) == 1
    assert rules.run_to_enqueue(new, claimed(new)) is None
    assert rules.run_to_enqueue(new, rules.next_run(new, check_after=LATER, now=NOW)) == 2
    assert rules.run_to_enqueue(claimed(), rules.ready(claimed(), owner="one", usage=None, now=NOW)) is None
    assert rules.run_to_enqueue(new, None) is None


def test_every_change_counts_up() -> None:
    assert [job().version, claimed().version, rules.ready(claimed(), owner="one", usage=None, now=NOW).version] == [1, 2, 3]


def test_its_time_passes() -> None:
    assert not rules.is_gone(job(), NOW)
    assert rules.is_gone(job(), NOW + rules.KEPT_FOR)
