"""The rules of a weigh-in: when it may be, which one it is, and which one is the person's present weight. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from shared.errors import NotFound, Unprocessable
from shared.ids import derived_id
from shared.users.models import Person
from shared.weight.models import WeighedBy, WeightEntry

# How far a phone's clock may be ahead of ours.
CLOCK_SKEW = timedelta(minutes=5)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class WeightEntryNotFound(NotFound):
    error_code, title = "WEIGHT_ENTRY_NOT_FOUND", "There is no such weigh-in"


class RecordedOutOfRange(Unprocessable):
    error_code, title = "RECORDED_OUT_OF_RANGE", "A weigh-in cannot have been then"


def entry_id_at(recorded_at: datetime) -> str:
    """The id of the weigh-in of that instant: telling it again is telling the same one."""
    return derived_id("weight", recorded_at.astimezone(UTC).isoformat())


def weigh_in(
    before: WeightEntry | None,
    *,
    entry_id: str,
    weight_kg: float,
    recorded_at: datetime,
    source: WeighedBy,
    person: Person,
    now: datetime,
) -> WeightEntry:
    """A new weigh-in, or a known one as it is told now; its day moves only with its instant. Raises RecordedOutOfRange.

    An instant that a phone whose clock is ahead puts into the future is now: the newest weigh-in is never ahead of the next one.
    """
    if not _EARLIEST <= recorded_at <= now + CLOCK_SKEW:
        raise RecordedOutOfRange("Send an instant from the year 2000 until now.")
    instant = min(recorded_at.astimezone(UTC), now)
    if before and (before.recorded_at == instant or recorded_at > now):
        if before.weight_kg == weight_kg:
            return before
        return before.model_copy(update={"weight_kg": weight_kg, "updated_at": now})
    return WeightEntry(
        entry_id=entry_id,
        weight_kg=weight_kg,
        recorded_at=instant,
        local_date=person.today(instant),
        source=before.source if before else source,
        created_at=before.created_at if before else now,
        updated_at=now,
    )


def newest_first(entries: Iterable[WeightEntry]) -> list[WeightEntry]:
    return sorted(entries, key=lambda entry: (entry.recorded_at, entry.entry_id), reverse=True)


def newest(entries: Iterable[WeightEntry]) -> WeightEntry | None:
    """The person's present weight; None without any."""
    return next(iter(newest_first(entries)), None)
