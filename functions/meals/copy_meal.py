"""Logs a meal once more."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, ZoneHeader, endpoint, person
from shared.meals.changing import editing
from shared.meals.changing.requests import CopyRequest
from shared.meals.problems import DateOutOfRange, DayFull, MealNotFound, MealStateConflict
from shared.meals.views import MealView


@endpoint(status=201, raises=(MealNotFound, MealStateConflict, DateOutOfRange, DayFull), location="/v1/meals/{meal_id}")
def copy_meal(
    caller: Caller,
    receipt: Receipt,
    meal_id: str,
    request: Annotated[CopyRequest, Body("Where the copy goes.")],
    x_timezone: ZoneHeader = None,
) -> MealView:
    """The same foods as a new meal, today or on another day. Changing or deleting either leaves the other as it is.

    Both show the same photo, which stays as long as one of them does.
    """
    return editing.copy_meal(person(caller, x_timezone), meal_id, request, receipt)
