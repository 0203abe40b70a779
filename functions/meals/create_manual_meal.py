"""Logs a meal whose foods are known."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, ZoneHeader, endpoint, person
from shared.meals.changing import editing
from shared.meals.changing.requests import MEAL_PROBLEMS, ManualMealRequest
from shared.meals.views import MealView


@endpoint(status=201, raises=MEAL_PROBLEMS, location="/v1/meals/{meal_id}")
def create_manual_meal(
    caller: Caller,
    receipt: Receipt,
    request: Annotated[ManualMealRequest, Body("The foods, and when they were eaten.")],
    x_timezone: ZoneHeader = None,
) -> MealView:
    """A meal of foods from the tables, of barcodes, of the caller's own foods and of figures given here, mixed; `ready` at once.

    Amounts are in grams or any unit whose weight is known for the food; the same food twice becomes one item. Foods that do not
    exist are refused, all of them named in `unknown`; an amount of unknown weight is refused with units that would do in `options`.
    """
    return editing.create_manual_meal(person(caller, x_timezone), request, receipt)
