"""The rules of a deletion: its order, who works on it, and when it is over. Pure.

    PENDING ─► RUNNING ─► PENDING (until what was under way has settled) ─► RUNNING ─► DONE

The account is closed in the commit that asks for the deletion, so that nothing new begins. What was under way has a time to end in;
then everything is looked through once more, and the document `users/{uid}`, which until then says that the account is closed, goes
last. Killed anywhere, the next run goes on: the order is safe, and each step can be done again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shared.deletion.models import Deletion, DeletionStatus, Step
from shared.errors import NotFound

ORDER = tuple(Step)
# How long the queue tries by itself before the sweeper gives a deletion its next run.
CHECK_AFTER = timedelta(minutes=30)
RECEIPT_KEPT_FOR = timedelta(days=3 * 365)
LATE_AFTER = timedelta(days=3)  # then it is an operator's concern: the law's patience ends after a month (GDPR, article 12)

# What stays although the account is gone, and why.
KEPT: Mapping[str, str] = {
    "backups": "Encrypted backups of the database end after 14 weeks; what was deleted is in none after that.",
    "logs": "Technical logs without names, addresses or texts end after 30 days.",
    "purchases": "That something was bought, what, when and in which store, without anything that says by whom: for the accounts.",
    "payments": "What a store or payment provider holds of a purchase is kept there as tax law demands.",
}


# What stays of a subscription, and of an event that told of one. Neither says whose it was.
OF_SUBSCRIPTION = ("product_id", "store", "platform", "status", "purchased_at", "expires_at", "refunded_at", "is_sandbox")
OF_EVENT: Mapping[str, Any] = {"app_user_id": None, "waiting_for": [], "transferred_from": [], "raw_body": {}}


class ReceiptNotFound(NotFound):
    error_code, title = "RECEIPT_NOT_FOUND", "There is no such deletion"


class LostLease(Exception):
    """Another worker has the deletion, or it is over."""


def begin(receipt_id: str, uid: str, *, settling: timedelta, check_after: timedelta, now: datetime) -> Deletion:
    return Deletion(
        receipt_id=receipt_id,
        uid=uid,
        uid_hash=uid_hash(uid),
        due_at=now + check_after,
        settles_at=now + settling,
        requested_at=now,
        updated_at=now,
    )


def uid_hash(uid: str) -> str:
    return hashlib.sha256(uid.encode()).hexdigest()


def task_name(receipt_id: str, run: int) -> str:
    return f"delete-{receipt_id}-{run}"


def run_to_enqueue(before: Deletion | None, after: Deletion | None) -> int | None:
    """The run that this change asks for."""
    if after is None or after.status is DeletionStatus.DONE or (before and before.run == after.run):
        return None
    return after.run


def next_step(deletion: Deletion) -> Step | None:
    return next((step for step in ORDER if step not in deletion.steps), None)


def claim(deletion: Deletion, *, run: int, owner: str, lease: timedelta, now: datetime) -> Deletion:
    """The deletion in the hands of a worker. Raises LostLease when this run is not (or no longer) to be worked on by it."""
    held = deletion.lease_owner is not None and deletion.due_at is not None and deletion.due_at > now
    if deletion.status is DeletionStatus.DONE or deletion.run != run or held:
        raise LostLease
    return _revise(deletion, now, status=DeletionStatus.RUNNING, lease_owner=owner, due_at=now + lease)


def counted(deletion: Deletion, owner: str, counts: Mapping[str, int], *, lease: timedelta, now: datetime) -> Deletion:
    """So much more was deleted; the worker goes on. Raises LostLease."""
    sums = Counter(deletion.counts)
    sums.update(counts)
    return _revise(_owned(deletion, owner), now, counts=dict(sums), due_at=now + lease)


def stepped(deletion: Deletion, owner: str, step: Step, now: datetime) -> Deletion:
    """The step is done. Raises LostLease."""
    return _revise(_owned(deletion, owner), now, steps=(*deletion.steps, step))


def given_back(deletion: Deletion, owner: str, *, due_at: datetime, now: datetime) -> Deletion:
    """Nobody works on it; the sweeper looks after it at `due_at`. Raises LostLease."""
    return _revise(_owned(deletion, owner), now, status=DeletionStatus.PENDING, lease_owner=None, due_at=due_at)


def handed_over(deletion: Deletion, owner: str, *, check_after: timedelta, now: datetime) -> Deletion:
    """The worker's time is up: the next one goes on at once. Raises LostLease."""
    return next_run(given_back(deletion, owner, due_at=now, now=now), check_after=check_after, now=now)


def next_run(deletion: Deletion, *, check_after: timedelta, now: datetime) -> Deletion:
    """On its way to a worker again. Raises LostLease where that is not due."""
    if deletion.status is DeletionStatus.DONE or deletion.due_at is None or deletion.due_at > now:
        raise LostLease
    return _revise(deletion, now, status=DeletionStatus.PENDING, run=deletion.run + 1, lease_owner=None, due_at=now + check_after)


def done(deletion: Deletion, owner: str, now: datetime) -> Deletion:
    """Nothing is left of the person but the hash of an id that nobody has any more. Raises LostLease."""
    return _revise(
        _owned(deletion, owner),
        now,
        status=DeletionStatus.DONE,
        uid=None,
        lease_owner=None,
        due_at=None,
        finished_at=now,
        expires_at=now + RECEIPT_KEPT_FOR,
    )


def is_late(deletion: Deletion, now: datetime) -> bool:
    return now - deletion.requested_at > LATE_AFTER


def _owned(deletion: Deletion, owner: str) -> Deletion:
    if deletion.lease_owner != owner:
        raise LostLease
    return deletion


def _revise(deletion: Deletion, now: datetime, **changes: Any) -> Deletion:
    return deletion.model_copy(update=changes | {"updated_at": now})
