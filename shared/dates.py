"""A range of calendar days that a person asks for."""

from __future__ import annotations

from datetime import date

from shared.errors import BadRequest

MOST_DAYS = 60


class InvalidDateRange(BadRequest):
    error_code, title = "INVALID_DATE_RANGE", "The range ends before it begins"


class DateRangeTooLarge(BadRequest):
    error_code, title = "DATE_RANGE_TOO_LARGE", "The range has too many days"


RANGE_PROBLEMS = (InvalidDateRange, DateRangeTooLarge)


def check_range(start: date, end: date) -> None:
    """Raises InvalidDateRange or DateRangeTooLarge unless it is 1 to 60 days, both ends included."""
    if end < start:
        raise InvalidDateRange("Send a start that is not after end.")
    if (end - start).days >= MOST_DAYS:
        raise DateRangeTooLarge(f"Ask for at most {MOST_DAYS} days at once.", max_days=MOST_DAYS)
