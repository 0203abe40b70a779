"""Finding a food by its name, in memory.

A query's words are brought to one spelling, amounts are left out, and what says how the food was prepared asks for that row of
the table. Then a food is the better, the more of the query its name covers and the less else the name says; and the word that
says what it is ("soup" in "tomato soup") counts before those that say which.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from shared.foods import words
from shared.foods.models import Food, Match
from shared.foods.packing import Columns
from shared.nutrition.models import State

THRESHOLD = 0.78  # a name that scores less may mean another food
_WORTH_SHOWING = 0.4  # to somebody who looks and chooses
_CANDIDATES = 160  # foods that are compared in full; the likeliest come first
_COMPLETIONS = 400

_STATES = tuple(State)
_HEATED = frozenset({State.COOKED, State.BOILED, State.BAKED, State.FRIED})
# Names are used without these words too: "cheddar", "portobello", "romaine".
_LEFT_OUT = frozenset(
    map(words.stem, ("cheese", "mushroom", "squash", "lettuce", "fish", "pasta", "sausage", "seed", "nut", "berry"))
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a query as the table knows it; `number` is None where it does not. `sureness` is 1 unless the spelling was mended."""

    stem: str
    number: int | None
    sureness: float = 1.0


@dataclass(frozen=True, slots=True)
class _Query:
    needed: tuple[_Word, ...]
    soft: tuple[_Word, ...]
    prepared: tuple[_Word, ...]
    state: State
    listed: bool  # "milk, whole": what it is comes first

    @property
    def all(self) -> tuple[_Word, ...]:
        return (*self.needed, *self.soft, *self.prepared)


