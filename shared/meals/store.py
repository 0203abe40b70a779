"""Meals, days and what hangs on them in Firestore, where reading.py does not do. No other place of the area knows it.

`change` is the one way to write a meal. It keeps what has to agree in agreement, in the same commit: the day's entry and totals,
the person's AI budget, and what their corrections teach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.clients import cloudinary
from shared.clients.firestore import Unit, atomically, document_of, firestore, patience, readable
from shared.limits import ai_budget
from shared.limits.ai_budget import AiBudget
from shared.limits.ai_use import budget_path
from shared.meals.analysing import failures
from shared.meals.days.rules import days_touched, empty_day, with_meal, with_target, with_tracking
from shared.meals.models import OPEN, Day, ImageUpload, Meal
from shared.meals.problems import MealNotFound, MealStateConflict
from shared.meals.reading import day_path, meal_path
from shared.profiles.target import LOGGABLE_DAYS, Target

if TYPE_CHECKING:
    from google.cloud.firestore import DocumentSnapshot

_PAGE = 100  # of what is read only to be deleted

# The budget with one analysis more; raises the Problem that says why the person may have none.
Charge = Callable[[AiBudget], AiBudget]
# A change by the rules: the changed meal, or the Problem that says why not.
Step = Callable[[Meal], Meal]


# Reading


def is_photo_shown(uid: str, image_id: str) -> bool:
    """Whether a meal of the person's, deleted ones that can be restored included, has this photo. One read."""
    from google.cloud.firestore_v1.base_query import FieldFilter

    query = firestore().collection(f"users/{uid}/meals").where(filter=FieldFilter("image.image_id", "==", image_id))
    return any(True for _ in query.limit(1).stream(**patience()))


def image_ids(uid: str) -> Iterator[list[str]]:
    """The ids of every photo that this person has, deleted meals included, or may still upload; one read each, page by page."""
    for meals in _pages(uid, "meals", "image.image_id", "analysis.crop.image_id"):
        found = [meal.to_dict() or {} for meal in meals]
        pictures = [picture for meal in found for picture in (meal.get("image"), (meal.get("analysis") or {}).get("crop"))]
        yield [picture["image_id"] for picture in pictures if picture]
    for uploads in _pages(uid, "image_uploads", "signed_at"):
        yield [upload.id for upload in uploads]


def _pages(uid: str, name: str, *fields: str) -> Iterator[list[DocumentSnapshot[Any]]]:
    """The documents of a collection of this person, with some fields of each."""
    query = firestore().collection(f"users/{uid}/{name}").select(fields).order_by("__name__").limit(_PAGE)
    page = list(query.stream(**patience()))
    while page:
        yield page
        page = list(query.start_after(page[-1]).stream(**patience()))


def due_for_sweep(now: datetime, limit: int) -> list[Meal]:
    """Open meals whose lease or whose wait has run out, longest overdue first; at most `limit` reads."""
    from google.cloud.firestore_v1.base_query import FieldFilter

    query = (
        firestore()
        .collection_group("meals")
        .where(filter=FieldFilter("analysis.sweep_at", "<=", now))
        .order_by("analysis.sweep_at")
        .limit(limit)
    )
    return readable(Meal, query.stream(**patience()))


# Writing


def create(unit: Unit, meal: Meal, charge: Charge) -> Meal:
    """Puts a new meal that waits for its analysis, and charges for it; where an earlier attempt put it, that is the one."""
    stored, budget = unit.get(meal_path(meal.uid, meal.meal_id), budget_path(meal.uid))
    if stored is not None:
        return _there_already(stored)
    charged = charge(AiBudget.model_validate(budget or {}))
    unit.put(meal_path(meal.uid, meal.meal_id), document_of(meal))
    unit.put(budget_path(meal.uid), document_of(charged))
    return meal


