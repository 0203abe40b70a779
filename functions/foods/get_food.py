"""One food."""

from shared.foods import service
from shared.foods.rules import FoodNotFound
from shared.foods.views import FoodView
from shared.http import Caller, endpoint


@endpoint(raises=(FoodNotFound,))
def get_food(caller: Caller, fdc_id: str) -> FoodView:
    """A food with its figures for 100 g, its portions and where they come from.

    By its number at FoodData Central, or by a `food_id` of a search, a barcode or the caller's own foods.
    """
    return service.details(caller.uid, fdc_id)
