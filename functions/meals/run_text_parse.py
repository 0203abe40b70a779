"""Asks a model about the words that no table knows."""

from shared.ai import working
from shared.ai.models import JobTask
from shared.events.task import Attempt, task
from shared.texts.models import TEXT_PARSES
from shared.texts.work import understand


@task(JobTask)
def run_text_parse(payload: JobTask, attempt: Attempt) -> None:
    """Words → model → foods, held to the tables. A busy vendor sends the task back to the queue."""
    working.attempt(TEXT_PARSES, payload, understand, is_last_attempt=attempt.is_last)
