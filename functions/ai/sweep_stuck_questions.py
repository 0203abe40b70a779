"""Looks after questions to a model that got lost: texts and ingredients."""

from shared.ai import keeping
from shared.events.schedule import schedule
from shared.ingredients.models import RECOGNITIONS
from shared.texts.models import TEXT_PARSES


@schedule
def sweep_stuck_questions() -> None:
    """Gives every open question without a live worker or task its next run, and gives up after the third."""
    keeping.sweep(TEXT_PARSES)
    keeping.sweep(RECOGNITIONS)
