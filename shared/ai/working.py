"""The work on a job: what follows from its write, one attempt of its task, and looking after those that got lost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from shared import clock
from shared.ai import asking, failures, rules, store
from shared.ai.asking import Calls, NotNow
from shared.ai.failures import AnalysisFailed, Failure
from shared.ai.kinds import DISPATCH_DEADLINE_S, QUEUE, Kind
from shared.ai.models import Job, JobStatus
from shared.clients import tasks
from shared.errors import VendorBusy
from shared.ids import new_id
from shared.logging import fields
from shared.settings import settings

log = logging.getLogger(__name__)

J = TypeVar("J", bound=Job)
# Does the work of one kind: returns the fields of the result. Raises AnalysisFailed, or a vendor's error to be tried again.
Work = Callable[[J, Calls], dict[str, Any]]

_SWEEP_BATCH = 100


def follow(kind: Kind[J], before: J | None, after: J | None) -> None:
    """Enqueues the run that a write asks for; doing it again is harmless."""
    if after and (run := rules.run_to_enqueue(before, after)):
        payload = {"uid": after.uid, "job_id": after.job_id, "run": run}
        tasks.enqueue(QUEUE, kind.task_name(after.job_id, run), kind.function, payload, deadline_s=DISPATCH_DEADLINE_S)


def attempt(kind: Kind[J], uid: str, job_id: str, run: int, work: Work[J], *, is_last_attempt: bool) -> None:
    """One attempt of one run. Does nothing where the run is not to be worked on (any more). Raises NotNow to be tried again."""
    owner = new_id()
    lease = timedelta(seconds=settings().ANALYSIS_LEASE_S)
    try:
        job = store.change(kind, uid, job_id, lambda j: rules.claim(j, run=run, owner=owner, lease=lease, now=clock.now()))
        _work(kind, job, owner, work, is_last_attempt=is_last_attempt)
    except rules.LostLease:
        log.info("nothing to do", extra=fields(job_id=job_id, run=run))


def _work(kind: Kind[J], job: J, owner: str, work: Work[J], *, is_last_attempt: bool) -> None:
    calls = Calls()
    try:
        result = work(job, calls)
    except AnalysisFailed as ended:
        _fail(kind, job, owner, ended.failure, calls)
    except Exception as error:
        failure = asking.failure_of(error)
        if is_last_attempt or asking.is_final(error):
            _fail(kind, job, owner, failure, calls)
            return
        _change(kind, job, lambda j, now: rules.give_back(j, owner=owner, check_after=check_after(), now=now))
        raise NotNow(failure.code, error.retry_after_s if isinstance(error, VendorBusy) else None) from error
    else:
        usage = calls.usage(job.usage)
        _log_end(kind, _change(kind, job, lambda j, now: rules.ready(j, owner=owner, usage=usage, now=now, **result)))


def _fail(kind: Kind[J], job: J, owner: str, failure: Failure, calls: Calls) -> None:
    usage = calls.usage(job.usage)
    _log_end(kind, _change(kind, job, lambda j, now: rules.failed(j, failure, owner=owner, usage=usage, now=now)))


def _change(kind: Kind[J], job: J, step: Callable[[J, datetime], J]) -> J:
    return store.change(kind, job.uid, job.job_id, lambda j: step(j, clock.now()))


def _log_end(kind: Kind[J], job: J) -> None:
    log.info(
        "question ended",
        extra=fields(
            kind=kind.collection,
            job_id=job.job_id,
            job_status=job.status,
            error_code=job.error_code,
            waited_s=round((job.updated_at - job.created_at).total_seconds(), 1),
            model=job.usage.model if job.usage else None,
            prompt_tokens=job.usage.prompt_tokens if job.usage else None,
            output_tokens=job.usage.output_tokens if job.usage else None,
        ),
    )


def check_after() -> timedelta:
    """How long an open job waits before the sweeper looks after it."""
    return timedelta(seconds=settings().ANALYSIS_STUCK_AFTER_S)


# Looking after lost work


def sweep(kind: Kind[J]) -> int:
    """Takes up every job whose worker or task is gone, at most a batch of them; returns how many."""
    return sum(_look_after(kind, job) for job in store.due_for_sweep(kind, clock.now(), _SWEEP_BATCH))


def _look_after(kind: Kind[J], seen: J) -> bool:
    """True where the job was lost: it gets its next run, or is given up. One that waits its turn in the queue is left there."""
    in_queue = seen.lease_until is None and tasks.is_waiting(QUEUE, kind.task_name(seen.job_id, seen.run))
    step = partial(rules.still_waiting if in_queue else rules.next_run, check_after=check_after())
    try:
        job = _change(kind, seen, lambda j, now: step(rules.unchanged(j, seen.version), now=now))
    except rules.LostLease:
        return False  # it has moved on by itself
    if not in_queue:
        log.warning("lost question taken up", extra=fields(kind=kind.collection, job_id=job.job_id, job_status=job.status))
    if job.status is JobStatus.FAILED:
        assert job.error_code == failures.ANALYSIS_TIMED_OUT.code
        _log_end(kind, job)
    return not in_queue
