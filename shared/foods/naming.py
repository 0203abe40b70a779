"""Names of foods as people write them, and the state that a name tells. Pure."""

from __future__ import annotations

import re

from shared.nutrition.models import State

_SMALL = frozenset({"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "without"})
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’][^\W_]+)*")

# The first that a name holds: "cooked, dry heat" is cooked, "fried, frozen, raw" does not exist.
_STATES: tuple[tuple[State, re.Pattern[str]], ...] = (
    (State.FRIED, re.compile(r"\b(?:deep-|pan-|stir-)?fried\b")),
    (State.BOILED, re.compile(r"\b(?:boiled|steamed|poached|simmered|stewed|hard-boiled)\b")),
    (State.BAKED, re.compile(r"\b(?:baked|roasted|broiled|grilled|toasted)\b")),
    (State.COOKED, re.compile(r"\b(?:cooked|braised|prepared|heated|microwaved)\b")),
    (State.RAW, re.compile(r"\b(?:raw|fresh|uncooked)\b")),
    (State.DRY, re.compile(r"\b(?:dry|dried|dehydrated|powder|powdered)\b")),
)
# "cooked" behind these says that it is not.
_NOT_COOKED = re.compile(r"\b(?:un(?:cooked|prepared|heated|baked)|not prepared|ready-to-cook)\b")


def state_of(name: str) -> State:
    """The state that a name tells; what is "uncooked, dry" is dry."""
    plain = _NOT_COOKED.sub(" raw ", name.casefold())
    found = next((state for state, words in _STATES if words.search(plain)), State.UNKNOWN)
    return State.DRY if found is State.RAW and _STATES[-1][1].search(plain) else found


def title(name: str) -> str:
    """A name that shouts, in title case with small words; any other as it is."""
    letters = [letter for letter in name if letter.isalpha()]
    if not letters or sum(letter.isupper() for letter in letters) < 0.8 * len(letters):
        return name
    return titled(name)


def titled(name: str) -> str:
    """Each word with a capital, small words without but the first."""

    def word(found: re.Match[str]) -> str:
        text = found[0].casefold()
        return text if found.start() and text in _SMALL else text[:1].upper() + text[1:]

    return _WORD.sub(word, name)
