"""What a person's corrections teach: which food the model's word means on their plates, and how their portions compare to a guess.

    corrections(before, after)      →  what an edit says about the model's answer
    learned(memory, corrections)    →  the memory with it
    recalled(items, memory)         →  the items of the next photo in the person's usual amounts; `Memory.match` knows their foods

Names are the model's own, so that the same dish photographed again finds what was said of it. Everything here is pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median

from pydantic import BaseModel, ConfigDict, Field

from shared.foods.models import Food, Match
from shared.foods.rules import food_of
from shared.nutrition.models import FoodItem, State
from shared.nutrition.rules import scale_item

SCHEMA_VERSION = 1
MAX_REMEMBERED = 200  # names; the longest unused are forgotten. Keeps the document far below Firestore's 1 MiB.
_RATIOS_KEPT = 5
# A correction beyond this is of this one plate (somebody ate half), or a slip; it teaches nothing.
_LEAST_RATIO, _MOST_RATIO = 0.2, 5.0
_SAME_AMOUNT = 0.01

RECALLED_AMOUNT = "RECALLED_AMOUNT"
# The person gave this photo's amount: their usual one does not replace it.
_GIVEN = frozenset({"GRAMS_FROM_USER", "SCALED_TO_KNOWN_WEIGHT"})
_NOT_WORDS = re.compile(r"[\W_]+")


class Correction(BaseModel):
    """What a person said about one detected food: it is another `food`, or its weight is `gram_ratio` times the model's."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    name: str
    state: State
    food: Food | None = None
    gram_ratio: float | None = None


class Remembered(BaseModel):
    """`food` None: the model names it right. `gram_ratios`: the newest last; their median is used."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    food: Food | None = None
    gram_ratios: tuple[float, ...] = ()
    used_at: datetime


class Memory(BaseModel):
    """`users/{uid}/memory/corrections`, by the detected name and state."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    names: dict[str, Remembered] = Field(default_factory=dict)
    schema_version: int = SCHEMA_VERSION

    def match(self, item: FoodItem) -> Match | None:
        """The food that the person said it is."""
        known = self.names.get(_key(item.detected.name, item.detected.state)) if item.detected else None
        return Match(known.food, 1.0) if known and known.food else None

    def ratio(self, item: FoodItem) -> float | None:
        known = self.names.get(_key(item.detected.name, item.detected.state)) if item.detected else None
        return median(known.gram_ratios) if known and known.gram_ratios else None


def corrections(before: Sequence[FoodItem], after: Sequence[FoodItem]) -> list[Correction]:
    """What changing `before` into `after` says about the foods that a model detected. Removed and added foods say nothing."""
    earlier = {item.id: item for item in before}
    found = []
    for item in after:
        was, detected = earlier.get(item.id), item.detected
        if was is None or detected is None or item == was:
            continue
        is_other = (item.food_reference_id, item.custom_per100g, item.name) != (
            was.food_reference_id,
            was.custom_per100g,
            was.name,
        )
        food = food_of(item) if is_other else None
        ratio = _ratio(was.grams, item.grams, detected.grams)
        if food or ratio:
            found.append(Correction(name=detected.name, state=detected.state, food=food, gram_ratio=ratio))
    return found


def learned(memory: Memory, said: Iterable[Correction], now: datetime) -> Memory:
    """The memory after these corrections; what was not used for longest makes room."""
    names = dict(memory.names)
    for correction in said:
        key = _key(correction.name, correction.state)
        known = names.get(key) or Remembered(used_at=now)
        another = correction.food is not None and (known.food is None or correction.food.food_id != known.food.food_id)
        ratios = () if another else known.gram_ratios  # how much of another food there was says nothing about this one
        if correction.gram_ratio is not None:
            ratios = (*ratios, correction.gram_ratio)[-_RATIOS_KEPT:]
        names[key] = Remembered(food=correction.food or known.food, gram_ratios=ratios, used_at=now)
    newest = sorted(names, key=lambda key: names[key].used_at, reverse=True)[:MAX_REMEMBERED]
    return memory.model_copy(update={"names": {key: names[key] for key in newest}})


def recalled(items: Sequence[FoodItem], memory: Memory) -> list[FoodItem]:
    """The items, each in the amount that the person's corrections of this food make likely."""
    return [_recalled(item, memory.ratio(item)) for item in items]


def _recalled(item: FoodItem, ratio: float | None) -> FoodItem:
    if ratio is None or item.grams is None or _GIVEN.intersection(item.provenance.flags):
        return item
    return scale_item(item, ratio, flag=RECALLED_AMOUNT) or item


def _ratio(was: float | None, now: float | None, detected: float | None) -> float | None:
    """The corrected weight by the model's own; None where the person left the weight as it was, or it teaches nothing."""
    if now is None or detected is None or (was is not None and abs(now - was) <= _SAME_AMOUNT * was):
        return None
    ratio = now / detected
    return ratio if _LEAST_RATIO <= ratio <= _MOST_RATIO else None


def _key(name: str, state: State) -> str:
    words = _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", name).casefold()).split()
    return f"{' '.join(words)}|{state}"
