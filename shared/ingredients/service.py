"""Recognising one ingredient on a photo: the photo is stored, a model looks at it, and it is deleted again."""

from __future__ import annotations

import logging

from shared import clock
from shared.ai import starting, store
from shared.ai.models import JobStatus
from shared.clients import cloudinary
from shared.errors import NotFound
from shared.idempotency import Receipt
from shared.ids import derived_id
from shared.images import photo
from shared.ingredients.models import MAX_BYTES, RECOGNITIONS, IngredientRecognition
from shared.ingredients.views import IngredientView, ingredient_view
from shared.limits import ai_use
from shared.logging import fields
from shared.meals import photos
from shared.users.models import Person

log = logging.getLogger(__name__)


class RecognitionNotFound(NotFound):
    error_code, title = "RECOGNITION_NOT_FOUND", "There is no such recognition"


def recognize(person: Person, data: bytes, receipt: Receipt) -> IngredientView:
    """Stores the photo and a recognition that waits for the model. Refuses before anything is stored."""
    now = clock.now()
    info = photo.inspect(data, max_bytes=MAX_BYTES)
    ai_use.check(person, now)
    job_id = receipt.resource_id()
    image_id = derived_id("ingredient", job_id)
    image = photos.upload(image_id, data, info)
    job = IngredientRecognition(
        job_id=job_id,
        uid=person.uid,
        image_id=image_id,
        image_url=image.url,
        **starting.times(now),
    )
    try:
        return starting.begin(RECOGNITIONS, person, job, receipt, ingredient_view)
    except Exception:
        _discard_unless_kept(person.uid, job_id, image_id)
        raise


def get(uid: str, recognition_id: str) -> IngredientView:
    """Raises RecognitionNotFound, also a day after."""
    found = store.get(RECOGNITIONS, uid, recognition_id)
    if found is None:
        raise RecognitionNotFound("You have no recognition with this id; they are kept for a day.")
    return ingredient_view(found)


def discard_photo(before: IngredientRecognition | None, after: IngredientRecognition | None) -> None:
    """Deletes the photo of a recognition that has ended or is gone. Doing it again is harmless."""
    ended = after is None or after.status is not JobStatus.PENDING
    if before and before.status is JobStatus.PENDING and ended:
        cloudinary.destroy(before.image_id)


def _discard_unless_kept(uid: str, job_id: str, image_id: str) -> None:
    """Undoes an upload, unless the recognition was written after all and only its confirmation got lost."""
    try:
        if store.get(RECOGNITIONS, uid, job_id) is None:
            cloudinary.destroy(image_id)
    except Exception as error:
        log.warning("a photo may be without a recognition", extra=fields(image_id=image_id, reason=type(error).__name__))