def log(unit: Unit, meal: Meal) -> Meal:
    """Puts a new meal that is READY, and its day; where an earlier attempt put it, that is the one."""
    (stored,) = unit.get(meal_path(meal.uid, meal.meal_id))
    if stored is not None:
        return _there_already(stored)
    unit.put(meal_path(meal.uid, meal.meal_id), document_of(meal))
    _keep_days(unit, None, meal)
    return meal


def read(unit: Unit, uid: str, meal_id: str) -> Meal:
    """A meal that the commit of this unit rests on: it happens only while the meal is as it was read. Raises MealNotFound."""
    path = meal_path(uid, meal_id)
    (stored,) = unit.get(path)
    if stored is None or stored["is_deleted"]:
        raise MealNotFound("You have no meal with this id.")
    unit.hold(path)
    return Meal.model_validate(stored)


def change(uid: str, meal_id: str, step: Step) -> Meal:
    """Applies one step of the rules to a meal in a commit of its own. Raises MealNotFound and whatever the step raises."""
    return atomically(lambda unit: change_in(unit, uid, meal_id, step))


def change_in(
    unit: Unit,
    uid: str,
    meal_id: str,
    step: Step,
    *,
    charge: Charge | None = None,
    deleted_too: bool = False,
) -> Meal:
    """As `change`, in the caller's commit. `charge` pays for a step that begins an analysis again."""
    path = meal_path(uid, meal_id)
    (stored,) = unit.get(path)
    before = Meal.model_validate(stored) if stored else None
    if before is None or (before.is_deleted and not deleted_too):
        raise MealNotFound("You have no meal with this id.")
    after = step(before)
    if after is before:
        return after
    unit.put(path, document_of(after))
    _keep_days(unit, before, after)
    _keep_budget(unit, before, after, charge)
    if after.edit_count > before.edit_count:
        from shared.meals.remembering.store import keep_memory  # only edits teach, and few calls edit

        keep_memory(unit, before, after)
    return after


def _there_already(stored: dict[str, Any]) -> Meal:
    if stored["is_deleted"]:
        raise MealStateConflict("The meal was made already, and deleted: restore it.", status_now=stored["status"])
    return Meal.model_validate(stored)


def _keep_days(unit: Unit, before: Meal | None, after: Meal) -> None:
    """The entry and the totals of the meal's day follow it, in the same commit; both days' where it moves."""
    dates = days_touched(before, after)
    paths = [day_path(after.uid, local_date) for local_date in dates]
    for local_date, stored in zip(dates, unit.get(*paths) if paths else [], strict=True):
        day = _day(stored, after.uid, local_date, after.updated_at)
        put_day(unit, after.uid, with_meal(day, after, after.updated_at))


def _keep_budget(unit: Unit, before: Meal, after: Meal, charge: Charge | None) -> None:
    """An analysis that ends leaves the budget's places in flight; one that begins again takes one."""
    was_open, is_open = before.status in OPEN, after.status in OPEN
    if was_open == is_open:
        return
    path = budget_path(after.uid)
    (stored,) = unit.get(path)
    budget = AiBudget.model_validate(stored or {})
    if is_open:
        if charge is None:
            raise ValueError("a step that begins an analysis has to say who pays")
        changed = charge(budget)
    else:
        failure = failures.BY_CODE.get(after.error_code or "")
        changed = ai_budget.settle(budget, after.meal_id, refund=failure is not None and failure.ours)
    unit.put(path, document_of(changed))


# Days


def read_day(unit: Unit, uid: str, local_date: date, now: datetime) -> Day:
    """The day, to be changed in the unit's commit; one without a document is empty and has the target that holds on it."""
    (stored,) = unit.get(day_path(uid, local_date))
    return _day(stored, uid, local_date, now)


def put_day(unit: Unit, uid: str, day: Day) -> None:
    """Puts a day that the unit has read."""
    unit.put(day_path(uid, day.local_date), document_of(day))


