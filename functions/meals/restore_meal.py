"""Brings a deleted meal back."""

from shared.http import Caller, Receipt, ZoneHeader, endpoint, person
from shared.meals import deleting
from shared.meals.problems import DayFull, MealNotFound, MealStateConflict
from shared.meals.views import MealView


@endpoint(raises=(MealNotFound, MealStateConflict, DayFull))
def restore_meal(caller: Caller, receipt: Receipt, meal_id: str, x_timezone: ZoneHeader = None) -> MealView:
    """The meal as it was, under the same id and on its day again; within 30 days of its deletion.

    A meal that was deleted while it was being analysed is analysed anew.
    """
    return deleting.restore_meal(person(caller, x_timezone), meal_id, receipt)
