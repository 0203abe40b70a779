"""The columns that an index searches, made from foods, and their form in a file.

A file is a head in JSON, then one section after the other, deflated. Foods are kept as the text of each, so that loading a table
makes no object a food: only what a search returns is read.
"""

from __future__ import annotations

import json
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from shared.foods.language.words import spelled, stems, without_amounts
from shared.foods.models import Food, Kind
from shared.nutrition.models import State

_OURS = b"MealTrackFoods"
_MAGIC = _OURS + b"1\n"
_NUMBER = "I"
_KINDS = (Kind.WHOLE, Kind.DISH, Kind.BRANDED, Kind.CUSTOM)
_STATES = tuple(State)
# Which state is meant where nobody says one: what is eaten as it is, or has to be cooked first.
_COOKED_FIRST = frozenset({"meat", "fish", "grain", "legume", "egg"})
_FOR_BABIES = "baby food"  # is said by whoever means it
_PREPARED = frozenset({State.COOKED, State.BOILED, State.BAKED, State.FRIED})


class NotATable(ValueError):
    """The bytes are no food table, or one of another release."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Many lists of numbers in two arrays: list `n` is what stands between start `n` and start `n + 1`."""

    starts: array[int]
    values: array[int]

    @classmethod
    def of(cls, lists: Iterable[Sequence[int]]) -> Lists:
        rows = list(lists)
        starts = array(_NUMBER, accumulate(map(len, rows), initial=0))
        return cls(starts, array(_NUMBER, [value for row in rows for value in row]))

    def __getitem__(self, number: int) -> array[int]:
        return self.values[self.starts[number] : self.starts[number + 1]]

    def size(self, number: int) -> int:
        return self.starts[number + 1] - self.starts[number]

    def holds(self, number: int, value: int) -> bool:
        """Whether list `number`, which has to be in order, has the value."""
        end = self.starts[number + 1]
        place = bisect_left(self.values, value, self.starts[number], end)
        return place < end and self.values[place] == value


@dataclass(frozen=True, slots=True)
class Columns:
    """Foods in the order in which they are meant, the likeliest first; a food's place there is its number.

    A name is what a person calls the food: the words before a comma, of which the last is what it is and the others say which.
    """

    words: list[str]  # every word as it is written, sorted
    stems: list[str]  # every stem, sorted; its place is its number
    in_name: Lists  # stem → the foods with it in a name
    in_any: Lists  # stem → the foods with it anywhere
    names: Lists  # food → its names' numbers
    tokens: Lists  # name → its stems
    states: bytes
    categories: list[str]  # of each food; "" for none
    priors: bytes  # of each food: how likely it is meant, 255 for certainly
    ids: list[str]
    starts: array[int]  # where each food's text begins
    texts: bytes

    def text(self, food: int) -> bytes:
        return self.texts[self.starts[food] : self.starts[food + 1]]


def columns(foods: Iterable[Food], common: Sequence[str] = ()) -> Columns:
    """The columns of `foods`. `common` are the ids of what people mean first, in that order."""
    places = {food_id: place for place, food_id in enumerate(common)}
    ordered = sorted({food.food_id: food for food in foods}.values(), key=lambda food: _rank(food, places))
    spellings: set[str] = set()

    def read(text: str) -> list[str]:
        found = spelled(text)
        spellings.update(found)
        return found

    named = [
        [
            *(stems(without_amounts(read(name))) for name in _names(food)),
            *(stems(without_amounts(read(name), whole_name=False)) for name in _in_full(food)),
        ]
        for food in ordered
    ]
    everything = [
        {*(word for part in _descriptions(food) for word in stems(read(part))), *(word for name in names for word in name)} - {"#"}
        for food, names in zip(ordered, named, strict=True)
    ]
    known = sorted(set().union(*everything)) if everything else []
    number = {word: place for place, word in enumerate(known)}
    in_name: list[list[int]] = [[] for _ in known]
    in_any: list[list[int]] = [[] for _ in known]
    for food, words in enumerate(everything):
        for word in words:
            in_any[number[word]].append(food)
        for word in {word for name in named[food] for word in name}:
            in_name[number[word]].append(food)
    sizes = [len(name) for name in named]
    texts = [food.model_dump_json(exclude_defaults=True).encode() for food in ordered]
    return Columns(
        words=sorted(word for word in spellings if word.isalpha()),
        stems=known,
        in_name=Lists.of(in_name),
        in_any=Lists.of(in_any),
        names=Lists.of([range(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True)]),
        tokens=Lists.of([[number[word] for word in name] for names in named for name in names]),
        states=bytes(_STATES.index(food.state) for food in ordered),
        categories=[food.category or "" for food in ordered],
        priors=bytes(_prior(food, food.food_id in places) for food in ordered),
        ids=[food.food_id for food in ordered],
        starts=array(_NUMBER, accumulate(map(len, texts), initial=0)),
        texts=b"".join(texts),
    )


