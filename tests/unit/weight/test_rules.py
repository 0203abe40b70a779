"""When a weigh-in may be, which one it is, and which is the present weight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from shared.users.models import Account, Person
from shared.weight import rules
from shared.weight.models import WeighedBy, WeightEntry
from shared.weight.rules import RecordedOutOfRange

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


def person(zone: str = "UTC", day_start_hour: int = 0) -> Person:
    return Person("u1", Account(timezone=zone, day_start_hour=day_start_hour), ZoneInfo(zone))


def weigh_in(
    recorded_at: datetime = NOW,
    kg: float = 80,
    *,
    before: WeightEntry | None = None,
    who: Person | None = None,
    now: datetime = NOW,
) -> WeightEntry:
    return rules.weigh_in(
        before,
        entry_id=rules.entry_id_at(recorded_at),
        weight_kg=kg,
        recorded_at=recorded_at,
        source=WeighedBy.MANUAL,
        person=who or person(),
        now=now,
    )


def test_an_instant_is_one_weigh_in_however_it_is_written() -> None:
    vienna = NOW.astimezone(timezone(timedelta(hours=1)))
    assert rules.entry_id_at(vienna) == rules.entry_id_at(NOW) != rules.entry_id_at(NOW + MOMENT)
    assert weigh_in(vienna) == weigh_in(NOW)


@pytest.mark.parametrize("instant", [NOW + rules.CLOCK_SKEW + MOMENT, datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)])
def test_instants_that_cannot_be(instant: datetime) -> None:
    with pytest.raises(RecordedOutOfRange):
        weigh_in(instant)


def test_a_clock_that_is_ahead_is_put_right() -> None:
    ahead = weigh_in(NOW + rules.CLOCK_SKEW)
    assert ahead.recorded_at == NOW
    assert weigh_in(NOW + rules.CLOCK_SKEW, before=ahead, now=NOW + MOMENT) is ahead, "told again it is the same"


def test_a_correction_keeps_the_day() -> None:
    first = weigh_in(who=person("Pacific/Tongatapu"))
    assert first.local_date == date(2026, 3, 2)
    second = weigh_in(kg=79, before=first, who=person("America/Los_Angeles"), now=NOW + MOMENT)
    assert (second.weight_kg, second.local_date, second.updated_at, second.created_at) == (79, date(2026, 3, 2), NOW + MOMENT, NOW)
    assert weigh_in(before=first, who=person("America/Los_Angeles")) is first


def test_another_instant_has_its_own_day() -> None:
    first = weigh_in()
    moved = weigh_in(NOW - timedelta(days=3), before=first)
    assert (moved.local_date, moved.recorded_at) == (date(2026, 2, 26), NOW - timedelta(days=3))


def test_the_newest_is_the_present_weight() -> None:
    entries = [weigh_in(NOW - timedelta(days=number), 80 - number) for number in (3, 0, 7)]
    assert rules.newest(entries) is entries[1]
    assert rules.newest_first(entries) == [entries[1], entries[0], entries[2]]
    assert rules.newest([]) is None
