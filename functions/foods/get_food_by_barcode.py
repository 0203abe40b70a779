"""The food in a package."""

from shared.foods import service
from shared.foods.gtin import InvalidBarcode
from shared.foods.rules import FoodNotFound
from shared.foods.views import ProductView
from shared.http import Caller, endpoint


@endpoint(raises=(InvalidBarcode, FoodNotFound))
def get_food_by_barcode(caller: Caller, code: str) -> ProductView:  # noqa: ARG001 - whoever has signed in
    """The product of a barcode (8, 12, 13 or 14 digits; blanks and hyphens do not count), its figures for 100 g.

    From Open Food Facts, else the USDA's branded foods. Show `attribution` beside the figures.
    """
    return service.product(code)
