"""Follows every write of an ingredient's recognition."""

from shared.ai import keeping
from shared.events.document import Change, document_written
from shared.ingredients import service
from shared.ingredients.models import RECOGNITIONS, IngredientRecognition


@document_written
def on_ingredient_recognition_written(change: Change) -> None:
    """Enqueues the question that the write asks for, and deletes the photo once nobody looks at it any more."""
    before, after = (IngredientRecognition.model_validate(data) if data else None for data in (change.before, change.after))
    keeping.follow(RECOGNITIONS, before, after)
    service.discard_photo(before, after)
