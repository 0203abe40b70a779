"""What the workers of exports and imports share: the lease, the progress, and how a failure ends."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Generic, TypeVar

from shared import clock
from shared.clients import tasks
from shared.clients.failures import is_outage
from shared.errors import NotNow, Problem, VendorError
from shared.ids import new_id
from shared.logging import fields
from shared.portability import rules, store
from shared.portability.models import Export, Import, Job, JobTask
from shared.portability.rules import Held, LostLease

log = logging.getLogger(__name__)

J = TypeVar("J", Export, Import)
QUEUE, DISPATCH_DEADLINE_S = "accounts", 570
_LEASE = timedelta(seconds=60)
_TELL_EVERY_S = 2.0  # how often a worker says how far it is, which renews its lease


class Work(Generic[J]):
    """A job in the hands of this worker. `progress` counts what is done."""

    def __init__(self, path: str, kind: type[J], run: int) -> None:
        """Takes it. Raises LostLease or Held."""
        self._path, self._owner = path, new_id()
        self._kind: type[J] = kind
        self._told_at = time.monotonic()
        self.progress: dict[str, int] = {}
        self.job: J = self._change(partial(rules.claim, run=run, owner=self._owner, lease=_LEASE, now=clock.now()))

    def keep_alive(self) -> None:
        """Says every two seconds how far the work is. Raises LostLease."""
        if time.monotonic() - self._told_at >= _TELL_EVERY_S:
            self._told_at = time.monotonic()
            self._change(partial(rules.progressed, owner=self._owner, progress=self.progress, lease=_LEASE, now=clock.now()))

    def finish(self, **results: Any) -> None:
        """Raises LostLease."""
        self._change(lambda job: rules.finished(job, self._owner, self.progress, clock.now(), **results))

    def fail(self, code: str, message: str) -> None:
        self._change(lambda job: rules.failed(job, self._owner, code, message, clock.now()))

    def give_back(self) -> None:
        self._change(partial(rules.given_back, owner=self._owner, now=clock.now()))

    def _change(self, step: Callable[[J], J]) -> J:
        return store.change(self._path, self._kind, step)


def follow(before: Job | None, after: Job | None, function: str) -> None:
    """Enqueues the run that a change asks for."""
    if after and (run := rules.run_to_enqueue(before, after)):
        payload = JobTask(path=store.path_of(after), run=run).model_dump()
        tasks.enqueue(QUEUE, store.task_name(after), function, payload, deadline_s=DISPATCH_DEADLINE_S)


def run(task: JobTask, kind: type[J], do: Callable[[Work[J]], None], *, is_last_attempt: bool) -> None:
    """Does the work of this run. Raises NotNow where another attempt may succeed; what cannot succeed has FAILED."""
    try:
        work = Work(task.path, kind, task.run)
    except LostLease:
        log.info("nothing to do", extra=fields(run=task.run))
        return
    except Held as held:
        raise NotNow(str(held), after_s=held.for_s + 1) from None
    try:
        if store.is_active(work.job.uid):
            do(work)
    except LostLease:
        log.info("nothing to do any more", extra=fields(run=task.run))
    except Problem as problem:
        work.fail(problem.error_code, problem.detail)
    except Exception as error:
        expected = isinstance(error, VendorError) or is_outage(error)
        reason = str(error) if isinstance(error, VendorError) else type(error).__name__
        if expected:
            log.warning("a vendor did not do its part", extra=fields(reason=reason))
        if is_last_attempt:
            work.fail("INTERNAL_ERROR", "Something went wrong on our side: try again later.")
        else:
            work.give_back()
        if not expected:
            raise
        if not is_last_attempt:
            raise NotNow(reason) from None
