"""Photos of meals on their way into the image store, and out of it where no meal holds them."""

from __future__ import annotations

import logging

from shared.clients import cloudinary
from shared.errors import ServiceUnavailable, VendorError, VendorRefused
from shared.images import photo
from shared.logging import fields
from shared.meals import store
from shared.meals.models import Image

log = logging.getLogger(__name__)


class ImageStoreUnavailable(ServiceUnavailable):
    error_code, title = "IMAGE_STORE_UNAVAILABLE", "The photo could not be stored"


def upload(image_id: str, data: bytes, info: photo.PhotoInfo) -> Image:
    """Stores a photo, without its metadata, under our id; the same id again replaces it. Raises ImageStoreUnavailable."""
    clean = photo.strip_metadata(data, info.format)
    try:
        stored = cloudinary.upload(image_id, clean, info.format)
    except VendorRefused as refused:
        log.error("the image store refuses a photo", extra=fields(reason=str(refused)))
        raise ImageStoreUnavailable("The photo could not be stored: try again later.", retry_after_s=60) from None
    except VendorError as busy:
        log.warning("the image store does not answer", extra=fields(reason=str(busy)))
        raise ImageStoreUnavailable("The photo could not be stored: try again in a moment.", retry_after_s=5) from None
    return image_of(image_id, stored, info, len(clean))


def image_of(image_id: str, stored: cloudinary.Stored, info: photo.PhotoInfo, size_bytes: int) -> Image:
    return Image(
        image_id=image_id,
        url=stored.url,
        thumbnail_url=stored.thumbnail_url,
        format=info.format,
        size_bytes=size_bytes,
        width=info.width,
        height=info.height,
    )


def discard_unless_shown(uid: str, image_id: str) -> None:
    """Undoes an upload, unless a meal was written with it after all and only the confirmation got lost."""
    try:
        is_shown = store.is_photo_shown(uid, image_id)
    except Exception as error:
        log.warning("a photo may be without a meal", extra=fields(image_id=image_id, reason=type(error).__name__))
    else:
        if not is_shown:
            discard(image_id)


def discard(image_id: str) -> None:
    """Deletes a photo that no meal holds. Failing to is logged: the photo's id is random and known to nobody."""
    try:
        cloudinary.destroy(image_id)
    except VendorError as error:
        log.warning("a photo without a meal could not be deleted", extra=fields(image_id=image_id, reason=str(error)))
