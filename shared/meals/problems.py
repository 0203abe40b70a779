"""What can be wrong with a call about meals."""

from __future__ import annotations

from shared.errors import Conflict, NotFound, Unprocessable


class MealNotFound(NotFound):
    error_code, title = "MEAL_NOT_FOUND", "There is no such meal"


class MealStateConflict(Conflict):
    error_code, title = "MEAL_STATE_CONFLICT", "The state of the meal does not allow this"


class DateOutOfRange(Unprocessable):
    error_code, title = "DATE_OUT_OF_RANGE", "A meal cannot be logged on that day"


class DayFull(Unprocessable):
    error_code, title = "DAY_FULL", "The day holds as many meals as it can"
