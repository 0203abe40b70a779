"""Takes the photo of a meal away."""

from shared.http import Caller, Receipt, endpoint, person
from shared.http.if_match import IfMatch
from shared.meals.changing import editing
from shared.meals.problems import MealNotFound, MealStateConflict
from shared.meals.views import MealView


@endpoint(raises=(MealNotFound, MealStateConflict))
def delete_meal_photo(caller: Caller, receipt: Receipt, meal_id: str, if_match: IfMatch = None) -> MealView:
    """The meal without its photo; the photo is deleted once no meal shows it. A meal without one stays as it is."""
    return editing.delete_photo(person(caller), meal_id, receipt, if_match)
