"""Whether functions are served at all. Asked every few seconds by machines, so it imports neither models nor clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shared.settings import settings


@dataclass
class HealthView:
    status: Literal["healthy"]
    version: str


def health() -> HealthView:
    return HealthView(status="healthy", version=settings().MEALTRACK_VERSION)
