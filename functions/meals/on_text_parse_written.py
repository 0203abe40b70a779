"""Follows every write of a text that a model looks at."""

from shared.ai import keeping
from shared.events.document import Change, document_written
from shared.texts.models import TEXT_PARSES, TextParse


@document_written
def on_text_parse_written(change: Change) -> None:
    """Enqueues the question that the write asks for."""
    before, after = (TextParse.model_validate(data) if data else None for data in (change.before, change.after))
    keeping.follow(TEXT_PARSES, before, after)
