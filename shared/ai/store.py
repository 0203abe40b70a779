"""Jobs in Firestore, and the person's AI budget that follows them in the same commit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from shared import clock
from shared.ai import failures, rules
from shared.ai.kinds import Kind
from shared.ai.models import Job, JobStatus
from shared.clients.firestore import Unit, atomically, document_of, firestore, patience, readable
from shared.ids import is_id
from shared.limits import ai_budget
from shared.limits.ai_budget import AiBudget
from shared.limits.ai_use import budget_path

J = TypeVar("J", bound=Job)

_OURS = {failure.code for failure in failures.COMMON if failure.ours}


def get(kind: Kind[J], uid: str, job_id: str) -> J | None:
    """One read; another person's job, and one whose time has passed, is not found."""
    if not is_id(job_id):
        return None
    snapshot = firestore().document(kind.path(uid, job_id)).get(**patience())
    job = kind.model.model_validate(snapshot.to_dict()) if snapshot.exists else None
    return None if job is None or rules.is_gone(job, clock.now()) else job


def create(unit: Unit, kind: Kind[J], job: J, charge: Callable[[AiBudget], AiBudget]) -> J:
    """Puts a new job and charges for it; where an earlier attempt put it, that is the one."""
    path, budget_at = kind.path(job.uid, job.job_id), budget_path(job.uid)
    stored, budget = unit.get(path, budget_at)
    if stored is not None:
        return kind.model.model_validate(stored)
    charged = charge(AiBudget.model_validate(budget or {}))
    unit.put(path, document_of(job))
    unit.put(budget_at, document_of(charged))
    return job


def change(kind: Kind[J], uid: str, job_id: str, step: Callable[[J], J]) -> J:
    """Applies one step of the rules, in a commit of its own. Raises LostLease where there is no such job (any more)."""

    def work(unit: Unit) -> J:
        path = kind.path(uid, job_id)
        (stored,) = unit.get(path)
        if stored is None:
            raise rules.LostLease
        before = kind.model.model_validate(stored)
        after = step(before)
        unit.put(path, document_of(after))
        _settle(unit, before, after)
        return after

    return atomically(work)


def _settle(unit: Unit, before: Job, after: Job) -> None:
    """A job that ends leaves the budget's places in flight; it costs nothing where the failure was ours."""
    if after.status is JobStatus.PENDING or before.status is after.status:
        return
    path = budget_path(after.uid)
    (stored,) = unit.get(path)
    settled = ai_budget.settle(AiBudget.model_validate(stored or {}), after.job_id, refund=after.error_code in _OURS)
    unit.put(path, document_of(settled))


def due_for_sweep(kind: Kind[J], now: datetime, limit: int) -> list[J]:
    """Open jobs whose lease or whose wait has run out, longest overdue first; at most `limit` reads."""
    from google.cloud.firestore_v1.base_query import FieldFilter

    query = (
        firestore()
        .collection_group(kind.collection)
        .where(filter=FieldFilter("sweep_at", "<=", now))
        .order_by("sweep_at")
        .limit(limit)
    )
    return readable(kind.model, query.stream(**patience()))
