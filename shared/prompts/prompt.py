"""One call of a model, as every prompt makes it."""

from __future__ import annotations

from typing import Any, NamedTuple


class Prompt(NamedTuple):
    """A picture goes before `text`. `max_output_tokens` is doubled once where the answer is cut off."""

    system: str
    text: str
    version: str
    schema: dict[str, Any]
    strategy: str = "basic"
    temperature: float = 0.2
    max_output_tokens: int = 4000


def answer_object(properties: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object that has all of these properties and no other."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
