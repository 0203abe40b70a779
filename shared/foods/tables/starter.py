"""The starter table: what people eat most, under the names that they use. It works before anything is imported.

`starter.csv` is written by hand; the figures are those of USDA FoodData Central (public domain), and `fdc_id` names the entry.
A larger table takes its household names, its portions and its order from here.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from shared.foods.models import Food

_FILE = Path(__file__).with_name("starter.csv")
_FIGURES = ("calories", "protein_g", "carbs_g", "fat_g", "fiber_g", "sugar_g")


@cache
def foods() -> tuple[Food, ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_food(row) for row in csv.DictReader(file))


def ids() -> list[str]:
    """The foods in the order in which a word that fits several of them means them."""
    return [food.food_id for food in foods()]


def named(others: Iterable[Food]) -> Iterator[Food]:
    """`others` with the household names and portions of the starter table, and those of its foods that are not among them."""
    known = {food.food_id: food for food in foods()}
    for other in others:
        if (ours := known.pop(other.food_id, None)) is None:
            yield other
            continue
        units = {portion.unit for portion in ours.portions}
        portions = (*ours.portions, *(portion for portion in other.portions if portion.unit not in units))
        described = (other.name,) if "," in other.name else ()  # finds it too, but does not name it
        aliases = dict.fromkeys((*ours.aliases, *described, *other.aliases))
        yield other.model_copy(
            update={
                "name": ours.name,
                "kind": ours.kind,
                "state": ours.state,
                "category": ours.category,
                "portions": portions,
                "aliases": tuple(aliases),
                "density": ours.density or other.density,
            }
        )
    yield from known.values()


def _food(row: dict[str, str]) -> Food:
    return Food.model_validate(
        {
            "food_id": f"usda-{row['fdc_id']}",
            "fdc_id": int(row["fdc_id"]),
            "name": row["name"],
            "aliases": tuple(filter(None, row["aliases"].split("; "))),
            "category": row["category"],
            "kind": row["kind"],
            "state": row["state"],
            "per_100g": {name: float(row[name]) if row[name] else None for name in _FIGURES},
            "density": float(row["density"]) if row["density"] else None,
            "portions": [
                {"unit": unit, "grams": float(grams)}
                for unit, _, grams in (portion.rpartition("=") for portion in row["portions"].split("; ") if portion)
            ],
        }
    )
