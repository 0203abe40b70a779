"""A person's own foods by the names that they gave them, before what the tables know by such names.

    with_own(uid, table, lambda finder: sentences.read(text, finder))

What is asked for is noted first, and those names alone are looked up: what it reads does not grow with how many foods there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from shared.foods import store
from shared.foods.foreign import Table
from shared.foods.language.words import name_key
from shared.foods.models import Food, Match
from shared.nutrition.models import State

T = TypeVar("T")

MAX_NAMES = 2 * store.MAX_KEYS  # that one text is looked through for: two queries


def named(uid: str, names: Iterable[str]) -> dict[str, Food]:
    """The person's foods of these names, by name_key. One read for each that there is, and at least one for 30 names."""
    keys = list(dict.fromkeys(key for name in names if (key := name_key(name))))
    return {key: custom.food for key, custom in store.custom_named(uid, keys[:MAX_NAMES]).items()}


def with_own(uid: str, table: Table, work: Callable[[Table], T], *, food_ids: Iterable[str | None] = ()) -> T:
    """What `work` makes of the table and the person's own foods; `food_ids` are those that it may ask for by their ids."""
    asking = _Asking(table)
    result = work(asking)
    by_id = store.own_of(uid, food_ids)
    by_name = named(uid, asking.names)
    return work(_OwnFirst(table, by_name, by_id)) if by_name or by_id else result


class _Asking:
    """A table that notes the names that it is asked for."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.names: list[str] = []

    def best(self, text: str, *, state: State = State.UNKNOWN, category: str | None = None) -> Match | None:
        self.names.append(text)
        return self._table.best(text, state=state, category=category)

    def get(self, food_id: str) -> Food | None:
        return self._table.get(food_id)


class _OwnFirst:
    """A table and, before it, own foods: by their whole names, since anything less may mean another food."""

    def __init__(self, table: Table, by_name: Mapping[str, Food], by_id: Mapping[str, Food]) -> None:
        self._table, self._by_name, self._by_id = table, by_name, by_id

    def best(self, text: str, *, state: State = State.UNKNOWN, category: str | None = None) -> Match | None:
        own = self._by_name.get(name_key(text))
        return Match(own, 1.0) if own else self._table.best(text, state=state, category=category)

    def get(self, food_id: str) -> Food | None:
        return self._by_id.get(food_id) or self._table.get(food_id)