def pack(table: Columns) -> bytes:
    arrays = [
        *(column for lists in (table.in_name, table.in_any, table.names, table.tokens) for column in (lists.starts, lists.values)),
        table.starts,
    ]
    parts = [
        json.dumps([table.words, table.stems, table.categories, table.ids], ensure_ascii=False).encode(),
        table.states,
        table.priors,
        *(_little(column) for column in arrays),
        table.texts,
    ]
    head = json.dumps([len(part) for part in parts]).encode() + b"\n"
    return _MAGIC + zlib.compress(head + b"".join(parts), 9)


def unpack(data: bytes) -> Columns:
    """Raises NotATable."""
    if not data.startswith(_MAGIC):
        raise NotATable(
            f"This is {'a table of another release' if data.startswith(_OURS) else 'no food table'}: make it with `foods import`."
        )
    try:
        content = memoryview(zlib.decompress(memoryview(data)[len(_MAGIC) :]))
        end = bytes(content[:4096]).index(b"\n") + 1
        sizes = json.loads(bytes(content[:end]))
        parts = [content[start:stop] for start, stop in pairwise(accumulate(sizes, initial=end))]
        words, stems_, categories, ids = json.loads(bytes(parts[0]))
        in_name, in_any, names, tokens = (Lists(_numbers(parts[n]), _numbers(parts[n + 1])) for n in (3, 5, 7, 9))
        return Columns(
            words=words,
            stems=stems_,
            in_name=in_name,
            in_any=in_any,
            names=names,
            tokens=tokens,
            states=bytes(parts[1]),
            categories=categories,
            priors=bytes(parts[2]),
            ids=ids,
            starts=_numbers(parts[11]),
            texts=bytes(parts[12]),
        )
    except (zlib.error, ValueError, IndexError, TypeError):
        raise NotATable("This food table is damaged: make it anew with `foods import`.") from None


def _little(column: array[int]) -> bytes:
    return column.tobytes()


def _numbers(part: memoryview) -> array[int]:
    column = array(_NUMBER)
    column.frombytes(part)
    return column


def _names(food: Food) -> list[str]:
    """What a person calls it. What follows a comma says which; a whole description with commas names nothing by itself."""
    name = food.name.split(",")[0]
    without_brand = [name.replace(food.brand, "")] if food.brand and food.brand in name else []
    return list(dict.fromkeys([name, *without_brand, *(alias for alias in food.aliases if "," not in alias)]))


def _in_full(food: Food) -> list[str]:
    """Its own name with what follows the comma, which says which and so goes before what it is."""
    name, *qualifiers = food.name.split(",")
    return [" ".join([*qualifiers, name])] if qualifiers else []


def _descriptions(food: Food) -> list[str]:
    """What else is said of it, part by part."""
    texts = (food.name, *(alias for alias in food.aliases if "," in alias), food.brand or "")
    return [part for text in texts for part in text.split(",")]


def _rank(food: Food, places: dict[str, int]) -> tuple[object, ...]:
    """Foods in the order in which they are meant."""
    return (
        places.get(food.food_id, len(places)),
        _KINDS.index(food.kind),
        _unlikely_state(food),
        len(food.name),
        food.food_id,
    )


def _unlikely_state(food: Food) -> int:
    likely = _PREPARED if food.category in _COOKED_FIRST else {State.RAW, State.UNKNOWN}
    return 2 * (food.state is State.DRY) + (food.state not in likely)


def _prior(food: Food, common: bool) -> int:
    if common:
        return 255
    qualifiers = min(food.name.count(",") + food.name.count("("), 6) + 10 * food.name.endswith(_FOR_BABIES)
    return round(255 * (0.97 - 0.06 * _KINDS.index(food.kind) - 0.02 * _unlikely_state(food) - 0.01 * qualifiers))
