"""A food's own portions, and which of them a person means.

Tables write "cup, chopped", "large (7\\" dia)", "slice, thin"; people say "cup of chopped", "large one", "slices". A portion is
meant when its unit was said and none of its other words was left unsaid. Where only portions are left that say more than the person
("cup" of a food that lists "cup, chopped" and "cup, sliced"), they have to agree, or none is taken; but of three sizes the medium
one is what nobody says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from shared.nutrition.models import AllowedUnit
from shared.nutrition.spelling import canonical, normalize, portion_name, singular

GRADES = frozenset({"mini", "extra small", "small", "medium", "large", "extra large", "jumbo"})  # each a weight of its own
SIZES = GRADES | {"thin", "thick", "regular", "big"}
_PARENTHESES = re.compile(r"\([^)]*\)?")
_SIGNS = re.compile(r'[,;/"”]+')
_FILLING = frozenset({"of", "or", "and", "with", "the", "a", "an", "each", "approx", "about"})
_UNSAID = (frozenset({"medium"}), frozenset({"regular"}))
_ALIKE = 0.1  # portions whose weights differ by no more are one


class _Portion(NamedTuple):
    head: str
    words: frozenset[str]
    alternatives: bool  # "chopped or diced": one of them is enough
    portion: AllowedUnit


def own_portion(said: str, portions: Iterable[AllowedUnit]) -> AllowedUnit | None:
    """The one of a food's own portions that is meant; None where it has no such portion, or several that differ."""
    words = frozenset(tokens(said))
    listed, spelled = tuple(portions), normalize(said)
    if (same := next((own for own in listed if normalize(own.unit) == spelled), None)) is not None:
        return same
    offered = [_parsed(portion) for portion in listed]
    named = [portion for portion in offered if portion.head in words]
    if meant := [portion for portion in named if _is_said(portion, words)]:
        return max(meant, key=lambda portion: (len(portion.words & words), portion.head not in SIZES)).portion
    closest = max((len(portion.words & words) for portion in named), default=0)
    left = [portion for portion in named if len(portion.words & words) == closest]
    if medium := next((portion.portion for portion in left if portion.words in _UNSAID), None):
        return medium
    weights = [portion.portion.grams for portion in left]
    return left[0].portion if left and max(weights) - min(weights) <= _ALIKE * max(weights) else None


def has_portion(unit: str, portions: Iterable[AllowedUnit]) -> bool:
    """Whether the food measures itself in that unit, however many such portions there are."""
    return any(_parsed(portion).head == unit for portion in portions)


def tokens(text: str) -> list[str]:
    """The words of a unit's name, each in one form: the unit or portion that it means, else its singular."""
    words = [word for word in _SIGNS.sub(" ", normalize(_PARENTHESES.sub(" ", text))).split() if word not in _FILLING]
    found: list[str] = []
    while words:
        for length in (4, 3, 2, 1):
            name = " ".join(words[:length])
            known = canonical(name) or portion_name(name) or (name if name in SIZES else None)
            if len(words) >= length and (known or length == 1):
                found.append(known or singular(name))
                del words[:length]
                break
    return found


def _parsed(portion: AllowedUnit) -> _Portion:
    first, *others = tokens(portion.unit) or [normalize(portion.unit)]
    return _Portion(first, frozenset(others), " or " in portion.unit, portion)


def _is_said(portion: _Portion, words: frozenset[str]) -> bool:
    return bool(portion.words & words) if portion.alternatives and portion.words else portion.words <= words
