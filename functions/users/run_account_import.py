"""Takes over what an export holds."""

from shared.events.task import Attempt, task
from shared.portability import importing, work
from shared.portability.models import Import, JobTask


@task(JobTask)
def run_account_import(payload: JobTask, attempt: Attempt) -> None:
    """Meal by meal through the rules that every meal goes through, onto their days; what is there already is left as it is."""
    work.run(payload, Import, importing.read, is_last_attempt=attempt.is_last)
