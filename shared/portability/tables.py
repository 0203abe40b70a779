"""The tables of an export: meals, foods, days and weigh-ins for a spreadsheet. Energy in kcal, mass in g, empty: not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shared.meals.models import Day, Meal
from shared.nutrition.models import NUTRIENTS, Totals

Document = dict[str, Any]
_OF_MEAL = ("meal_id", "status", "local_date", "logged_at", "timezone", "meal_type", "source", "dish_name")
_OF_ITEM = (
    "id",
    "name",
    "localized_name",
    "category",
    "state",
    "quantity",
    "unit",
    "grams",
    "evidence",
    "error_share",
    "confidence",
)
_OF_PROVENANCE = ("source", "source_id", "match_score", "model", "prompt_version")
_OF_TARGET = ("calories", "protein_g", "carbs_g", "fat_g")
_OF_WEIGHT = ("weight_kg", "recorded_at", "local_date", "source")


@dataclass(frozen=True)
class Table:
    """A table made of a collection's documents."""

    name: str
    collection: str
    columns: Sequence[str]
    rows: Callable[[Iterable[Document]], Iterator[list[Any]]]


def _meals(documents: Iterable[Document]) -> Iterator[list[Any]]:
    for meal in map(Meal.model_validate, documents):
        if not meal.is_deleted:
            yield [*_values(meal, _OF_MEAL), *_totals(meal.nutrition), meal.image.url if meal.image else None]


def _items(documents: Iterable[Document]) -> Iterator[list[Any]]:
    for meal in map(Meal.model_validate, documents):
        if not meal.is_deleted:
            for item in meal.items:
                figures = _values(item, NUTRIENTS)
                yield [*_values(meal, _OF_MEAL), *_values(item, _OF_ITEM), *figures, *_values(item.provenance, _OF_PROVENANCE)]


def _days(documents: Iterable[Document]) -> Iterator[list[Any]]:
    for day in map(Day.model_validate, documents):
        yield [day.local_date, day.meal_count, *_totals(day.totals), *_values(day.target, _OF_TARGET)]


def _weights(documents: Iterable[Document]) -> Iterator[list[Any]]:
    for entry in documents:
        yield [entry.get(name) for name in _OF_WEIGHT]


def _values(model: object, names: Iterable[str]) -> list[Any]:
    return [getattr(model, name, None) for name in names]


def _totals(totals: Totals | None) -> list[Any]:
    """Each sum, and which share of the foods it is over."""
    known = totals.completeness if totals else {}
    return [*_values(totals, (*NUTRIENTS, "total_weight_g", "calories_error")), *(known.get(name) for name in NUTRIENTS)]


_TOTALS = (*NUTRIENTS, "total_weight_g", "calories_error", *(f"{name}_completeness" for name in NUTRIENTS))

TABLES = (
    Table("meals", "meals", (*_OF_MEAL, *_TOTALS, "image_url"), _meals),
    Table(
        "foods",
        "meals",
        (*_OF_MEAL, *(f"food_{name}" for name in _OF_ITEM), *NUTRIENTS, *(f"figures_{name}" for name in _OF_PROVENANCE)),
        _items,
    ),
    Table("days", "days", ("local_date", "meal_count", *_TOTALS, *(f"target_{name}" for name in _OF_TARGET)), _days),
    Table("weight", "weight_entries", _OF_WEIGHT, _weights),
)
