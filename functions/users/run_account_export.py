"""Writes the file of an export."""

from shared.events.task import Attempt, task
from shared.portability import exporting, work
from shared.portability.models import Export, JobTask


@task(JobTask)
def run_account_export(payload: JobTask, attempt: Attempt) -> None:
    """Streams everything that is stored of a person into a zip in Cloud Storage."""
    work.run(payload, Export, exporting.write, is_last_attempt=attempt.is_last)
