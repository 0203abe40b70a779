"""What keeps a job going: the task that follows from its write, and looking after those that got lost. Asks no model."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TypeVar

from shared import clock
from shared.ai import rules, store
from shared.ai.kinds import DISPATCH_DEADLINE_S, QUEUE, Kind
from shared.ai.models import Job, JobStatus, JobTask
from shared.clients import tasks
from shared.logging import fields
from shared.settings import settings

log = logging.getLogger(__name__)

J = TypeVar("J", bound=Job)

_SWEEP_BATCH = 100


def follow(kind: Kind[J], before: J | None, after: J | None) -> None:
    """Enqueues the run that a write asks for; doing it again is harmless."""
    if after and (run := rules.run_to_enqueue(before, after)):
        payload = JobTask(uid=after.uid, job_id=after.job_id, run=run).model_dump()
        tasks.enqueue(QUEUE, kind.task_name(after.job_id, run), kind.function, payload, deadline_s=DISPATCH_DEADLINE_S)


def sweep(kind: Kind[J]) -> int:
    """Takes up every job whose worker or task is gone, at most a batch of them; returns how many."""
    return sum(_look_after(kind, job) for job in store.due_for_sweep(kind, clock.now(), _SWEEP_BATCH))


def _look_after(kind: Kind[J], seen: J) -> bool:
    """True where the job was lost: it gets its next run, or is given up. One that waits its turn in the queue is left there."""
    in_queue = seen.lease_until is None and tasks.is_waiting(QUEUE, kind.task_name(seen.job_id, seen.run))
    step = rules.still_waiting if in_queue else rules.next_run
    try:
        job = store.change(
            kind,
            seen.uid,
            seen.job_id,
            lambda j: step(rules.unchanged(j, seen.version), check_after=check_after(), now=clock.now()),
        )
    except rules.LostLease:
        return False  # it has moved on by itself
    if not in_queue:
        log.warning("lost question taken up", extra=fields(kind=kind.collection, job_id=job.job_id, job_status=job.status))
    if job.status is JobStatus.FAILED:
        log_end(kind, job)
    return not in_queue


def check_after() -> timedelta:
    """How long an open job waits before the sweeper looks after it."""
    return timedelta(seconds=settings().ANALYSIS_STUCK_AFTER_S)


def log_end(kind: Kind[J], job: J) -> None:
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
