"""Finding a food by its name, in memory.

A query's words are brought to one spelling, amounts are left out, and what says how the food was prepared asks for that row of
the table. Then a food is the better, the more of the query its name covers and the less else the name says; and the word that
says what it is ("soup" in "tomato soup") counts before those that say which.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from shared.foods.language import words
from shared.foods.models import Food, Match
from shared.foods.tables.packing import Columns, Lists
from shared.nutrition.models import State

THRESHOLD = 0.84  # a name that scores less may mean another food
_WORTH_SHOWING = 0.3  # to somebody who looks and chooses
_TURNED = 0.83  # "chocolate milk" is no milk chocolate
_CERTAIN = 0.999
_CANDIDATES = 20  # foods that are compared in full, at least; the likeliest come first
_ELSEWHERE = 0.85  # what a word is worth that stands beside a name and not in it
_COMMON = 255  # the prior of what people mean first
_COMPLETED = 3  # foods that are read for each that is shown
_SPELLINGS = 200  # that a prefix goes on to
_REMEMBERED = 2048  # foods, names and words that were read: some megabytes

_STATES = tuple(State)
_HEATED = frozenset({State.COOKED, State.BOILED, State.BAKED, State.FRIED})
_KEPT_DRY = frozenset({"grain", "legume"})  # raw is dry
# Names are used without these words too: "cheddar", "portobello", "romaine".
_LEFT_OUT = frozenset(
    map(words.stem, ("cheese", "mushroom", "squash", "lettuce", "fish", "pasta", "sausage", "seed", "nut", "berry"))
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a query as the table knows it; `number` is None where it does not. Mended spelling makes it less sure."""

    stem: str
    number: int | None
    sureness: float = 1.0


# What a word of the query is worth: its number, what it counts in a name, and what it counts beside one.
_Worth = tuple[int | None, float, float]


@dataclass(frozen=True, slots=True)
class _Query:
    needed: tuple[_Word, ...]
    soft: tuple[_Word, ...]
    prepared: tuple[_Word, ...]
    state: State
    heads: frozenset[int | None]  # what it is: the last word, with and without those like "raw" and "sliced"
    listed: bool  # "milk, whole": what it is comes first

    @property
    def all(self) -> tuple[_Word, ...]:
        return (*self.needed, *self.soft, *self.prepared)


