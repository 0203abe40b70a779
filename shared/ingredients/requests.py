"""A photo as JSON carries it."""

from __future__ import annotations

import base64
import binascii

from pydantic import BaseModel, ConfigDict, Field

from shared.images.photo import FileTooLarge, ImageUnreadable
from shared.ingredients.models import MAX_BYTES

MAX_BODY_BYTES = 8 * 1024 * 1024


class IngredientRequest(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)

    image_data: str = Field(min_length=1, description="JPEG or PNG in base64, at most 5 MiB decoded; a data URL will do too.")

    def photo(self) -> bytes:
        """The bytes. Raises ImageUnreadable and FileTooLarge."""
        text = self.image_data
        if text.startswith("data:"):
            _, _, text = text.partition(",")
        if len(text) > 2 * MAX_BYTES:
            raise FileTooLarge(f"The photo may have at most {MAX_BYTES} bytes: send a smaller one.", max_size=MAX_BYTES)
        try:
            return base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            raise ImageUnreadable("image_data is not base64.") from None
