"""Asks a model about the words that no table knows."""

from pydantic import BaseModel

from shared.ai import working
from shared.ai.asking import NotNow
from shared.events.task import Attempt, RetryLater, task
from shared.texts.models import TEXT_PARSES
from shared.texts.work import understand


class TextParseTask(BaseModel):
    uid: str
    job_id: str
    run: int


@task(TextParseTask)
def run_text_parse(payload: TextParseTask, attempt: Attempt) -> None:
    """Words → model → foods, held to the tables. A busy vendor sends the task back to the queue."""
    try:
        working.attempt(TEXT_PARSES, payload.uid, payload.job_id, payload.run, understand, is_last_attempt=attempt.is_last)
    except NotNow as wait:
        raise RetryLater(str(wait), after_s=wait.after_s) from None
