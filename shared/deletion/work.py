"""The worker of a deletion: does one step after the other, and records each before the next."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from shared import clock
from shared.clients import auth, cloudinary, storage, tasks
from shared.clients.failures import is_outage
from shared.deletion import rules, store
from shared.deletion.models import Deletion, DeletionStatus, Step
from shared.deletion.rules import CHECK_AFTER, LostLease
from shared.errors import NotNow, VendorError
from shared.ids import new_id
from shared.logging import fields
from shared.meals import store as meals

log = logging.getLogger(__name__)

FUNCTION, QUEUE, DISPATCH_DEADLINE_S = "run-account-deletion", "accounts", 150
# A worker that has worked for so long hands over to the next: the function's time-out is further away.
_WORK_FOR_S = 60.0
_LEASE = timedelta(seconds=180)
_SWEEP_BATCH = 50
FOLDERS = ("exports", "imports")  # of each person, in Cloud Storage


def follow(before: Deletion | None, after: Deletion | None) -> None:
    """Enqueues the run that a change of a deletion asks for."""
    if after and (run := rules.run_to_enqueue(before, after)):
        payload = {"receipt_id": after.receipt_id, "run": run}
        tasks.enqueue(QUEUE, rules.task_name(after.receipt_id, run), FUNCTION, payload, deadline_s=DISPATCH_DEADLINE_S)


def run(receipt_id: str, number: int) -> None:
    """Works on the deletion until it is done, has to wait, or the time is up. Raises NotNow where a vendor does not answer."""
    owner, stop_at = new_id(), time.monotonic() + _WORK_FOR_S
    try:
        claim = partial(rules.claim, run=number, owner=owner, lease=_LEASE, now=clock.now())
        deletion = store.change(receipt_id, claim)
        for advanced in advance(deletion, owner):
            deletion = advanced
            if time.monotonic() > stop_at:
                break
        _leave(deletion, owner)
    except (LostLease, rules.ReceiptNotFound):
        log.info("nothing to do", extra=fields(receipt_id=receipt_id, run=number))
    except Exception as error:
        # The queue tries again, and when it has given up, the sweeper.
        give_back = partial(rules.given_back, owner=owner, due_at=clock.now() + CHECK_AFTER, now=clock.now())
        store.change(receipt_id, give_back)
        if not (isinstance(error, VendorError) or is_outage(error)):
            raise
        reason = str(error) if isinstance(error, VendorError) else type(error).__name__
        log.warning("a vendor did not do its part", extra=fields(receipt_id=receipt_id, reason=reason))
        raise NotNow(reason) from None


def advance(deletion: Deletion, owner: str) -> Iterator[Deletion]:
    """Does what there is to do now; after each part of it, the deletion as it is recorded then.

    Whoever stops listening has stopped the work: what is recorded is done, the rest is left to the next.
    """
    while (step := rules.next_step(deletion)) and (step is not Step.LATE or settles_at(deletion) <= clock.now()):
        yield from _do(step, deletion, owner)
        deletion = store.change(deletion.receipt_id, partial(rules.stepped, owner=owner, step=step, now=clock.now()))
        yield deletion
    if step is None and deletion.uid:
        deletion = store.finish(deletion.receipt_id, deletion.uid, partial(rules.done, owner=owner, now=clock.now()))
        took = clock.now() - deletion.requested_at
        log.info("account deleted", extra=fields(receipt_id=deletion.receipt_id, took_s=round(took.total_seconds())))
        yield deletion


def settles_at(deletion: Deletion) -> datetime:
    """From when on nothing can arrive any more: no call is under way, and no phone may post a photo to Cloudinary by itself."""
    assert deletion.uid is not None
    return max(filter(None, (deletion.settles_at, meals.last_upload_until(deletion.uid))))


def _do(step: Step, deletion: Deletion, owner: str) -> Iterator[Deletion]:
    uid = deletion.uid
    assert uid is not None

    def count(what: str, number: int, *, remove: Sequence[str] = ()) -> Deletion:
        step = partial(rules.counted, owner=owner, counts={what: number}, lease=_LEASE, now=clock.now())
        return store.change(deletion.receipt_id, step, remove=remove)

    match step:
        case Step.LOCK:
            auth.lock(uid)
        case Step.FILES:
            yield count("files", sum(storage.delete_all(f"{folder}/{uid}/") for folder in FOLDERS))
        case Step.IMAGES:
            for ids in meals.image_ids(uid):
                yield count("images", cloudinary.destroy_all(ids) if ids else 0)
        case Step.PURCHASES:
            store.keep_purchases(deletion.receipt_id, uid)
            for number in store.forget_in_events(uid):
                yield count("purchase_events", number)
        case Step.DOCUMENTS:
            # Rights to upload stay until they have ended: their ids are those of photos that may still come.
            for page in store.documents_of(uid, leave=frozenset({"image_uploads"})):
                yield count("documents", len(page), remove=page)
            store.forget_person(deletion.receipt_id, uid)
        case Step.REFERENCES:
            for name, page in store.references_to(uid):
                yield count(name, len(page), remove=page)
        case Step.SIGN_IN:
            yield count("sign_ins", int(auth.delete(uid)))
        case Step.LATE:
            for again in (Step.FILES, Step.IMAGES, Step.PURCHASES, Step.REFERENCES):
                yield from _do(again, deletion, owner)
            for page in store.documents_of(uid):
                yield count("documents", len(page), remove=page)


def _leave(deletion: Deletion, owner: str) -> None:
    """A deletion that is not done goes to the next worker at once, or waits for what may still arrive."""
    now = clock.now()
    if deletion.status is DeletionStatus.DONE:
        return
    if rules.next_step(deletion) is Step.LATE and (until := settles_at(deletion)) > now:
        store.change(deletion.receipt_id, partial(rules.given_back, owner=owner, due_at=until, now=now))
    else:
        store.change(deletion.receipt_id, lambda d: rules.handed_over(d, owner, check_after=CHECK_AFTER, now=now))


# Looking after those that nobody works on


def sweep() -> int:
    """Gives every deletion that is due its next run; how many. Those that take too long are an operator's concern."""
    now, taken_up = clock.now(), 0
    for deletion in store.due(now, _SWEEP_BATCH):
        if rules.is_late(deletion, now):
            waited = (now - deletion.requested_at).days
            log.error("account deletion is late", extra=fields(receipt_id=deletion.receipt_id, days=waited))
        try:
            store.change(deletion.receipt_id, partial(rules.next_run, check_after=CHECK_AFTER, now=now))
            taken_up += 1
        except LostLease:
            continue  # it has moved on by itself
    return taken_up
