"""Analyses a photo again after a failure."""

from shared.http import Caller, Receipt, ZoneHeader, endpoint, person
from shared.meals.analysing import retrying
from shared.meals.problems import MealNotFound, MealStateConflict
from shared.meals.views import MealView


@endpoint(status=202, raises=(MealNotFound, MealStateConflict), location="/v1/meals/{meal_id}")
def retry_meal_analysis(caller: Caller, receipt: Receipt, meal_id: str, x_timezone: ZoneHeader = None) -> MealView:
    """Starts the analysis of a failed meal once more, where `retryable` says that this can help. Counts as an analysis."""
    return retrying.retry_analysis(person(caller, x_timezone), meal_id, receipt)
