"""Takes over what an export holds."""

from pydantic import BaseModel

from shared.events.task import Attempt, RetryLater, task
from shared.portability import importing, work
from shared.portability.models import Import


class ImportTask(BaseModel):
    path: str
    run: int


@task(ImportTask)
def run_account_import(payload: ImportTask, attempt: Attempt) -> None:
    """Meal by meal through the rules that every meal goes through, onto their days; what is there already is left as it is."""
    try:
        work.run(payload.path, Import, payload.run, importing.read, is_last_attempt=attempt.is_last)
    except work.NotNow as wait:
        raise RetryLater(str(wait), after_s=wait.after_s) from None
