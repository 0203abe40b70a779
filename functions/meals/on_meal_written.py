"""Follows every write of a meal."""

from shared.events.document import Change, document_written
from shared.meals import following
from shared.meals.models import Meal


@document_written
def on_meal_written(change: Change) -> None:
    """Enqueues the analysis that the write asks for and publishes the domain events that it is."""
    before, after = (Meal.model_validate(data) if data else None for data in (change.before, change.after))
    following.follow(before, after)
