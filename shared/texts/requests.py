"""What a person writes about a meal, and the list that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from shared.nutrition.models import NUTRIENTS
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

    @field_validator("current_items", mode="before")
    @classmethod
    def _numbers_are_numbers(cls, items: Any) -> Any:
        """true is no 1, nor "1": what the app got were numbers."""
        if any(_is_told_as_number(item) for item in (items if isinstance(items, list) else ())):
            raise PydanticCustomError("not_a_number", "the figures of current_items are numbers, as they were answered")
        return items

    @field_validator("current_items")
    @classmethod
    def _small_enough(cls, items: list[TextItem]) -> list[TextItem]:
        if sum(len(item.model_dump_json(exclude_none=True).encode()) for item in items) > MAX_CURRENT_BYTES:
            raise PydanticCustomError("too_large", "current_items are at most 12 KiB")
        if len({item.id for item in items}) < len(items):
            raise PydanticCustomError("ids_not_unique", "two of current_items have one id")
        return items


_FIGURES = frozenset({*NUTRIENTS, "fdc_id", "quantity", "grams", "error_share", "confidence"})


def _is_told_as_number(item: Any) -> bool:
    """Whether a figure of an item is of another type that could pass for a number."""
    return any(isinstance(value, bool | str) for value in _figures(item))


def _figures(item: Any) -> Iterator[Any]:
    if not isinstance(item, Mapping):
        return
    options = item.get("options")
    for part in (item, item.get("per_100g"), *(options if isinstance(options, list) else ())):
        if isinstance(part, Mapping):
            yield from (value for name, value in part.items() if name in _FIGURES)
