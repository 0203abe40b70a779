"""Asks a model which ingredient a photo shows."""

from shared.ai import working
from shared.ai.models import JobTask
from shared.events.task import Attempt, task
from shared.ingredients.models import RECOGNITIONS
from shared.ingredients.work import look


@task(JobTask)
def run_ingredient_recognition(payload: JobTask, attempt: Attempt) -> None:
    """Photo → model → name and food. A busy vendor sends the task back to the queue."""
    working.attempt(RECOGNITIONS, payload, look, is_last_attempt=attempt.is_last)