class FoodIndex:
    """The foods of one table. Safe to share between threads: it only remembers what it has worked out from its columns."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        # Common foods and words are asked for again and again.
        self._food = lru_cache(_REMEMBERED)(self._read_food)
        self._names = lru_cache(_REMEMBERED)(self._read_names)
        self._with_stem = lru_cache(_REMEMBERED)(self._read_with_stem)
        self._stems = {stem: number for number, stem in enumerate(columns.stems)}
        self._numbers = {food_id: number for number, food_id in enumerate(columns.ids)}
        self._spellings = sorted({*columns.words, *words.synonym_words(), *words.STATES, *words.SOFT})

    def __len__(self) -> int:
        return len(self._columns.ids)

    def ids(self) -> list[str]:
        """Every food, the likeliest first."""
        return list(self._columns.ids)

    def get(self, food_id: str) -> Food | None:
        number = self._numbers.get(food_id)
        return None if number is None else self._food(number)

    def foods(self) -> Iterator[Food]:
        """Every food, the likeliest meant first."""
        return (self._food(number) for number in range(len(self)))

    def search(self, text: str, limit: int = 20, *, state: State = State.UNKNOWN) -> list[Match]:
        """Foods for somebody who looks and chooses, best first; the first ones may be no more than near."""
        found = [(score, number) for score, number in self._scored(self._read(text, state), limit) if score >= _WORTH_SHOWING]
        return [Match(self._food(number), round(score, 4)) for score, number in found[: max(limit, 0)]]

    def best(self, text: str, *, state: State = State.UNKNOWN, category: str | None = None) -> Match | None:
        """The food that the name means, or None: better no food than a wrong one.

        `state` counts where the name itself says none; `category` decides between foods that fit alike.
        """
        query = self._read(text, state)
        if not query.needed or any(word.number is None for word in query.needed):
            return None
        scored = self._scored(query, 1)
        if category:
            scored = sorted(((score * self._fits(number, category), number) for score, number in scored), key=_best_first)
        if not scored or scored[0][0] < THRESHOLD:
            return None
        score, number = scored[0]
        return Match(self._food(number), round(score, 4))

    def complete(self, prefix: str, limit: int = 10) -> list[Food]:
        """Foods whose name goes on like this, for somebody who types; else what is found by it as it is. Each name once."""
        most = max(limit, 0)
        typed = words.without_amounts(words.spelled(prefix), whole_name=False)
        if not typed:
            return []
        start, last = words.fold(prefix).strip(), typed[-1]

        def order(number: int, food: Food) -> float:
            rare = self._columns.priors[number] < _COMMON
            return _how_it_goes_on(words.fold(food.name), start, last) + 1.5 * rare

        found = [(number, self._food(number)) for number in self._going_on(typed)[: _COMPLETED * most]]
        foods = [food for _, food in sorted(found, key=lambda each: order(*each))]
        foods = foods or [match.food for match in self.search(prefix, most)]
        first: dict[str, Food] = {}
        for food in foods:
            first.setdefault(food.name, food)
        return list(first.values())[:most]

    def _going_on(self, typed: Sequence[str]) -> list[int]:
        """The foods with all these words, of which the last may go on."""
        *before, last = typed
        known = [self._stems.get(stem) for stem in words.stems(before)]
        if None in known:
            return []
        given = [set(self._columns.in_any[number]) for number in known if number is not None]
        where = self._columns.in_any if given else self._columns.in_name
        found: set[int] = set()
        start = bisect_left(self._spellings, last)
        for spelling in islice(self._spellings, start, start + _SPELLINGS):
            if not spelling.startswith(last):
                break
            for stem in words.stems([spelling]):
                if (number := self._stems.get(stem)) is not None:
                    found |= set(where[number]).intersection(*given)
        return sorted(found)

    def _read_food(self, number: int) -> Food:
        return Food.model_validate_json(self._columns.text(number))

    def _read_names(self, food: int) -> list[tuple[int, ...]]:
        """The stems of each of its names, but for names of none."""
        return [tokens for name in self._columns.names[food] if (tokens := tuple(self._columns.tokens[name]))]

    def _read_with_stem(self, stem: int) -> frozenset[int]:
        """The foods that have it anywhere."""
        return frozenset(self._columns.in_any[stem])

    def _fits(self, number: int, category: str) -> float:
        return 1.0 if self._columns.categories[number] in {category, ""} else 0.96

    # Reading a query

    def _read(self, text: str, state: State) -> _Query:
        listed = "," in text
        spelled = words.without_amounts(words.spelled(text), whole_name=not listed)
        sureness: dict[str, float] = {}
        mended: list[str] = []
        for word in self._joined(spelled):
            for known, sure in self._mended(word):
                mended.append(known)
                sureness[words.stem(known)] = sure
        states, soft = words.state_stems(), words.soft_stems()
        found = [_Word(stem, self._stems.get(stem), sureness.get(stem, 1.0)) for stem in words.stems(mended)]
        prepared = tuple(word for word in found if word.stem in states)
        extra = tuple(word for word in found if word.stem in soft and word.stem not in states)
        needed = tuple(word for word in found if word.stem not in states and word.stem not in soft)
        if needed and all(word.stem in words.adjective_stems() for word in needed):
            needed = ()  # "blue", "hot": says which, and not what
        said = states[prepared[-1].stem] if prepared else state
        heads = frozenset(words_[-1].number for words_ in (needed, found) if words_)
        return _Query(needed, extra, prepared, said, heads, listed)

    def _joined(self, spelled: Sequence[str]) -> list[str]:
        """Two words that are one here: "butter milk"."""
        result: list[str] = []
        for word in spelled:
            if result and words.stem(result[-1] + word) in self._stems:
                result[-1] += word
            else:
                result.append(word)
        return result

    def _mended(self, word: str) -> list[tuple[str, float]]:
        """The word as the table spells it, with how sure that is; as it is where nothing is near."""
        if self._knows(word):
            return [(word, 1.0)]
        for place in range(3, len(word) - 2):
            if self._knows(word[:place]) and self._knows(word[place:]):
                return [(word[:place], 0.97), (word[place:], 0.97)]
        most = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        if most == 0:
            return [(word, 1.0)]
        first, last = bisect_left(self._spellings, word[0]), bisect_left(self._spellings, chr(ord(word[0]) + 1))
        near = process.extract(word, self._spellings[first:last], scorer=OSA.distance, score_cutoff=most, limit=8)
        near = [found for found in near if found[0] not in words.DONE or found[0][-1] == word[-1]]  # a cooker is not cooked
        if not near:
            return [(word, 1.0)]
        spelling, distance, _ = min(near, key=lambda found: (found[1], self._first_food(found[0]), found[0]))
        return [(spelling, 1 - 0.06 * distance)]

    def _knows(self, word: str) -> bool:
        if words.stem(word) in self._stems:
            return True
        place = bisect_left(self._spellings, word)
        return place < len(self._spellings) and self._spellings[place] == word

    def _first_food(self, spelling: str) -> int:
        numbers = [self._stems.get(stem) for stem in words.stems([spelling])]
        if not numbers or numbers[0] is None or not (foods := self._columns.in_name[numbers[0]]):
            return len(self._columns.ids)
        return foods[0]

    # Comparing foods

    def _scored(self, query: _Query, results: int) -> list[tuple[float, int]]:
        """Score and number of the likeliest foods, the best first: enough of them for so many `results`."""
        asked = frozenset(word.number for word in query.all)
        scored: list[tuple[float, int]] = []
        certain = 0
        for food in self._candidates(query, max(_CANDIDATES, 2 * results)):
            score = self._score(query, food, asked)
            scored.append((score, food))
            certain += score >= _CERTAIN
            if certain >= results:  # the likelier come first, so nothing better follows
                break
        return sorted(scored, key=_best_first)

    def _candidates(self, query: _Query, most: int) -> list[int]:
        """Foods with every word first in a name, then anywhere; foods with some only where there is none with all."""
        known = [word.number for word in query.needed if word.number is not None]
        if not known:
            return []
        found = self._with_all(known, self._columns.in_name, most)
        if len(found) < most:
            found += [food for food in self._with_all(known, self._columns.in_any, most) if food not in found]
        if not found and len(query.needed) > 1:
            found = sorted({food for number in known for food in self._columns.in_name[number][:most]})
        return found[:most]

    def _with_all(self, words: Sequence[int], lists: Lists, most: int) -> list[int]:
        """The first foods of the rarest word's list that are in the others' too."""
        rarest, *others = sorted(set(words), key=lists.size)
        return list(islice((food for food in lists[rarest] if all(lists.holds(other, food) for other in others)), most))

    def _says(self, food: int, word: _Word) -> bool:
        return word.number is not None and food in self._with_stem(word.number)

    def _score(self, query: _Query, food: int, asked: frozenset[int | None]) -> float:
        """0..1: how surely the query means this food, by the best of its names."""
        worth = [
            (word.number, word.sureness, _ELSEWHERE * word.sureness if self._says(food, word) else 0.0) for word in query.needed
        ]
        best = max([self._of_name(query, tokens, worth, asked) for tokens in self._names(food)], default=0.0)
        if not best:
            return 0.0
        extra = len([word for word in query.soft if not self._says(food, word)])
        return best * (1 - 0.01 * min(extra, 5)) * self._in_state(query, food) * self._columns.priors[food] / 255

    def _of_name(self, query: _Query, tokens: tuple[int, ...], worth: Sequence[_Worth], asked: frozenset[int | None]) -> float:
        """How much of the query the name covers, and how much of the name the query says; what it is counts twice."""
        said = len(asked.intersection(tokens))
        if not said:
            return 0.0  # what stands beside a name is worth less than anything that is shown
        score = sum([sure if number in tokens else beside for number, sure, beside in worth]) / len(worth)
        last, whole = tokens[-1], len(tokens) + 1
        if last in asked:
            score *= 0.5 + 0.5 * (said + 1) / whole
            return score if query.listed or last in query.heads else _TURNED * score
        if self._columns.stems[last] in _LEFT_OUT:
            return 0.92 * score * (0.5 + 0.5 * (said + 2) / whole)
        return 0.6 * score * (0.5 + 0.5 * said / whole)

    def _in_state(self, query: _Query, food: int) -> float:
        if query.state is State.UNKNOWN:
            return 1.0
        if query.prepared and all(self._says(food, word) for word in query.prepared):
            return 1.0
        actual = _STATES[self._columns.states[food]]
        if actual is query.state:
            return 0.99
        if actual is State.UNKNOWN:
            return 0.86 if query.prepared and query.state in _HEATED else 0.96
        if query.state in _HEATED and actual in _HEATED:
            fried = State.FRIED in {query.state, actual}  # in fat: the figures differ
            return (0.88 if query.prepared else 0.93) if fried else 0.97
        if {query.state, actual} == {State.RAW, State.DRY} and self._columns.categories[food] in _KEPT_DRY:
            return 0.98
        return 0.8


def _best_first(found: tuple[float, int]) -> tuple[float, int]:
    return -found[0], found[1]


def _how_it_goes_on(name: str, start: str, last: str) -> int:
    """Names that go on as typed before those with such a word, and before those that are only called so as well."""
    if name.startswith(start):
        return 0
    return 1 if any(word.startswith(last) for word in words.spelled(name)) else 2
