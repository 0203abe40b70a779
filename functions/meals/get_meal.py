"""One meal."""

from shared.http import Caller, endpoint
from shared.meals import looking
from shared.meals.problems import MealNotFound
from shared.meals.views import MealView


@endpoint(raises=(MealNotFound,))
def get_meal(caller: Caller, meal_id: str) -> MealView:
    """A meal with its foods.

    While `status` is `pending` or `analyzing` the app may poll this, or better, listen to `users/{uid}/meals/{meal_id}`.
    """
    return looking.get_meal(caller.uid, meal_id)
