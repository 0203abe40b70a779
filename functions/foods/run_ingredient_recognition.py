"""Asks a model which ingredient a photo shows."""

from pydantic import BaseModel

from shared.ai import working
from shared.ai.asking import NotNow
from shared.events.task import Attempt, RetryLater, task
from shared.ingredients.models import RECOGNITIONS
from shared.ingredients.work import look


class RecognitionTask(BaseModel):
    uid: str
    job_id: str
    run: int


@task(RecognitionTask)
def run_ingredient_recognition(payload: RecognitionTask, attempt: Attempt) -> None:
    """Photo → model → name and food. A busy vendor sends the task back to the queue."""
    try:
        working.attempt(RECOGNITIONS, payload.uid, payload.job_id, payload.run, look, is_last_attempt=attempt.is_last)
    except NotNow as wait:
        raise RetryLater(str(wait), after_s=wait.after_s) from None
