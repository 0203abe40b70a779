"""What a person writes about a meal, and the list that it is about."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from shared.texts.models import MAX_CURRENT_BYTES, MAX_ITEMS, MAX_TEXT, TextItem


class TextRequest(BaseModel):
    """With `current_items`, the text is about those: "make it 2 eggs", "no butter", "add a banana"."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT)] = Field(
        description="Foods in a person's words.", examples=["2 eggs and a slice of toast with butter"]
    )
    current_items: list[TextItem] = Field(
        [], max_length=MAX_ITEMS, description="The list so far, as it was answered; at most 12 KiB."
    )
    language: str | None = Field(None, max_length=35, description="Language of the text, e.g. de; the account's when left out.")

    @field_validator("current_items")
    @classmethod
    def _small_enough(cls, items: list[TextItem]) -> list[TextItem]:
        if sum(len(item.model_dump_json(exclude_none=True).encode()) for item in items) > MAX_CURRENT_BYTES:
            raise PydanticCustomError("too_large", "current_items are at most 12 KiB")
        if len({item.id for item in items}) < len(items):
            raise PydanticCustomError("ids_not_unique", "two of current_items have one id")
        return items
