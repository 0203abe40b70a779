"""The way of a question: PENDING ─► READY | FAILED. Pure: a step takes a job and the time and returns the changed job.

The lease is what makes a second delivery of a task harmless, and a dead worker found out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from shared.ai import failures
from shared.ai.failures import Failure
from shared.ai.models import Job, JobStatus, Usage

J = TypeVar("J", bound=Job)

KEPT_FOR = timedelta(days=1)
MAX_LOST_RUNS = 3  # what kills two workers kills a third


class LostLease(Exception):
    """The worker no longer owns the job: another run has it, or it has ended."""


def claim(job: J, *, run: int, owner: str, lease: timedelta, now: datetime) -> J:
    """The job in the hands of a worker. Raises LostLease when this run is not (or no longer) to be worked on by it."""
    leased = job.lease_until is not None and job.lease_until > now
    if job.status is not JobStatus.PENDING or job.run != run or leased:
        raise LostLease
    return _step(job, now, attempts=job.attempts + 1, lease_owner=owner, lease_until=now + lease, sweep_at=now + lease)


def give_back(job: J, *, owner: str, check_after: timedelta, now: datetime) -> J:
    """The job without its worker, for the queue's next attempt of the same run."""
    return _step(_owned(job, owner), now, lease_owner=None, lease_until=None, sweep_at=now + check_after)


def ready(job: J, *, owner: str, usage: Usage | None, now: datetime, **result: Any) -> J:
    return _step(_owned(job, owner), now, status=JobStatus.READY, usage=usage or job.usage, **_CLOSED, **result)


def failed(job: J, failure: Failure, *, now: datetime, owner: str | None = None, usage: Usage | None = None) -> J:
    """The question has ended without a result. `owner` is checked where a worker says so."""
    return _step(
        _owned(job, owner) if owner else _open(job),
        now,
        status=JobStatus.FAILED,
        usage=usage or job.usage,
        error_code=failure.code,
        error_message=failure.message,
        retryable=failure.retryable,
        **_CLOSED,
    )


def still_waiting(job: J, *, check_after: timedelta, now: datetime) -> J:
    """A job whose task waits in the queue: the sweeper looks again later."""
    return _step(_open(job), now, sweep_at=now + check_after)


def next_run(job: J, *, check_after: timedelta, now: datetime) -> J:
    """A job whose worker or task is lost, on its way to the next run; FAILED when it has had its runs."""
    lost = _open(job).lost_runs + 1
    if lost >= MAX_LOST_RUNS:
        return failed(job, failures.ANALYSIS_TIMED_OUT, now=now)
    return _step(job, now, run=job.run + 1, lost_runs=lost, lease_owner=None, lease_until=None, sweep_at=now + check_after)


def unchanged(job: J, version: int) -> J:
    """The job, if it is still as it was seen. Raises LostLease where it has moved on."""
    if job.version != version:
        raise LostLease
    return job


def run_to_enqueue(before: Job | None, after: Job | None) -> int | None:
    """The run that this change asks for: of a new job, or of one that was lost."""
    if after is None or after.status is not JobStatus.PENDING:
        return None
    return after.run if before is None or before.run != after.run else None


def is_gone(job: Job, now: datetime) -> bool:
    """Whether its time has passed (its document may outlive it by a day)."""
    return job.expires_at <= now


_CLOSED = {"lease_owner": None, "lease_until": None, "sweep_at": None}


def _open(job: J) -> J:
    if job.status is not JobStatus.PENDING:
        raise LostLease
    return job


def _owned(job: J, owner: str) -> J:
    if _open(job).lease_owner != owner:
        raise LostLease
    return job


def _step(job: J, now: datetime, **changes: Any) -> J:
    return job.model_copy(update={**changes, "version": job.version + 1, "updated_at": now})
