"""The work on a job: one attempt of its task."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from shared import clock
from shared.ai import asking, rules, store
from shared.ai.asking import Calls
from shared.ai.failures import AnalysisFailed, Failure
from shared.ai.keeping import check_after, log_end
from shared.ai.kinds import Kind
from shared.ai.models import Job, JobTask
from shared.errors import NotNow, VendorBusy
from shared.ids import new_id
from shared.logging import fields
from shared.settings import settings

log = logging.getLogger(__name__)

J = TypeVar("J", bound=Job)
# Does the work of one kind: returns the fields of the result. Raises AnalysisFailed, or a vendor's error to be tried again.
Work = Callable[[J, Calls], dict[str, Any]]


def attempt(kind: Kind[J], task: JobTask, work: Work[J], *, is_last_attempt: bool) -> None:
    """One attempt of one run. Does nothing where the run is not to be worked on (any more). Raises NotNow to be tried again."""
    owner = new_id()
    lease = timedelta(seconds=settings().ANALYSIS_LEASE_S)
    try:
        claim = partial(rules.claim, run=task.run, owner=owner, lease=lease, now=clock.now())
        job = store.change(kind, task.uid, task.job_id, claim)
        _work(kind, job, owner, work, is_last_attempt=is_last_attempt)
    except rules.LostLease:
        log.info("nothing to do", extra=fields(job_id=task.job_id, run=task.run))


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
        raise NotNow(failure.code, after_s=error.retry_after_s if isinstance(error, VendorBusy) else None) from error
    else:
        usage = calls.usage(job.usage)
        log_end(kind, _change(kind, job, lambda j, now: rules.ready(j, owner=owner, usage=usage, now=now, **result)))


def _fail(kind: Kind[J], job: J, owner: str, failure: Failure, calls: Calls) -> None:
    usage = calls.usage(job.usage)
    log_end(kind, _change(kind, job, lambda j, now: rules.failed(j, failure, owner=owner, usage=usage, now=now)))


def _change(kind: Kind[J], job: J, step: Callable[[J, datetime], J]) -> J:
    return store.change(kind, job.uid, job.job_id, lambda j: step(j, clock.now()))
