"""The person's calendar day, at the edges of zones and of daylight saving."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import clock

ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
INSTANTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive by API


@pytest.mark.parametrize(
    ("instant", "zone", "day_start_hour", "expected"),
    [
        ("2026-03-02T07:30:00+00:00", "America/Los_Angeles", 0, "2026-03-01"),  # 23:30 in UTC−8: tomorrow in UTC
        ("2026-03-01T11:30:00+00:00", "Pacific/Tongatapu", 0, "2026-03-02"),  # 00:30 in UTC+13: yesterday in UTC
        ("2026-03-01T23:59:59+00:00", "UTC", 0, "2026-03-01"),
        ("2026-03-02T02:59:00+00:00", "UTC", 3, "2026-03-01"),
        ("2026-03-02T03:00:00+00:00", "UTC", 3, "2026-03-02"),
        ("2026-10-25T00:30:00+00:00", "Europe/Vienna", 3, "2026-10-24"),  # 02:30, the first time
        ("2026-10-25T01:30:00+00:00", "Europe/Vienna", 3, "2026-10-24"),  # 02:30, the second time
        ("2026-03-29T01:30:00+00:00", "Europe/Vienna", 3, "2026-03-29"),  # 03:30, an hour after 01:30
    ],
)
def test_local_date(instant: str, zone: str, day_start_hour: int, expected: str) -> None:
    found = clock.local_date(datetime.fromisoformat(instant), ZoneInfo(zone), day_start_hour)
    assert found == date.fromisoformat(expected)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "a" * 5000, "Europe", "UTC\0"])
def test_no_such_zone(name: str) -> None:
    assert clock.zone(name) is None


@given(INSTANTS, ZONES, st.integers(0, 12), st.dates(date(2016, 1, 1), date(2034, 12, 31)))
def test_on_day_is_on_that_day(instant: datetime, zone: ZoneInfo, day_start_hour: int, day: date) -> None:
    moved = clock.on_day(day, instant, zone, day_start_hour)
    # A wall clock that jumps a whole day (Samoa, 2011) or over the day's start may land just after it.
    assert clock.local_date(moved, zone, day_start_hour) - day in {timedelta(0), timedelta(days=1)}
    assert (
        clock.local_date(moved, zone, day_start_hour) == day
        or moved.astimezone(zone).utcoffset() != (moved - timedelta(hours=24)).astimezone(zone).utcoffset()
    )


def test_on_day_keeps_the_wall_clock() -> None:
    vienna = ZoneInfo("Europe/Vienna")
    now = datetime(2026, 7, 1, 18, 30, tzinfo=UTC)  # 20:30 there
    assert clock.on_day(date(2026, 1, 15), now, vienna).astimezone(vienna).isoformat() == "2026-01-15T20:30:00+01:00"


@given(INSTANTS, ZONES, st.integers(0, 23))
def test_next_local_day_is_the_next_day(instant: datetime, zone: ZoneInfo, day_start_hour: int) -> None:
    start = clock.next_local_day(instant, zone, day_start_hour)
    assert timedelta(0) < start - instant <= timedelta(hours=27)
    assert clock.local_date(start + timedelta(hours=2), zone, day_start_hour) > clock.local_date(instant, zone, day_start_hour)
