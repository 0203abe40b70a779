"""Instants, zones and the user's calendar day. Instants are aware datetimes in UTC; a day is a date in the user's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC)


def zone(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, or None where there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # odd names reach the file system as odd paths
        return None


def local_date(instant: datetime, where: ZoneInfo, day_start_hour: int = 0) -> date:
    """The calendar day that `instant` belongs to. With a day-start hour of 4, 03:59 still belongs to the day before."""
    wall = instant.astimezone(where).replace(tzinfo=None)
    return (wall - timedelta(hours=day_start_hour)).date()


def on_day(day: date, instant: datetime, where: ZoneInfo, day_start_hour: int = 0) -> datetime:
    """The instant at which the wall clock of `where` shows the time of `instant`, on the calendar day `day`.

    A time that the clocks skip that day becomes the instant that they skip to; a doubled one is the first of the two.
    """
    wall = instant.astimezone(where).replace(tzinfo=None, fold=0)
    shift = timedelta(days=1) if wall.hour < day_start_hour else timedelta(0)
    moved = datetime.combine(day, wall.time()) + shift
    return moved.replace(tzinfo=where).astimezone(UTC)


def next_local_day(instant: datetime, where: ZoneInfo, day_start_hour: int = 0) -> datetime:
    """The instant at which the user's next calendar day begins."""
    tomorrow = local_date(instant, where, day_start_hour) + timedelta(days=1)
    start = datetime.combine(tomorrow, datetime.min.time()) + timedelta(hours=day_start_hour)
    return start.replace(tzinfo=where).astimezone(UTC)
