"""Deletes a food of the person's own."""

from shared.foods import custom
from shared.foods.rules import FoodNotFound
from shared.foods.views import CustomFoodDeletedView
from shared.http import Caller, endpoint


@endpoint(raises=(FoodNotFound,))
def delete_custom_food(caller: Caller, food_id: str) -> CustomFoodDeletedView:
    """For good. Meals that hold it keep the figures that they have."""
    return custom.delete(caller.uid, food_id)
