"""The Pinecone stand-in's model: a text becomes a vector of hashed words and letter groups, the same everywhere and always.

No meaning beyond words, but close to what the real model does for names of foods: spelling, plural and word order matter little,
the words before the first comma most, and common foods of six other languages are said in English first.
"""

from __future__ import annotations

import hashlib
import math
import re
from functools import lru_cache

from local.vendors.lexicon import to_english

DIMENSION = 1024
_WORD = re.compile(r"[^\W_]+")
_NOISE = frozenset(
    {"and", "or", "of", "with", "without", "the", "a", "in", "de", "la", "le", "du", "der", "die", "das", "ns", "nfs"}
)
_COPIES = 4
_LATER_PART, _LETTERS = 0.45, 0.35  # weights of words behind a comma, and of a word's letter groups beside the word itself


def embed(text: str) -> dict[int, float]:
    """The coordinates that are not zero, of length 1; none for a text without words."""
    vector: dict[int, float] = {}
    for place, part in enumerate(to_english(text).split(",")):
        weight = 1.0 if place == 0 else _LATER_PART / math.sqrt(place)
        for word in _WORD.findall(part):
            if word not in _NOISE:
                for dimension, value in _word(_singular(word)):
                    vector[dimension] = vector.get(dimension, 0.0) + weight * value
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {dimension: round(value / length, 5) for dimension, value in vector.items()} if length else {}


def dense(vector: dict[int, float]) -> list[float]:
    values = [0.0] * DIMENSION
    for dimension, value in vector.items():
        values[dimension] = value
    return values


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith("oes"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


@lru_cache(maxsize=50_000)
def _word(word: str) -> tuple[tuple[int, float], ...]:
    padded = f"^{word}$"
    groups = [padded[start : start + 3] for start in range(len(padded) - 2)]
    letters = _LETTERS / math.sqrt(len(groups))
    # A word is several coordinates: two words share one of them by accident, not all.
    whole = [_hashed(f"{copy}:{word}", 1 / math.sqrt(_COPIES)) for copy in range(_COPIES)]
    return (*whole, *(_hashed(f"g:{group}", letters) for group in groups))


def _hashed(feature: str, value: float) -> tuple[int, float]:
    number = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=4).digest(), "big")
    return number % DIMENSION, value if number & 0x80000000 else -value
