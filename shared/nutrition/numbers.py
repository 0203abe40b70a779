"""Numbers as people and models write them: "1½", "1 1/2", "2-3", "0,5", "half a", "a dozen", "zwei", "两".

    read_number("1½ cups")            → (1.5, "cups")               one number and the word behind it; what could mean two is none
    leading("2-3 slices of toast")    → (Number(2.5, 2, 3), "slices of toast")     the number that a person's words begin with

Nothing here is read as a number that could be another one: "1,200" depends on the language, and where that is not known it is none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import Any

from shared.nutrition.number_words import AND, EXACT, HUNDRED, MULTIPLES, OF, PARTS

_VULGAR = re.compile("([¼-¾⅐-⅞])")
_DIGITS = r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,9}(?:[.,]\d{1,9})?"
_TEXT_NUMBER = re.compile(
    r"(?:about|approx|ca|circa|~|≈)?\s*(?P<sign>-?)"
    rf"(?:(?P<whole>\d{{1,9}})\s+)?(?P<number>{_DIGITS})(?:/(?P<parts>\d{{1,4}}))?"
    r"\s*(?P<suffix>[^\d\s.,/-].*)?"
)
_LEADING = re.compile(
    rf"(?:(?P<whole>\d{{1,4}})(?:\s+|\s?-\s?)(?=\d{{1,4}}/))?(?P<number>{_DIGITS})(?:/(?P<parts>\d{{1,4}}))?(?![\d/])"
)
_RANGE = re.compile(r"\s*(?:[-–—~〜～]|(?:to|or|bis|oder|o|ou|a|à|đến|hoặc)(?=\s)|から|到)\s*(?=\w)")
_TIMES = re.compile(r"\s*[x×](?![a-z])\s*")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_DECIMAL_COMMA = frozenset({"es", "fr", "de", "vi"})
_WITHOUT_BLANKS = frozenset({"ja", "zh"})


@dataclass(frozen=True)
class Number:
    """`low` and `high` differ where a range was given; `value` is then its middle."""

    value: float
    low: float
    high: float

    @classmethod
    def exactly(cls, value: float) -> Number:
        return cls(value, value, value)

    def times(self, factor: float) -> Number:
        return Number(self.value * factor, self.low * factor, self.high * factor)

    @property
    def spread(self) -> float:
        """How far off the middle may be, as a share of it."""
        return (self.high - self.low) / (2 * self.value)


def plain_fractions(text: str) -> str:
    """The text in the NFKC form, fractions written with a slash: "1½" is "1 1/2"."""
    return unicodedata.normalize("NFKC", _VULGAR.sub(r" \1", text)).replace("\u2044", "/").strip()


def read_number(value: Any) -> tuple[float | None, str]:
    """A number and the word behind it, as in "1½ cups"; (None, "") for what is none or could mean two ("1,200", "2-3").

    True and false are no numbers.
    """
    if isinstance(value, bool):
        return None, ""
    if isinstance(value, int | float):
        return (float(value), "") if isfinite(value) else (None, "")
    if not isinstance(value, str) or len(value) > 100:
        return None, ""
    found = _TEXT_NUMBER.fullmatch(plain_fractions(value))
    if found is None or (found["whole"] and not found["parts"]):
        return None, ""
    number = _value(found, None)
    if number is None:
        return None, ""
    return (-number if found["sign"] else number), (found["suffix"] or "").strip()


def leading(text: str, language: str = "en") -> tuple[Number | None, str]:
    """The number that `text` begins with, and what follows it; (None, text) where it begins with none.

    `text` is in lower case and went through `plain_fractions`. Of a range the middle counts, between its ends.
    """
    one, rest = _one(text, language)
    if one is None:
        return None, text
    if between := _RANGE.match(rest):
        other, after = _one(rest[between.end() :], language)
        if other is not None and other > one:
            return Number((one + other) / 2, one, other), after.strip()
    if times := _TIMES.match(rest):
        other, after = _one(rest[times.end() :], language)
        return (Number.exactly(one * other), after.strip()) if other else (Number.exactly(one), rest[times.end() :].strip())
    return Number.exactly(one), rest.strip()


def _one(text: str, language: str) -> tuple[float | None, str]:
    """One number in digits or words at the beginning, and what follows it."""
    if digits := _LEADING.match(text):
        value = _value(digits, language)
        return (None, text) if value is None else _more(value, text[digits.end() :], language)
    if language in _WITHOUT_BLANKS and (signs := _SIGNS.match(text)):
        return _of_signs(signs[0]), text[signs.end() :]
    if text.startswith(_NO_NUMBERS):
        return None, text
    word, rest = _word(text)
    if (part := _lookup(PARTS, word, language)) is not None:
        return _part(part, rest, language)
    value = _lookup(EXACT, word, language)
    return (None, text) if value is None else _counted(value, rest, language)


def _counted(value: float, rest: str, language: str) -> tuple[float, str]:
    """A number in words goes on: "two thirds", "a dozen", "twenty five", "two hundred and fifty"."""
    word, after = _word(rest)
    part, further = _lookup(PARTS, word, language), _lookup(EXACT, word, language)
    if part is not None and (value == 1 or word.endswith("s")):
        return _part(value * part, after, language)
    if word in HUNDRED:
        value, rest = value * 100, after
        more, beyond = _one(re.sub(r"^\s*and\s+", "", rest), language)
        return (value + more, beyond) if more is not None and 1 < more < 100 else (value, rest)
    if further is not None and value == 1 and further > 1:  # "a dozen", "a couple"
        return _more(further, without_of(after, language), language)
    if further is not None and 20 <= value <= 90 and 1 <= further <= 9 and not value % 10:
        return _more(value + further, after, language)
    return _more(value, rest, language)


def _more(value: float, rest: str, language: str) -> tuple[float, str]:
    """A number goes on with its multiple ("2 dozen") or with a part on top ("two and a half")."""
    word, after = _word(rest)
    if word in MULTIPLES and (multiple := _lookup(EXACT, word, language)):
        return value * multiple, without_of(after, language)
    joined = re.match(rf"\s*(?:{AND.get(language, 'and')}|and)\s+", rest)
    article, behind = _word(rest[joined.end() :] if joined else rest)
    if joined and _lookup(EXACT, article, language) == 1:
        article, behind = _word(behind)
    part = _lookup(PARTS, article, language)
    if part is not None and (joined or article == "rưỡi"):
        return value + part, behind
    return value, rest


def _part(part: float, rest: str, language: str) -> tuple[float, str]:
    """ "half a dozen", "a quarter of a pizza": what follows the part, and its multiple."""
    rest = without_of(rest, language)
    word, after = _word(rest)
    if _lookup(EXACT, word, language) == 1:
        rest = after
        word, after = _word(rest)
    if word in MULTIPLES and (multiple := _lookup(EXACT, word, language)):
        return part * multiple, without_of(after, language)
    return part, rest


def without_of(text: str, language: str = "en") -> str:
    """ "of the rice" is "rice"."""
    text = text.lstrip()
    for word in (*OF.get(language, ()), *OF["en"]):
        if text.startswith(word) and (word.endswith("'") or not text[len(word) : len(word) + 1].isalnum() or not word.isascii()):
            return text[len(word) :].lstrip()
    return text


def _word(text: str) -> tuple[str, str]:
    found = _WORD.match(text.lstrip(" -"))
    return (found[0], text.lstrip(" -")[found.end() :]) if found else ("", text)


def _lookup(table: dict[str, dict[str, float]], word: str, language: str) -> float | None:
    """By the person's language, then by English, which everybody mixes in."""
    own = table.get(language, {}).get(word)
    return own if own is not None else table["en"].get(word)


