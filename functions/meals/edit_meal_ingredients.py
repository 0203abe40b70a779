"""Changes the foods of a meal."""

from typing import Annotated

from shared.foods.rules import AmountOutOfRange, AmountUnknown
from shared.http import Body, Caller, Receipt, endpoint, person
from shared.http.if_match import IfMatch
from shared.meals.changing import editing
from shared.meals.changing.changes import MealChanged, TooManyItems
from shared.meals.changing.requests import IngredientsRequest
from shared.meals.changing.views import MealEditView
from shared.meals.problems import MealNotFound, MealStateConflict


@endpoint(raises=(MealNotFound, MealStateConflict, MealChanged, AmountUnknown, AmountOutOfRange, TooManyItems))
def edit_meal_ingredients(
    caller: Caller,
    receipt: Receipt,
    meal_id: str,
    request: Annotated[IngredientsRequest, Body("The changes.")],
    if_match: IfMatch = None,
) -> MealEditView:
    """Adds, changes and removes foods of a meal that is `ready`, in the order given; foods that no change names keep their ids.

    Another amount scales a food, by weight where the unit is another. Foods of which nothing is known are not made up: they are in
    `unmatched`, with what would settle it. Edits at the same moment are all made, one after the other.
    """
    return editing.edit_ingredients(person(caller), meal_id, request, receipt, if_match)
