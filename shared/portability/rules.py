"""The rules of exports and imports: who works on one, when it is over, and what of a file is taken over. Pure.

PENDING ─► RUNNING ─► READY | FAILED          a worker that stops is followed by the queue's next attempt of the same run
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from shared import clock
from shared.errors import Conflict, NotFound, Unprocessable
from shared.ids import derived_id, is_id
from shared.meals.days.rules import check_loggable
from shared.meals.models import Meal
from shared.meals.models import Status as MealStatus
from shared.nutrition.rules import total
from shared.portability.models import OPEN, Export, Import, Job, JobStatus

J = TypeVar("J", Export, Import)

KEPT_FOR = timedelta(days=7)
# An open job that nobody has touched for so long has lost its task: asking again starts it anew.
STUCK_AFTER = timedelta(hours=1)
AHEAD = timedelta(days=7)
MAX_NAME = 200
MAX_EMOJI = 16


class ExportNotFound(NotFound):
    error_code, title = "EXPORT_NOT_FOUND", "There is no such export"


class ImportNotFound(NotFound):
    error_code, title = "IMPORT_NOT_FOUND", "There is no such import"


class ImportInProgress(Conflict):
    error_code, title = "IMPORT_IN_PROGRESS", "Another import of yours still runs"


class NotAnExport(Unprocessable):
    error_code, title = "NOT_AN_EXPORT", "The file is not an export of MealTrack"


class LostLease(Exception):
    """Another worker has the job, or it is over."""


class Held(Exception):
    """Another worker has the job for `for_s` seconds; it may have died, which shows when they are over."""

    def __init__(self, for_s: float) -> None:
        super().__init__("another worker has it, or had it and died")
        self.for_s = for_s


class LeftOut(Exception):
    """Something in a file is not taken over; the text is the reason, a code."""


# Work


def run_to_enqueue(before: Job | None, after: Job | None) -> int | None:
    """The run that this change asks for."""
    if after is None or after.status not in OPEN or (before and before.run == after.run):
        return None
    return after.run


def claim(job: J, *, run: int, owner: str, lease: timedelta, now: datetime) -> J:
    """The job in the hands of a worker. Raises Held, and LostLease when this run is not (or no longer) to be worked on."""
    if job.status not in OPEN or job.run != run:
        raise LostLease
    if job.lease_until is not None and job.lease_until > now:
        raise Held((job.lease_until - now).total_seconds())
    return _revise(job, now, status=JobStatus.RUNNING, lease_owner=owner, lease_until=now + lease, progress={})


def progressed(job: J, owner: str, progress: Mapping[str, int], *, lease: timedelta, now: datetime) -> J:
    """So much is done; the worker goes on. Raises LostLease."""
    return _revise(_owned(job, owner), now, progress=dict(progress), lease_until=now + lease)


def given_back(job: J, owner: str, now: datetime) -> J:
    """For the queue's next attempt of the same run. Raises LostLease."""
    return _revise(_owned(job, owner), now, status=JobStatus.PENDING, lease_owner=None, lease_until=None)


def finished(job: J, owner: str, progress: Mapping[str, int], now: datetime, **results: Any) -> J:
    """Raises LostLease."""
    over = {"status": JobStatus.READY, "lease_owner": None, "lease_until": None, "finished_at": now}
    return _revise(_owned(job, owner), now, progress=dict(progress), **over, **results)


def failed(job: J, owner: str, code: str, message: str, now: datetime) -> J:
    """Raises LostLease."""
    over = {"status": JobStatus.FAILED, "lease_owner": None, "lease_until": None, "finished_at": now}
    return _revise(_owned(job, owner), now, error_code=code, error_message=message, **over)


def is_stuck(job: Job, now: datetime) -> bool:
    return job.status in OPEN and now - job.updated_at > STUCK_AFTER


def is_under_way(job: Job, now: datetime) -> bool:
    return job.status in OPEN and not is_stuck(job, now) and job.expires_at > now


def _owned(job: J, owner: str) -> J:
    if job.lease_owner != owner or job.status is not JobStatus.RUNNING:
        raise LostLease
    return job


def _revise(job: J, now: datetime, **changes: Any) -> J:
    return job.model_copy(update=changes | {"updated_at": now})


# What is taken over


def imported_id(uid: str, source_uid: str, source_id: str) -> str:
    """The same each time that this thing is imported by this person; in the account that it comes from, its own."""
    return source_id if uid == source_uid else derived_id("import", uid, source_id)


def imported_meal(meal: Meal, *, uid: str, source_uid: str, now: datetime) -> Meal:
    """A meal of a file as a meal of this person. Raises LeftOut.

    What was eaten, when and where is taken over, and where each figure comes from. What ties a meal to its old account is not: its
    analysis and its photo, which is deleted with the account that it belongs to. Totals are anew those of the items.
    """
    if meal.is_deleted:
        raise LeftOut("deleted")
    if meal.status is not MealStatus.READY:
        raise LeftOut("unfinished")
    if not _is_sound(meal, now):
        raise LeftOut("invalid")
    return meal.model_copy(
        update={
            "meal_id": imported_id(uid, source_uid, meal.meal_id),
            "uid": uid,
            "status_changed_at": now,
            "image": None,
            "analysis": None,
            "portion_question": None,
            "nutrition": total(meal.items),
            "error_code": None,
            "error_message": None,
            "retryable": None,
            "deleted_at": None,
            "deleted_from": None,
            "expires_at": None,
            "version": 1,
            "updated_at": now,
        }
    )


def _is_sound(meal: Meal, now: datetime) -> bool:
    """What the model leaves open, because our own code writes meals with care, and others' files are not ours."""
    instants = (meal.logged_at, meal.created_at, meal.ready_at, meal.last_edited_at)
    return (
        is_id(meal.meal_id)
        and is_loggable(meal.local_date, now)
        and clock.zone(meal.timezone) is not None
        and all(instant is None or instant.tzinfo is not None for instant in instants)
        and len(meal.dish_name or "") <= MAX_NAME
        and len(meal.emoji or "") <= MAX_EMOJI
        and bool(meal.items)
        and len({item.id for item in meal.items}) == len(meal.items)
    )


def is_past(instant: datetime, now: datetime) -> bool:
    return instant.tzinfo is not None and instant <= now


def is_planned(day: date, now: datetime) -> bool:
    """Whether there can be a target for that day: a few days ahead there is one already."""
    return is_loggable(day, now + AHEAD)


def is_loggable(day: date, now: datetime) -> bool:
    """Whether something can be logged on that day anywhere on earth."""
    try:
        check_loggable(day, clock.local_date(now, ZoneInfo("Pacific/Kiritimati")))  # where it is tomorrow first
    except Unprocessable:
        return False
    return True