_SIGNS = re.compile("[一二两兩三四五六七八九十百]+半?|半分?")
_NO_NUMBERS = ("half and half", "half-and-half", "quarter pounder")


def _of_signs(signs: str) -> float:
    """二百五十 is 250."""
    total, digit = 0.0, 0.0
    for sign in signs.removesuffix("分"):
        value = EXACT["zh"].get(sign, 0.5)
        if value >= 10:
            total, digit = total + (digit or 1) * value, 0.0
        elif sign == "半":
            total += 0.5
        else:
            digit = value
    return total + digit


def _value(found: re.Match[str], language: str | None) -> float | None:
    number = _decimal(found["number"], language)
    if number is None or not found["parts"]:
        return number
    if not float(found["parts"]):
        return None
    return float(found["whole"] or 0) + number / float(found["parts"])


def _decimal(digits: str, language: str | None) -> float | None:
    comma, dot = "," in digits, "." in digits
    if comma and dot:
        return float(digits.replace(",", ""))
    whole, mark, decimals = digits.partition("," if comma else ".")
    if not mark:
        return float(digits)
    if len(decimals) == 3 and whole.strip("0"):
        # "1,200" is a thousand in one country and one in the next; "0,200" and "1,5" are clear.
        if language is None:
            return None if comma else float(digits)
        if comma is (language not in _DECIMAL_COMMA):
            return float(whole + decimals)
    return float(f"{whole}.{decimals}")


def names_one(text: str, language: str = "en") -> bool:
    """Whether there is any number in the text, in digits or words."""
    plain = plain_fractions(text).casefold()
    if any(character.isdigit() for character in plain) or (language in _WITHOUT_BLANKS and _SIGNS.search(plain)):
        return True
    return not words_of(language).isdisjoint(re.findall(r"[^\W\d_]+", plain))


@cache
def words_of(language: str) -> frozenset[str]:
    """Every word that begins a number in that language."""
    return frozenset({*EXACT.get(language, {}), *PARTS.get(language, {}), *EXACT["en"], *PARTS["en"]})
