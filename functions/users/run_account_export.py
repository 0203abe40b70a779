"""Writes the file of an export."""

from pydantic import BaseModel

from shared.events.task import Attempt, RetryLater, task
from shared.portability import exporting, work
from shared.portability.models import Export


class ExportTask(BaseModel):
    path: str
    run: int


@task(ExportTask)
def run_account_export(payload: ExportTask, attempt: Attempt) -> None:
    """Streams everything that is stored of a person into a zip in Cloud Storage."""
    try:
        work.run(payload.path, Export, payload.run, exporting.write, is_last_attempt=attempt.is_last)
    except work.NotNow as wait:
        raise RetryLater(str(wait), after_s=wait.after_s) from None
