"""python -m local foods import PATH: brings a download of FoodData Central into the running local cloud."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from local.environment import FOOD_TABLE, PROJECT, STAND_IN_KEY, stand_ins
from shared import settings
from shared.foods.tables import starter, table

# Of one batch of passages, and of an import that nobody waits for behind a screen.
_PATIENCE = {"PINECONE_TIMEOUT_S": "60"}


def run(path: Path, urls: Mapping[str, str]) -> int:
    """Imports into the cloud at `urls`. Raises ImportRefused, VendorBusy or VendorRefused."""
    from deploy.foods import command

    given = settings.environment()
    os.environ.update(environment(given, urls))
    settings.settings.cache_clear()
    command.run(path, load=_load, save=save)
    return 0


def environment(given: Mapping[str, str], urls: Mapping[str, str]) -> dict[str, str]:
    """What the importer finds in its environment: the emulator, and Pinecone or its stand-in."""
    found = {
        "MEALTRACK_ENV": "local",
        "GOOGLE_CLOUD_PROJECT": PROJECT,
        "NO_GCE_CHECK": "true",
        "FIRESTORE_EMULATOR_HOST": urls["firestore"].removeprefix("http://"),
        **_PATIENCE,
    }
    if "pinecone" in stand_ins(given, "local"):
        found |= {"PINECONE_API_KEY": STAND_IN_KEY, "PINECONE_BASE_URL": urls["pinecone"]}
    return found


def ensure_table() -> None:
    """The file that the functions load, the starter table in it before any import."""
    if not FOOD_TABLE.is_file():
        save(table.dump(starter.foods()))


def save(data: bytes) -> str:
    """Stores the table whole or not at all; says where."""
    FOOD_TABLE.parent.mkdir(parents=True, exist_ok=True)
    new = FOOD_TABLE.with_suffix(".new")
    new.write_bytes(data)
    new.replace(FOOD_TABLE)
    return str(FOOD_TABLE)


def _load() -> bytes | None:
    return FOOD_TABLE.read_bytes() if FOOD_TABLE.is_file() else None