class FoodIndex:
    """The foods of one table. Safe to share between threads: nothing changes after it is made."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._stems = {stem: number for number, stem in enumerate(columns.stems)}
        self._numbers = {food_id: number for number, food_id in enumerate(columns.ids)}
        self._spellings = sorted({*columns.words, *words.synonym_words(), *words.STATES, *words.SOFT})

    def __len__(self) -> int:
        return len(self._columns.ids)

    def get(self, food_id: str) -> Food | None:
        number = self._numbers.get(food_id)
        return None if number is None else self._food(number)

    def foods(self) -> Iterator[Food]:
        """Every food, the likeliest meant first."""
        return (self._food(number) for number in range(len(self)))

    def search(self, text: str, limit: int = 20, *, state: State = State.UNKNOWN) -> list[Match]:
        """Foods for somebody who looks and chooses, best first; the first ones may be no more than near."""
        found = [(score, number) for score, number in self._scored(self._read(text, state)) if score >= _WORTH_SHOWING]
        return [Match(self._food(number), round(score, 4)) for score, number in found[: max(limit, 0)]]

    def best(self, text: str, *, state: State = State.UNKNOWN, category: str | None = None) -> Match | None:
        """The food that the name means, or None: better no food than a wrong one.

        `state` counts where the name itself says none; `category` decides between foods that fit alike.
        """
        query = self._read(text, state)
        if not query.needed or any(word.number is None for word in query.needed):
            return None
        scored = self._scored(query)[:20]
        if category:
            scored = sorted(((score * self._fits(number, category), number) for score, number in scored), key=_best_first)
        if not scored or scored[0][0] < THRESHOLD:
            return None
        score, number = scored[0]
        return Match(self._food(number), round(score, 4))

    def complete(self, prefix: str, limit: int = 10) -> list[Food]:
        """Foods whose name goes on like this, for somebody who types. Each name once."""
        spelled = words.spelled(prefix)
        typed = words.without_amounts(spelled)
        if not typed:
            return []
        *before, last = typed
        known = [self._stems.get(stem) for stem in words.stems(before)]
        if None in known:
            return []
        given = [set(self._columns.in_any[number]) for number in known if number is not None]
        numbers = sorted(self._going_on(last, given))[:_COMPLETIONS]
        foods = [self._food(number) for number in numbers[: 3 * max(limit, 0)]]
        starts = words.fold(prefix).strip()
        foods.sort(key=lambda food: not words.fold(food.name).startswith(starts))
        return list({food.name: food for food in reversed(foods)}.values())[::-1][: max(limit, 0)]

    def _going_on(self, prefix: str, given: Sequence[set[int]]) -> set[int]:
        found: set[int] = set()
        spellings = self._columns.words
        place = bisect_left(spellings, prefix)
        while place < len(spellings) and spellings[place].startswith(prefix) and len(found) < _COMPLETIONS:
            for stem in words.stems([spellings[place]]):
                if (number := self._stems.get(stem)) is not None:
                    where = self._columns.in_any if given else self._columns.in_name
                    found |= set(where[number]).intersection(*given)
            place += 1
        return found

    def _food(self, number: int) -> Food:
        return Food.model_validate_json(self._columns.text(number))

    def _fits(self, number: int, category: str) -> float:
        return 1.0 if self._columns.categories[number] in {category, ""} else 0.96

    # Reading a query

    def _read(self, text: str, state: State) -> _Query:
        spelled = words.without_amounts(words.spelled(text))
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
        if not needed:  # "roast", "wrap": then it is what is asked for
            needed, prepared, extra = (found and tuple(found)) or (), (), ()
        said = states[prepared[-1].stem] if prepared else state
        return _Query(needed, extra, prepared, said, listed="," in text)

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
        most = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
        if most == 0:
            return [(word, 1.0)]
        first, last = bisect_left(self._spellings, word[0]), bisect_left(self._spellings, chr(ord(word[0]) + 1))
        near = process.extract(word, self._spellings[first:last], scorer=OSA.distance, score_cutoff=most, limit=8)
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

    def _scored(self, query: _Query) -> list[tuple[float, int]]:
        anywhere = {word.number: set(self._columns.in_any[word.number]) for word in query.all if word.number is not None}
        candidates = self._candidates(query, anywhere)
        scored = [(self._score(query, number, anywhere), number) for number in candidates]
        scored.sort(key=_best_first)
        return scored

    def _candidates(self, query: _Query, anywhere: dict[int, set[int]]) -> Iterable[int]:
        """Foods with every word first in a name, then anywhere; foods with some only where there is none with all."""
        known = [word.number for word in query.needed if word.number is not None]
        if not known:
            return ()
        everywhere = set.intersection(*(anywhere[number] for number in known))
        named = everywhere.intersection(*(self._columns.in_name[number] for number in known))
        first = sorted(named)
        if len(first) < _CANDIDATES:
            first += sorted(everywhere - named)
        if not first and len(query.needed) > 1:
            first = sorted({number for word in known for number in self._columns.in_name[word][:_CANDIDATES]})
        return first[:_CANDIDATES]

    def _score(self, query: _Query, number: int, anywhere: dict[int, set[int]]) -> float:
        """0..1: how surely the query means this food, by the best of its names."""
        columns = self._columns
        asked = {word.number for word in query.all if word.number is not None}
        head = query.needed[-1]
        best = 0.0
        for name in columns.names[number]:
            tokens = columns.tokens[name]
            if not tokens:
                continue
            covered = 0.0
            for word in query.needed:
                if word.number in tokens:
                    covered += word.sureness
                elif word.number is not None and number in anywhere[word.number]:
                    covered += 0.85 * word.sureness
            said = sum(1 for token in tokens if token in asked)
            is_head = tokens[-1] in asked
            fit = (said + is_head) / (len(tokens) + 1)
            score = covered / len(query.needed) * (0.6 + 0.4 * fit)
            if not is_head:
                score *= 0.92 if said and columns.stems[tokens[-1]] in _LEFT_OUT else 0.6
            if not query.listed and head.number != tokens[-1]:
                score *= 0.9
            best = max(best, score)
        if best == 0.0:
            return 0.0
        extra = sum(1 for word in query.soft if word.number is None or number not in anywhere[word.number])
        best *= 1 - 0.01 * min(extra, 5)
        return best * self._in_state(query, number, anywhere) * columns.priors[number] / 255

    def _in_state(self, query: _Query, number: int, anywhere: dict[int, set[int]]) -> float:
        if query.state is State.UNKNOWN:
            return 1.0
        actual = _STATES[self._columns.states[number]]
        said = query.prepared
        if said and all(word.number is not None and number in anywhere[word.number] for word in said):
            return 1.0
        if actual is query.state:
            return 0.99
        if actual is State.UNKNOWN:
            return 0.96
        if query.state in _HEATED and actual in _HEATED:
            fried = State.FRIED in {query.state, actual}
            return (0.85 if said else 0.93) if fried else 0.97
        return 0.8


def _best_first(found: tuple[float, int]) -> tuple[float, int]:
    return -found[0], found[1]
