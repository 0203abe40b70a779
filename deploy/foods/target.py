"""A deployed environment as the place that foods are imported into."""

from __future__ import annotations

import os

from shared import settings
from shared.clients import storage

TABLE = "foods/table.foods"


def use(environment: str, project: str) -> None:
    """Points the clients at the environment's project. Raises SettingsError, also where an emulator would be written to."""
    os.environ.update(
        {
            "MEALTRACK_ENV": environment,
            "GOOGLE_CLOUD_PROJECT": project,
            "STORAGE_BUCKET": os.environ.get("STORAGE_BUCKET") or f"{project}-files",
            "PINECONE_TIMEOUT_S": "60",
        }
    )
    settings.settings.cache_clear()
    settings.settings()


def load() -> bytes | None:
    return storage.read(TABLE)


def save(data: bytes) -> str:
    """Functions load it at their next start."""
    storage.put(TABLE, data, "application/octet-stream")
    return f"gs://{settings.settings().STORAGE_BUCKET}/{TABLE}"
