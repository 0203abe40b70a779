"""What the health functions answer."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


class FirestoreHealthView(BaseModel):
    status: Literal["healthy"]
    latency_ms: int


class QueueHealthView(BaseModel):
    name: str
    state: str
    per_minute: float


class QueuesHealthView(BaseModel):
    status: Literal["healthy", "degraded"]
    queues: list[QueueHealthView]
