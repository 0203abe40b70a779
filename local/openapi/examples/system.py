"""Examples of the functions of the system."""

from __future__ import annotations

from typing import Any

ANSWERS: dict[str, Any] = {
    "get_health": {"status": "healthy", "version": "1.0.0"},
    "get_health_firestore": {"status": "healthy", "latency_ms": 12},
    "get_health_queues": {
        "status": "healthy",
        "queues": [{"name": "gemini-general", "state": "RUNNING", "per_minute": 10.0}],
    },
}
