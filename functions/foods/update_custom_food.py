"""Changes a food of the person's own."""

from typing import Annotated

from shared.foods import custom
from shared.foods.gtin import InvalidBarcode
from shared.foods.requests import CustomFoodRequest
from shared.foods.rules import FoodNotFound
from shared.foods.views import CustomFoodView
from shared.http import Body, Caller, endpoint
from shared.http.if_match import IfMatch


@endpoint(raises=(FoodNotFound, custom.ImplausibleFigures, InvalidBarcode))
def update_custom_food(
    caller: Caller,
    food_id: str,
    request: Annotated[CustomFoodRequest, Body("The food as it shall be.")],
    if_match: IfMatch = None,
) -> CustomFoodView:
    """Replaces the food by what is sent. Meals that hold it keep the figures that they have."""
    return custom.update(caller.uid, food_id, request, if_match)
