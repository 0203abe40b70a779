"""Follows every write of an account's import."""

from shared.events.document import Change, document_written
from shared.portability import work
from shared.portability.models import Import


@document_written
def on_account_import_written(change: Change) -> None:
    """Enqueues the run that the write asks for."""
    before, after = (Import.model_validate(data) if data else None for data in (change.before, change.after))
    work.follow(before, after, "run-account-import")
