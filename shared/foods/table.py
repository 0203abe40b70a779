"""The food table of this process: the one that the setting FOOD_TABLE names, else the starter table that ships."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from shared.clients.once import once
from shared.foods import starter
from shared.foods.index import FoodIndex
from shared.foods.models import Food
from shared.foods.packing import columns, pack, unpack
from shared.settings import settings


def dump(foods: Iterable[Food]) -> bytes:
    """The table of `foods` as a file. Those of the starter table are in it, under their household names."""
    return pack(columns(starter.named(foods), starter.ids()))


def load(data: bytes) -> FoodIndex:
    """Raises NotATable."""
    return FoodIndex(unpack(data))


@once
def table() -> FoodIndex:
    """The table of this process. Raises NotATable, and OSError where the setting names a file that is not there."""
    name = settings().FOOD_TABLE
    if not name:
        return FoodIndex(columns(starter.foods(), starter.ids()))
    return load(Path(name).read_bytes())
