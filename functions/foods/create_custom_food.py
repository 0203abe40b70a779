"""A food of the person's own."""

from typing import Annotated

from shared.foods import custom
from shared.foods.gtin import InvalidBarcode
from shared.foods.requests import CustomFoodRequest
from shared.foods.views import CustomFoodView
from shared.http import Body, Caller, Receipt, endpoint


@endpoint(
    status=201,
    raises=(custom.TooManyCustomFoods, custom.ImplausibleFigures, InvalidBarcode),
    location="/v1/foods/{food_id}/details",
)
def create_custom_food(
    caller: Caller, receipt: Receipt, request: Annotated[CustomFoodRequest, Body("The food and its figures.")]
) -> CustomFoodView:
    """Stores a food with figures for 100 g or for a serving; the answer has them for 100 g.

    Energy further than 20 kcal and 20 % from what the macros make is set aside, and the macros' counts; what no food can have is
    refused.
    """
    return custom.create(caller.uid, request, receipt)
