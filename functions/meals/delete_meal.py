"""Deletes a meal, for 30 days restorably."""

from shared.http import Caller, endpoint
from shared.meals import deleting
from shared.meals.problems import MealNotFound
from shared.meals.views import MealStatusView


@endpoint(raises=(MealNotFound,))
def delete_meal(caller: Caller, meal_id: str) -> MealStatusView:
    """Takes the meal out of sight and off its day. POST …/restore brings it back within 30 days."""
    return deleting.delete_meal(caller.uid, meal_id)
