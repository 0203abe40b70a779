"""What belongs to a weigh-in beside the entry itself, in the commit of whoever writes it: the present weight and the estimate.

Every such commit puts the estimate's document, so of two at once the later one sees the earlier one's entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from shared.clients.firestore import Unit
from shared.meals import reading
from shared.meals.models import Day
from shared.profiles.models import Profile
from shared.profiles.rules import basal_metabolic_rate, metrics_on
from shared.users.models import Person
from shared.weight import adaptive, rules, store
from shared.weight.adaptive import DayIntake
from shared.weight.models import Estimate, WeighedBy, WeightEntry

# The window of the estimate, and two days for the distance between zones.
_RECENT = adaptive.WINDOW + timedelta(days=2)
# Several weigh-ins a day for the whole window; of more, the newest count.
_MOST_RECENT = 120
_WHOLE = 1 - 1e-9  # completeness is a mean of ones

# Weigh-ins as a commit will leave them, by id; None for one that it deletes.
Changes = Mapping[str, WeightEntry | None]


def record(unit: Unit, person: Person, profile: Profile, now: datetime) -> Estimate | None:
    """A weight that was told with the profile is a weigh-in of now; the estimate after it.

    The weight of today's last weigh-in told again is the same weigh-in: apps send what their form shows.
    """
    entry_id = rules.entry_id_at(now)
    before = store.read_entries(unit, person.uid, [entry_id])
    entry = rules.weigh_in(
        before.get(entry_id),
        entry_id=entry_id,
        weight_kg=profile.weight_kg,
        recorded_at=now,
        source=WeighedBy.PROFILE,
        person=person,
        now=now,
    )
    entries = recent(person.uid, {}, now)
    last = rules.newest(entries)
    if last is None or (last.weight_kg, last.local_date) != (entry.weight_kg, entry.local_date):
        store.put_entry(unit, person.uid, entry)
        entries = [*entries, entry]
    return renew_estimate(unit, person, profile, entries, now)


def recent(uid: str, changes: Changes, now: datetime) -> list[WeightEntry]:
    """The weigh-ins of the estimate's window as they will be, or the newest of all where there is none in it."""
    return _changed(store.entries_since(uid, now - _RECENT, _MOST_RECENT), changes) or _changed(
        store.list_entries(uid, cursor=None, limit=len(changes) + 1).entries, changes
    )


def renew_estimate(
    unit: Unit, person: Person, profile: Profile, entries: Sequence[WeightEntry], now: datetime, changed_day: Day | None = None
) -> Estimate | None:
    """Puts the estimate that the weigh-ins and the days between them allow; at most 28 days are read.

    `changed_day` is one that the same commit changes.
    """
    store.read_estimate(unit, person.uid)
    bmr, _ = basal_metabolic_rate(metrics_on(profile, person.today(now)))
    weights = [(entry.local_date, entry.weight_kg) for entry in entries]
    found = adaptive.estimate(weights, _intakes(person.uid, weights, changed_day), bmr=bmr, now=now)
    store.put_estimate(unit, person.uid, found)
    return found


def _changed(entries: Sequence[WeightEntry], changes: Changes) -> list[WeightEntry]:
    after = {entry.entry_id: entry for entry in entries} | dict(changes)
    return [entry for entry in after.values() if entry]


def _intakes(uid: str, weights: Sequence[tuple[date, float]], changed_day: Day | None) -> list[DayIntake]:
    """What is logged on the days between the weigh-ins."""
    if not weights:
        return []
    first, as_of = adaptive.days_between(weights)
    if first == as_of:
        return []
    days = {day.local_date: day for day in reading.list_days(uid, first, as_of - timedelta(days=1))}
    if changed_day:
        days[changed_day.local_date] = changed_day
    return [_intake(day) for day in days.values()]


def _intake(day: Day) -> DayIntake:
    """Known only where every food's energy is: the sum over some of them is less than was eaten."""
    totals = day.totals
    is_known = day.meal_count > 0 and totals.unmatched == 0 and totals.completeness.get("calories", 0.0) >= _WHOLE
    return DayIntake(day.local_date, totals.calories if is_known else None, totals.calories_error, day.tracked)
