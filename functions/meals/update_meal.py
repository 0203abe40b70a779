"""Changes what a meal is called and when it was."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, ZoneHeader, endpoint, person
from shared.http.if_match import IfMatch
from shared.meals.changing import editing
from shared.meals.changing.requests import MealChange
from shared.meals.problems import DateOutOfRange, DayFull, MealNotFound, MealStateConflict
from shared.meals.views import MealView


@endpoint(raises=(MealNotFound, MealStateConflict, DateOutOfRange, DayFull))
def update_meal(
    caller: Caller,
    receipt: Receipt,
    meal_id: str,
    change: Annotated[MealChange, Body("What changes.")],
    x_timezone: ZoneHeader = None,
    if_match: IfMatch = None,
) -> MealView:
    """Name, emoji, meal type, day and time of a meal that is `ready`; moved to another day, both days change in the same moment.

    `nutrition_override` sets figures of the whole meal by hand. They count until they are cleared or the foods change, and are
    shown as what they are.
    """
    return editing.update_meal(person(caller, x_timezone), meal_id, change, receipt, if_match)