def put_target(unit: Unit, uid: str, days: Sequence[date], target: Target, now: datetime) -> None:
    """Each of `days` that has a document gets the target; those that a meal could be logged on get a document if they have none.

    That these are made here is what keeps a meal from making one at the same moment with the target of before: one of the two
    meets the other's document and starts anew.
    """
    for number, (local_date, stored) in enumerate(zip(days, unit.get(*(day_path(uid, day) for day in days)), strict=True)):
        if stored:
            put_day(unit, uid, with_target(Day.model_validate(stored), target, now))
        elif number < LOGGABLE_DAYS:
            put_day(unit, uid, empty_day(local_date, now, target))


def _day(stored: dict[str, Any] | None, uid: str, local_date: date, now: datetime) -> Day:
    return Day.model_validate(stored) if stored else empty_day(local_date, now, _target(uid, local_date))


def _target(uid: str, local_date: date) -> Target | None:
    """The target of a day that has no document to hold it. One read; most days have one, so most calls import no profiles."""
    from shared.profiles.store import get_target

    return get_target(uid, on=local_date)


# Meals and days that come from elsewhere ready-made


@dataclass(frozen=True)
class Frame:
    """What a day is beside its meals."""

    target: Target | None = None
    tracked: bool | None = None

    def day(self, uid: str, local_date: date, now: datetime) -> Day:
        """The day with nothing eaten. One read where the frame has no target."""
        empty = empty_day(local_date, now, self.target or _target(uid, local_date))
        return with_tracking(empty, self.tracked, now)


def add(unit: Unit, uid: str, local_date: date, new: Sequence[Meal], frame: Frame, now: datetime) -> int:
    """Puts finished meals of one day that are not there yet, onto their day; how many. A day that is made has the frame.

    Raises DayFull.
    """
    day_at, paths = day_path(uid, local_date), [meal_path(uid, meal.meal_id) for meal in new]
    stored_day, *stored = unit.get(day_at, *paths)
    missing = [(path, meal) for path, meal, known in zip(paths, new, stored, strict=True) if known is None]
    if not missing:
        return 0
    day = Day.model_validate(stored_day) if stored_day else frame.day(uid, local_date, now)
    for path, meal in missing:
        unit.put(path, document_of(meal))
        day = with_meal(day, meal, now)
    unit.put(day_at, document_of(day))
    return len(missing)


def add_days(unit: Unit, uid: str, frames: Mapping[date, Frame], now: datetime) -> None:
    """Makes those days that are not there yet, with nothing eaten."""
    paths = [day_path(uid, day) for day in frames]
    for (local_date, frame), path, stored in zip(frames.items(), paths, unit.get(*paths), strict=True):
        if stored is None:
            unit.put(path, document_of(frame.day(uid, local_date, now)))


# The phone's own uploads


def _upload_path(uid: str, image_id: str) -> str:
    return f"users/{uid}/image_uploads/{image_id}"


def put_upload(uid: str, image_id: str, upload: ImageUpload) -> None:
    """One write."""
    firestore().document(_upload_path(uid, image_id)).set(document_of(upload), **patience())


def get_upload(uid: str, image_id: str) -> ImageUpload | None:
    """One read; another person's upload is not found."""
    snapshot = firestore().document(_upload_path(uid, image_id)).get(**patience())
    return ImageUpload.model_validate(snapshot.to_dict()) if snapshot.exists else None


def last_upload_until(uid: str) -> datetime | None:
    """When the last right to upload a photo ends that this person was given; None without one. One read."""
    from google.cloud.firestore import Query

    query = firestore().collection(f"users/{uid}/image_uploads").order_by("signed_at", direction=Query.DESCENDING).limit(1)
    found = [ImageUpload.model_validate(snapshot.to_dict()) for snapshot in query.stream(**patience())]
    return found[0].signed_at + timedelta(seconds=cloudinary.SIGNATURE_VALID_S) if found else None
