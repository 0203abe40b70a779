"""Settles how much it was."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, endpoint, person
from shared.meals.changing import portioning
from shared.meals.portions import NoPortionQuestion, PortionAnswer, UnknownChoice
from shared.meals.problems import MealNotFound, MealStateConflict
from shared.meals.views import MealView


@endpoint(raises=(MealNotFound, MealStateConflict, NoPortionQuestion, UnknownChoice))
def answer_portion_question(
    caller: Caller, receipt: Receipt, meal_id: str, answer: Annotated[PortionAnswer, Body("The person's choice.")]
) -> MealView:
    """The meal with the amount that the person says of the food that `portion_question` asks about.

    The effect is the one that the question promised. The next photo of this food starts from the person's amount.
    """
    return portioning.answer_portion_question(person(caller), meal_id, answer, receipt)
