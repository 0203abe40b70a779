"""Deletes an account."""

from pydantic import BaseModel

from shared.deletion import work
from shared.events.task import Attempt, RetryLater, task


class DeletionTask(BaseModel):
    receipt_id: str
    run: int


@task(DeletionTask)
def run_account_deletion(payload: DeletionTask, _: Attempt) -> None:
    """Sign-in, files, photos, documents, names: step by step, each recorded, so that the next run goes on from there."""
    try:
        work.run(payload.receipt_id, payload.run)
    except work.NotNow as wait:
        raise RetryLater(str(wait)) from None
