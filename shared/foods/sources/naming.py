"""Texts that others wrote, as we show them. Pure."""

from __future__ import annotations

import re

_SMALL = frozenset({"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "without"})
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’][^\W_]+)*")


def line(value: object) -> str:
    """A text on one line; empty for what is none."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def title(name: str) -> str:
    """A name that shouts, each word with a capital but the small ones; any other as it is."""
    letters = [letter for letter in name if letter.isalpha()]
    if not letters or sum(letter.isupper() for letter in letters) < 0.8 * len(letters):
        return name

    def word(found: re.Match[str]) -> str:
        text = found[0].casefold()
        return text if found.start() and text in _SMALL else text[:1].upper() + text[1:]

    return _WORD.sub(word, name)
