"""What is written down when an analysis has come to its end, whoever ended it."""

from __future__ import annotations

import logging

from shared.logging import fields
from shared.meals.models import Meal

log = logging.getLogger(__name__)


def log_end(meal: Meal) -> None:
    """The line that funnel, objective and bill are made of; with the wait only for a first run, which began with the photo."""
    assert meal.analysis is not None
    usage, is_first_run = meal.analysis.usage, meal.analysis.run == 1
    log.info(
        "analysis ended",
        extra=fields(
            meal_id=meal.meal_id,
            meal_status=meal.status,
            error_code=meal.error_code,
            waited_s=round((meal.updated_at - meal.created_at).total_seconds(), 1) if is_first_run else None,
            model=usage.model if usage else None,
            prompt_tokens=usage.prompt_tokens if usage else None,
            output_tokens=usage.output_tokens if usage else None,
        ),
    )
