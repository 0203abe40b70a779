"""The food table of this process: the one that the setting FOOD_TABLE names, else the starter table that ships.

A table that cannot be had (none is there yet, Cloud Storage does not answer, it is damaged or of another release) keeps nobody from
finding foods: the starter table is searched meanwhile, searches say so, and the other one is looked for again after a pause.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from shared.clients import storage
from shared.clients.once import once
from shared.errors import VendorRefused
from shared.foods.models import Food
from shared.foods.sources import outside
from shared.foods.tables import starter
from shared.foods.tables.index import FoodIndex
from shared.foods.tables.packing import NotATable, columns, pack, unpack
from shared.settings import settings

SOURCE = "food_table"
_BUCKET = "gs://"


def dump(foods: Iterable[Food]) -> bytes:
    """The table of `foods` as a file. Those of the starter table are in it, under their household names."""
    return pack(columns(starter.named(foods), starter.ids()))


def load(data: bytes) -> FoodIndex:
    """Raises NotATable."""
    return FoodIndex(unpack(data))


def table() -> FoodIndex:
    """The table that the setting names, read once a process; the starter table where it names none or it cannot be had now."""
    return _named.get() or starter_table()


def missing() -> tuple[str, ...]:
    """The name of the table that foods have to be found without, for `degraded`."""
    return (SOURCE,) if settings().FOOD_TABLE and _named.get() is None else ()


@once
def starter_table() -> FoodIndex:
    return FoodIndex(columns(starter.foods(), starter.ids()))


class _Named:
    """The table that the setting names. `outside` sees to it that reading it has an end, is logged, and rests after a failure."""

    def __init__(self) -> None:
        self._index: FoodIndex | None = None
        self._was_tried = False
        self._lock = threading.Lock()

    def get(self) -> FoodIndex | None:
        """None where none is named, and where it cannot be had."""
        name, seconds = settings().FOOD_TABLE, settings().FOOD_TABLE_TIMEOUT_S
        # Whoever comes first is waited for. If there was no table then, the others go on without it while one looks again.
        if name and self._index is None and self._lock.acquire(blocking=not self._was_tried):
            try:
                if self._index is None:
                    self._index = outside.ask({SOURCE: partial(opened, name)}, seconds).said.get(SOURCE)
            finally:
                self._was_tried = True
                self._lock.release()
        return self._index


_named = _Named()


def opened(name: str) -> FoodIndex:
    """The table in a file or in an object of the bucket. Raises VendorBusy, and VendorRefused where no table can be read."""
    try:
        data = _from_bucket(name) if name.startswith(_BUCKET) else Path(name).read_bytes()
        return load(data)
    except OSError as error:
        raise VendorRefused(SOURCE, f"{name} cannot be read: {error.strerror}.") from None
    except NotATable as error:
        raise VendorRefused(SOURCE, f"{name}: {error}") from None


def _from_bucket(name: str) -> bytes:
    _, _, path = name.removeprefix(_BUCKET).partition("/")
    data = storage.read(path, within_s=settings().FOOD_TABLE_TIMEOUT_S)
    if data is None:
        raise VendorRefused(SOURCE, f"There is nothing at {name}: import a food table, or unset FOOD_TABLE.")
    return data
