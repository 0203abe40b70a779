"""What people say that they ate: a sentence into foods, each with its amount as far as the words and the tables tell it.

    "2 eggs, a slice of toast with butter and a coffee with milk"
        → 2 eggs (100 g) · 1 slice of toast (30 g) · butter: how much? · 1 coffee: how much? · milk: how much?

A name that holds a joining word ("mac and cheese") stays one food where a table knows the whole. What no table knows is left to
others, and an amount that was not said is never made up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from shared.foods.grounding import states_agree
from shared.foods.language import amounts, talk, words
from shared.foods.language.amounts import Amount, Said
from shared.foods.models import Food, Match
from shared.foods.rules import AmountUnknown
from shared.nutrition.models import AllowedUnit, State
from shared.nutrition.numbers import leading, plain_fractions
from shared.nutrition.portions import has_portion
from shared.nutrition.spelling import canonical, portion_name

MAX_FOODS = 20
_WHOLE = 0.9  # how surely a table has to know a name with a joining word in it
_HARD = re.compile(r"\n+|;|•|、|，|。|！|(?<=\D),(?=\S)|,(?=\s|$)|,(?=\D)|(?<![0-9])[!?](?=\s|$)|\.(?=\s|$)")
_ABBREVIATED = re.compile(r"\b(fl|oz|approx|ca|tbsp|tbs|tsp|lb|lbs|gr|min|cuil)\.", re.IGNORECASE)
_AND_A_PART = re.compile(r"\b(an?|one|\d+)\s+([a-z]+)s?\s+and\s+an?\s+(half|quarter|third)\b")
_NUMBER_AND_A_PART = re.compile(
    r"(?<!\S)(?:[^\W\d_]+|\d+)\s+(?:and|und|et|y)\s+(?:an?\s+|une?\s+|eine?n?\s+)?(?:half|quarter|third|demie?|quart|medi[oa]|halbe?n?)(?!\S)"
)
_AND = (" and", "&", " y", " et", " und")
_DISHES = (
    "sandwich",
    "omelette",
    "omelet",
    "pie",
    "wrap",
    "burrito",
    "soup",
    "casserole",
    "smoothie",
    "panini",
    "toastie",
    "curry",
)
_PART_OF_ONE = {"half": 0.5, "quarter": 0.25, "third": 1 / 3}


class Finder(Protocol):
    """Whatever finds the food that a name means."""

    def best(self, text: str, *, state: State = State.UNKNOWN, category: str | None = None) -> Match | None: ...


@dataclass(frozen=True)
class Spoken:
    """One food of a sentence. Without a `match` no table knows it; without an `amount`, `options` are what would settle it."""

    said: Said
    match: Match | None = None
    amount: Amount | None = None
    options: tuple[AllowedUnit, ...] = ()


def read(text: str, finder: Finder, language: str = "en") -> list[Spoken]:
    """The foods of a sentence in their order, at most MAX_FOODS; where it is amounts alone, the first of them, of no food."""
    found = [weighed(amounts.read(phrase, language), finder) for phrase in phrases(text, finder, language)]
    return [spoken for spoken in found if spoken.said.name][:MAX_FOODS] or found[:1]


def weighed(said: Said, finder: Finder) -> Spoken:
    """The food that was meant, and its weight where that can be known."""
    match = find(said, finder)
    return Spoken(said) if match is None else meaning(said, match)


def meaning(said: Said, match: Match) -> Spoken:
    """What was said, of the food that it means."""
    try:
        return Spoken(said, match, amounts.settle(match.food, said))
    except AmountUnknown as unknown:
        return Spoken(said, match, None, tuple(AllowedUnit.model_validate(option) for option in unknown.members["options"]))


def find(said: Said, finder: Finder) -> Match | None:
    """The surest of what the name means with and without its sizes and cuts; never raw for cooked, nor the other way about.

    Out of a can comes the canned one.
    """
    found = [match for name in said.names if (match := finder.best(name, state=said.state))]
    fitting = [match for match in found if states_agree(said.state, match.food.state)]
    tinned = said.unit == "can" and finder.best(f"canned {said.name}")
    if tinned and has_portion("can", tinned.food.portions):
        return tinned
    return max(fitting, key=lambda match: match.score, default=None)


def phrases(text: str, finder: Finder, language: str = "en") -> list[str]:
    """The words of each food."""
    plain = _ABBREVIATED.sub(r"\1", _AND_A_PART.sub(_with_part, plain_fractions(text).casefold()))
    plain = _NUMBER_AND_A_PART.sub(lambda found: _in_digits(found[0], language), plain)
    parts = [without_left_out for part in _HARD.split(plain) if (without_left_out := _without_left_out(part, language))]
    said = [phrase for part in parts for phrase in _foods(talk.without_talk(part, language), finder, language)]
    found: list[str] = []
    for phrase in filter(None, (talk.without_talk(phrase, language) for phrase in said)):
        if found and amounts.read(phrase, language).names_nothing:
            found[-1] += f" {phrase}"  # "onion, chopped, 1 cup"
        else:
            found.append(phrase)
    return found


def _with_part(found: re.Match[str]) -> str:
    """ "a cup and a half" is "1.5 cup"."""
    one = float(found[1]) if found[1].isdigit() else 1.0
    if not (canonical(found[2]) or portion_name(found[2])):
        return found[0]
    return f"{one + _PART_OF_ONE[found[3]]:.4g} {found[2]}"


def _in_digits(words: str, language: str) -> str:
    """ "two and a half" is "2.5"; what is no number stays as it is ("half and half")."""
    number, rest = leading(words, language)
    return f"{number.value:g}" if number and not rest else words


def _without_left_out(part: str, language: str) -> str:
    """ "coffee without sugar and a banana" is "coffee and a banana"."""
    pieces: list[str] = []
    place = 0
    while left_out := talk.without(language).search(part, place):
        pieces.append(part[place : left_out.start()])
        following = talk.joins(language).search(part, left_out.end())
        place = following.start() if following else len(part)
    return " ".join((*pieces, part[place:])).strip(" ,")


def _foods(part: str, finder: Finder, language: str) -> list[str]:
    """A part of a sentence at its joining words, except within a name that a table knows as a whole."""
    ends = [(found.start(), found.end()) for found in talk.joins(language).finditer(part)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(part)]
    found: list[str] = []
    first = 0
    while first < len(starts):
        last = next(
            (
                last
                for last in range(len(starts) - 1, first, -1)
                if _is_one(part, starts[first : last + 1], stops[last], finder, language)
            ),
            first,
        )
        found.append(part[starts[first] : stops[last]].strip())
        first = last + 1
    return found


def _is_one(part: str, starts: list[int], stop: int, finder: Finder, language: str) -> bool:
    """Whether a table knows the words from the first start to `stop` as one food; an amount in between begins another."""
    following = (leading(part[start:stop].strip(), language) for start in starts[1:])
    if any(number and rest for number, rest in following):
        return False
    last = part[starts[-1] : stop].strip()
    if last.endswith(_DISHES) and part[: starts[-1]].rstrip().endswith(_AND) and finder.best(last) is None:
        return True  # "peanut butter and jelly sandwich": a jelly sandwich is nothing
    said = amounts.read(talk.without_talk(part[starts[0] : stop].strip(), language), language)
    match = finder.best(said.name) if said.name else None
    return match is not None and match.score >= _WHOLE and _covers(match.food, said.name)


def _covers(food: Food, name: str) -> bool:
    asked = _stems(name)
    return any(asked <= _stems(own) for own in (food.name, *food.aliases))


def _stems(name: str) -> set[str]:
    spelled = words.spelled(name)
    return set(words.stems(words.without_amounts(spelled) or spelled))
