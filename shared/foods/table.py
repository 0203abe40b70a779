"""The food table of this process: the one that the setting FOOD_TABLE names, else the starter table that ships."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from shared.clients import storage
from shared.clients.once import once
from shared.foods import starter
from shared.foods.index import FoodIndex
from shared.foods.models import Food
from shared.foods.packing import columns, pack, unpack
from shared.settings import SettingsError, settings

log = logging.getLogger(__name__)
_BUCKET = "gs://"


def dump(foods: Iterable[Food]) -> bytes:
    """The table of `foods` as a file. Those of the starter table are in it, under their household names."""
    return pack(columns(starter.named(foods), starter.ids()))


def load(data: bytes) -> FoodIndex:
    """Raises NotATable."""
    return FoodIndex(unpack(data))


@once
def table() -> FoodIndex:
    """The table of this process, read once. Raises as `open_named`."""
    return open_named()


def open_named() -> FoodIndex:
    """The table that the setting names, else the starter table.

    Raises SettingsError and NotATable where the setting names no table, VendorBusy where Cloud Storage does not answer now.
    """
    data = read_named()
    return FoodIndex(columns(starter.foods(), starter.ids())) if data is None else load(data)


def read_named() -> bytes | None:
    """The file that the setting names; None where it names none, or there is none yet."""
    name = settings().FOOD_TABLE
    if not name:
        return None
    if name.startswith(_BUCKET):
        bucket, _, path = name.removeprefix(_BUCKET).partition("/")
        if bucket != settings().STORAGE_BUCKET or not path:
            raise SettingsError(f"FOOD_TABLE has to be gs://{settings().STORAGE_BUCKET}/… (STORAGE_BUCKET): it is {name}.")
        data = storage.read(path)
        if data is None:
            log.warning("There is no food table at %s yet: the starter table is searched. Import one.", name)
        return data
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise SettingsError(f"FOOD_TABLE names {name}, which cannot be read: {error.strerror}.") from None
