"""Follows every write of an account's deletion."""

from shared.deletion import work
from shared.deletion.models import Deletion
from shared.events.document import Change, document_written


@document_written
def on_account_deletion_written(change: Change) -> None:
    """Enqueues the run that the write asks for."""
    before, after = (Deletion.model_validate(data) if data else None for data in (change.before, change.after))
    work.follow(before, after)
