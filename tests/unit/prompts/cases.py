"""The malformed, fenced and truncated answers of answers.json, for whoever reads a model's answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    """`text` is what the model wrote. `items` are the names of the meal's items, or `error_code` says why there is no meal."""

    name: str
    text: str
    items: tuple[str, ...] | None = None
    partial: bool = False
    error_code: str | None = None


CASES = tuple(
    Case(
        row["name"], row["text"], tuple(row["items"]) if "items" in row else None, row.get("partial", False), row.get("error_code")
    )
    for row in json.loads(Path(__file__).with_name("answers.json").read_text(encoding="utf-8"))
)
