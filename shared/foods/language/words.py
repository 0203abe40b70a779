"""The words of a food's name, brought to one spelling: case, accents, plural, British and American. Pure."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer

from shared.foods.language import preparation
from shared.foods.language.synonyms import SYNONYMS
from shared.nutrition.models import State
from shared.nutrition.portions import SIZES
from shared.nutrition.unit_words import MEASURES, PARTS, PORTIONS

MAX_TEXT = 200  # what is longer names no food
MAX_WORDS = 12

# A name that says how the food was prepared asks for that row of a table; what was mashed was cooked.
STATES: dict[str, State] = {**preparation.STATES, "mashed": State.COOKED}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _forms(names: Iterable[str]) -> frozenset[str]:
    """The words of units' names, each in singular and plural."""
    words = {word for name in names for word in name.split()}
    return frozenset(words | {f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s" for word in words})


# Words that a name may have or lack: they count for a food that has them, and not against one that has not.
SOFT = _set(
    """
    organic natural little baby lean boneless skinless pitted trimmed seasoned unsalted salted unsweetened leftovers healthy tasty
    delicious traditional classic style original simple commercial frozen canned chilled refrigerated piece pieces chunk chunks
    strip strips cube cubes wedge wedges ring rings pat half halves fillet fillets filet floret florets spear spears generic local
    farm free-range cage-free grass-fed wild farmed assorted various basic soft tender juicy
    """
)
SOFT |= preparation.CUTS | preparation.SERVED | {word for size in SIZES for word in size.split()}
# What was done to a food. No other word is a slip of the pen for one of these: a cooker is not cooked, a slicer not sliced.
DONE = frozenset(STATES) | {word for word in SOFT if word.endswith("ed")}
# Say which, and name nothing by themselves.
ADJECTIVES = _set(
    """
    blue red green white black yellow brown purple dark light sweet sour bitter spicy salty big french italian chinese mexican
    """
)
_STOP = _set(
    """
    a an the of with and or in on to for from my your our some any few couple about approx approximately around roughly at as by
    is was into no not per plus made style type kind bit lot had ate i we one two three four five six seven eight nine ten half
    dozen quarter third
    """
)
_JOINS = frozenset({"of", "with", "in"})
_ARTICLES = frozenset({"a", "an", "one", "two", "three", "half", "the"})
# Measures, which say how much and not what; and vessels, which do so only before "of" or after a number ("bar of chocolate").
# Some measures are names too: pound cake, gram flour.
_NAMES_TOO = _set("gram pound pounds dash splash")
_MEASURES = (
    _forms(word for unit, words in MEASURES.items() if unit not in {"piece", *SIZES} for word in words) - _NAMES_TOO
) | _set("pc pcs helping helpings handful handfuls scoop scoops spoon spoons spoonful spoonfuls")
_VESSELS = (
    _forms(word for unit, words in PORTIONS.items() if unit not in PARTS for word in words)
    | _NAMES_TOO
    | _set("piece pieces pint pints block blocks pot")
) - _MEASURES
_NO_FOOD = _STOP | _MEASURES
# Where the stemmer leaves two words of one, or makes one of two.
_IRREGULAR = {
    "leaves": "leaf",
    "loaves": "loaf",
    "halves": "half",
    "geese": "goose",
    "fries": "fries",
    "chilies": "chili",
    "chillies": "chili",
    "chiles": "chili",
    "cookies": "cookie",
    "brownies": "brownie",
    "smoothies": "smoothie",
    "pies": "pie",
    "oats": "oat",
    "mangoes": "mango",
    "brussels": "brussel",
    "hummus": "hummus",
    "couscous": "couscous",
    "asparagus": "asparagus",
    "molasses": "molasses",
    "swiss": "swiss",
    "sweets": "sweets",
}
_WORD = re.compile(r"\d+(?:[.,]\d+)?\s*%|\d+(?:[.,]\d+)?|[^\W\d_]+")
_JOINED = re.compile(r"\b(stir|pan|deep|sous)[\s-]+(fried|fry|vide)\b")
_LETTERS = re.compile(r"[^\W_]+")
_WHOSE = frozenset({"my", "our", "the", "a", "an", "some"})
_APOSTROPHES = re.compile("['’`´]")
_stemmer = EnglishStemmer()
_stemming = threading.Lock()  # it keeps the word that it is at: two threads would give each other their endings


def fold(text: str) -> str:
    """`text` without case, accents, width and apostrophes, and not longer than a name can be."""
    plain = text[:MAX_TEXT]
    if not plain.isascii():
        wide = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", plain).casefold())
        plain = "".join(c for c in wide if not unicodedata.combining(c))[:MAX_TEXT]
    return _APOSTROPHES.sub("", plain.casefold()).replace("per cent", "%").replace("percent", "%")


def spelled(text: str) -> list[str]:
    """The words of `text` in order. Percentages are words ("2% milk"); other numbers stand as "#"."""
    words = []
    for word in _WORD.findall(_JOINED.sub(r"\1\2", fold(text))):
        if word.endswith("%"):
            words.append(word.replace(" ", "").replace(",", "."))
        elif word[0].isdigit():
            words.append("#")
        else:
            words.append(word)
    return words


def name_key(name: str) -> str:
    """What two ways of writing one name have in common, in any script: case, accents, plurals and a leading "my" do not count."""
    words = _LETTERS.findall(fold(name))
    while len(words) > 1 and words[0] in _WHOSE:
        del words[0]
    return " ".join(map(stem, words))


def head_last(words: Sequence[str]) -> list[str]:
    """The words with what it is at the end, as in most names: a "leg of lamb" is a lamb leg."""
    place = next((n for n, word in enumerate(words) if word in _JOINS and 0 < n < len(words) - 1), None)
    return list(words) if place is None else [*words[place + 1 :], *words[:place]]


def without_amounts(words: Sequence[str], *, whole_name: bool = True) -> list[str]:
    """The words that say what it is, of which there is at least one if there was any: no numbers, measures, "of the".

    What it is comes last, unless the words are no whole name: somebody is still typing, or lists "milk, whole".
    """
    kept: list[str] = []
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        vessel = word in _VESSELS and after and (before == "#" or after == "of" or before in _ARTICLES)
        if word != "#" and word not in _NO_FOOD and not vessel and len(word) > 1:
            kept.append(word)
        elif word == "of" and not kept:
            continue  # "a cup of": what follows is the food
        elif word in _JOINS and kept:
            kept.append(word)
    if whole_name:
        kept = head_last(kept)
    kept = [word for word in kept if word not in _JOINS]
    return (kept or [word for word in words if word != "#"])[:MAX_WORDS]  # "half and half" is a food


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Singular and plural are one; "fried" and "fries" stay two, as do "bread" and "breaded"."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("ed", "ing", "%")) or len(word) < 4:
        return word
    if word.endswith("ings"):
        return word[:-1]
    with _stemming:
        return str(_stemmer.stemWord(word))


def stems(words: Iterable[str]) -> list[str]:
    """Stems in their order, every synonym replaced by the word that stands for it here."""
    found = [stem(word) for word in words]
    table, lengths = _synonyms()
    result: list[str] = []
    place = 0
    while place < len(found):
        for length in lengths.get(found[place], ()):
            if (instead := table.get(tuple(found[place : place + length]))) is not None:
                result.extend(instead)
                place += length
                break
        else:
            result.append(found[place])
            place += 1
    return result


def synonym_words() -> frozenset[str]:
    """Every word that some synonym is made of: spelling tolerance knows them too."""
    return frozenset(word for phrase in SYNONYMS for word in phrase.split())


@cache
def _synonyms() -> tuple[dict[tuple[str, ...], tuple[str, ...]], dict[str, list[int]]]:
    """What stands for which stems, and how many stems such a name may have by its first, the most first."""
    table = {tuple(map(stem, name.split())): tuple(map(stem, instead.split())) for name, instead in SYNONYMS.items()}
    lengths: dict[str, set[int]] = {}
    for name in table:
        lengths.setdefault(name[0], set()).add(len(name))
    return table, {first: sorted(found, reverse=True) for first, found in lengths.items()}


@cache
def state_stems() -> dict[str, State]:
    return {stem(word): state for word, state in STATES.items()}


@cache
def adjective_stems() -> frozenset[str]:
    return frozenset(map(stem, ADJECTIVES))


@cache
def soft_stems() -> frozenset[str]:
    return frozenset(map(stem, SOFT))
