"""The worker of an import: takes over what an export holds, through the rules that everything else goes through.

Ids follow from the file's own and from the person, and what is there already is left as it is: doing it again changes nothing, and
a worker that was killed is followed by one that begins anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from shared import clock
from shared.clients import storage
from shared.clients.firestore import atomically
from shared.foods import custom as custom_foods
from shared.foods.custom import TooManyCustomFoods
from shared.foods.models import Custom
from shared.ids import is_id
from shared.meals import store as meals
from shared.meals.models import Day, Meal
from shared.meals.problems import DayFull
from shared.meals.remembering.memory import Memory
from shared.meals.remembering.store import memory_path
from shared.meals.store import Frame
from shared.portability import rules, store
from shared.portability.archive import Reader
from shared.portability.models import Import
from shared.portability.rules import LeftOut, NotAnExport
from shared.portability.work import Work
from shared.profiles import store as profiles
from shared.profiles.models import DatedTarget, Profile
from shared.weight import store as weights
from shared.weight.models import Estimate, WeightEntry

T = TypeVar("T", bound=BaseModel)

MAX_MEALS = 50_000
# Meals of one day that are written together. A commit holds 10 MiB, and a meal of a file at most 256 KiB.
_TOGETHER = 20
_DAYS_TOGETHER = 50


class Line(BaseModel, Generic[T]):
    """A line of a collection's file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    path: str
    data: T


def read(work: Work[Import]) -> None:
    """Takes over everything and finishes the import. Raises NotAnExport."""
    uid, file = work.job.uid, work.job.file
    data = storage.read(file)
    if data is None:
        raise NotAnExport("The file is not there any more: send it again.")
    reader = Reader(data)
    left_out: Counter[str] = Counter()
    frames = _frames(reader, left_out)
    _take_meals(work, reader, frames, left_out)
    _take_days(work, uid, frames)
    _take_person(work, reader, left_out)
    _take_foods(work, reader, left_out)
    _take(work, reader, "memory", Memory, lambda _: memory_path(uid), left_out)
    work.finish(left_out=dict(left_out))
    storage.delete(file)


def _models(reader: Reader, collection: str, kind: type[T], left_out: Counter[str]) -> Iterator[T]:
    """What is sound of a collection; the rest is counted."""
    for line in reader.models(collection, Line[kind].model_validate_json):  # type: ignore[valid-type]  # a type held in a variable
        if line is None:
            left_out["invalid"] += 1
        else:
            yield line.data


def _frames(reader: Reader, left_out: Counter[str]) -> dict[date, Frame]:
    """What was wanted and said of each day: a day keeps the target that it had."""
    now = clock.now()
    days = (day for day in _models(reader, "days", Day, left_out) if rules.is_planned(day.local_date, now))
    return {day.local_date: Frame(day.target, day.tracked) for day in days if day.target or day.tracked is not None}


def _take_meals(work: Work[Import], reader: Reader, frames: dict[date, Frame], left_out: Counter[str]) -> None:
    sound = _sound_meals(work, reader, left_out)
    for local_date, together in _together(sound):
        try:
            frame = frames.get(local_date, Frame())
            add = partial(meals.add, uid=work.job.uid, local_date=local_date, new=together, frame=frame, now=clock.now())
            added = atomically(add)
        except DayFull:
            left_out["day_full"] += len(together)
            continue
        work.progress["meals"] = work.progress.get("meals", 0) + added
        work.progress["meals_present"] = work.progress.get("meals_present", 0) + len(together) - added
        work.keep_alive()


def _sound_meals(work: Work[Import], reader: Reader, left_out: Counter[str]) -> Iterator[Meal]:
    uid, source_uid, now = work.job.uid, reader.manifest.uid, clock.now()
    for number, meal in enumerate(_models(reader, "meals", Meal, left_out)):
        if number >= MAX_MEALS:
            left_out["too_many"] += 1
            continue
        try:
            yield rules.imported_meal(meal, uid=uid, source_uid=source_uid, now=now)
            left_out["photos"] += meal.image is not None
        except LeftOut as reason:
            left_out[str(reason)] += 1


def _together(found: Iterable[Meal]) -> Iterator[tuple[date, list[Meal]]]:
    """Meals that follow each other and are of one day, twenty at most. An export has them in the order of their days."""
    together: list[Meal] = []
    for meal in found:
        if together and (meal.local_date != together[0].local_date or len(together) == _TOGETHER):
            yield together[0].local_date, together
            together = []
        if all(meal.meal_id != other.meal_id for other in together):
            together.append(meal)
    if together:
        yield together[0].local_date, together


def _take_days(work: Work[Import], uid: str, frames: dict[date, Frame]) -> None:
    """Days without a meal had a target too."""
    days = sorted(frames)
    for first in range(0, len(days), _DAYS_TOGETHER):
        wanted = {day: frames[day] for day in days[first : first + _DAYS_TOGETHER]}
        atomically(partial(meals.add_days, uid=uid, frames=wanted, now=clock.now()))
        work.progress["days"] = first + len(wanted)
        work.keep_alive()


def _take_foods(work: Work[Import], reader: Reader, left_out: Counter[str]) -> None:
    """The person's own foods, under their ids, by which the meals know them."""
    for custom in _models(reader, "custom_foods", Custom, left_out):
        if not is_id(custom.custom_id):
            left_out["invalid"] += 1
            continue
        try:
            added = custom_foods.take_over(work.job.uid, custom)
        except TooManyCustomFoods:
            left_out["too_many_foods"] += 1
            continue
        work.progress["custom_foods"] = work.progress.get("custom_foods", 0) + added
        work.keep_alive()


def _take_person(work: Work[Import], reader: Reader, left_out: Counter[str]) -> None:
    """Who has told us about themselves here has said what counts."""
    uid = work.job.uid
    if profiles.get_profile(uid) is not None:
        left_out["has_profile"] += 1
        return
    _take(work, reader, "targets", DatedTarget, lambda target: profiles.target_path(uid, target.from_date), left_out)
    _take_weigh_ins(work, reader, left_out)
    # Last, and in the file the estimate stands before the profile: a worker that follows a killed one finds no profile, and takes
    # what is missing.
    kind: Any = Estimate | Profile
    at: dict[Any, str] = {Estimate: weights.estimate_path(uid), Profile: profiles.profile_path(uid)}
    _take(work, reader, "profile", kind, lambda model: at[type(model)], left_out)


def _take_weigh_ins(work: Work[Import], reader: Reader, left_out: Counter[str]) -> None:
    uid, source_uid, now = work.job.uid, reader.manifest.uid, clock.now()
    for entry in _models(reader, "weight_entries", WeightEntry, left_out):
        if not (is_id(entry.entry_id) and rules.is_loggable(entry.local_date, now) and rules.is_past(entry.recorded_at, now)):
            left_out["invalid"] += 1
            continue
        own = entry.model_copy(update={"entry_id": rules.imported_id(uid, source_uid, entry.entry_id)})
        added = atomically(partial(store.put_if_absent, path=weights.entry_path(uid, own.entry_id), model=own))
        work.progress["weight_entries"] = work.progress.get("weight_entries", 0) + added
        work.keep_alive()


def _take(
    work: Work[Import], reader: Reader, collection: str, kind: type[T], path_of: Callable[[T], str], left_out: Counter[str]
) -> None:
    """Takes over each document of a collection that is not there yet."""
    for model in _models(reader, collection, kind, left_out):
        added = atomically(partial(store.put_if_absent, path=path_of(model), model=model))
        work.progress[collection] = work.progress.get(collection, 0) + added
        work.keep_alive()
