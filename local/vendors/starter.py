"""The foods that the stand-ins of Pinecone and FoodData Central know from the start: those of the starter table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True)
class Record:
    """A food as the stand-ins tell it; `metadata` is what Pinecone holds beside its vector."""

    id: str
    fdc_id: int
    text: str
    category: str
    data_type: str
    figures: dict[str, float | None]
    portions: list[tuple[str, float]]
    metadata: dict[str, Any]


@cache
def records() -> list[Record]:
    return []
