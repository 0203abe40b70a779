"""Reading what a model wrote as JSON, or nearly.

    read_object("…")  →  Reading(value, how, partial)

A strict reading is tried first: of the whole text, of a fenced block, of an object amid prose. An object that is whole but not JSON
is repaired. An object that ends early is cut back to its last complete element, so that a half-written one, whose figures may be
cut too (12 of 123), never passes for a whole one.

Numbers that no figure of food can be (NaN, infinities, 1e999) read as null: unknown. Of a key given twice the last counts, as in
every JSON reader. A list at the top level reads as `{"items": […]}`, or as its only object where that holds lists itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

from shared.errors import Unprocessable

MAX_CHARACTERS = 256 * 1024
MAX_DEPTH = 32
_MAX_OBJECTS = 50

How = Literal["direct", "fenced", "braces", "repaired", "truncated"]


class UnusableAnswer(Unprocessable):
    """What the model answered cannot become a result. The detail never quotes the answer."""


class UnreadableAnswer(UnusableAnswer):
    error_code, title = "UNREADABLE_ANSWER", "The photo could not be analysed"

    def __init__(self, detail: str = "The model's answer could not be read. Try again.") -> None:
        super().__init__(detail)


class EmptyAnswer(UnusableAnswer):
    error_code, title = "EMPTY_ANSWER", "The model gave no answer"

    def __init__(self, detail: str = "The model answered with nothing. Try again.") -> None:
        super().__init__(detail)


@dataclass(frozen=True)
class Reading:
    """`partial`: the text ended early, and elements at its end are missing."""

    value: dict[str, Any]
    how: How
    partial: bool


def read_object(text: str | None) -> Reading:
    """The object in a model's answer. Raises EmptyAnswer for no text, UnreadableAnswer for no object in it."""
    text = (text or "").strip("\ufeff \t\r\n")
    if not text:
        raise EmptyAnswer
    if len(text) > MAX_CHARACTERS:
        raise UnreadableAnswer("The model's answer is longer than any meal. Try again.")
    if text.startswith('"'):  # the object as a JSON string
        inner = _strict(text)
        text = inner.strip() if isinstance(inner, str) else text
    # The longest first: a model that shows an example or corrects itself writes the real answer in full.
    for found in sorted(_objects(text), key=lambda found: found.start - found.end):
        reading = _read(text, found)
        if reading is not None:
            return reading
    raise UnreadableAnswer


@dataclass
class _Extent:
    """Where an object or list stands in the text. While it is not `whole`, `cut` and `closers` say how to end it early."""

    start: int
    end: int
    whole: bool = False
    cut: int | None = None
    closers: str = ""


_OPENING = re.compile(r"\[\s*(?=[{\]])|\{")
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["{}\[\],]', re.DOTALL)
_CLOSER = {"{": "}", "[": "]"}


def _objects(text: str) -> Iterator[_Extent]:
    at = 0
    for _ in range(_MAX_OBJECTS):
        opening = _OPENING.search(text, at)
        if opening is None:
            return
        extent = _extent(text, opening.start())
        yield extent
        # Nothing was usable of a list that ends early: perhaps of an object within.
        at = extent.end if extent.whole or extent.cut is not None else extent.start + 1


def _extent(text: str, start: int) -> _Extent:
    """Follows brackets and strings from `start` to the matching end, or to where they stop making sense."""
    extent = _Extent(start, len(text))
    open_: list[str] = []
    for token in _TOKEN.finditer(text, start):
        mark = token[0]
        if mark in _CLOSER:
            open_.append(mark)
            if len(open_) > MAX_DEPTH:
                raise UnreadableAnswer
        elif mark == '"':  # a string without an end
            return extent
        elif mark in "}]":
            if _CLOSER[open_.pop()] != mark:
                extent.end = token.start()
                return extent
            if not open_:
                extent.end, extent.whole = token.end(), True
                return extent
            if _between_elements(open_):
                extent.cut, extent.closers = token.end(), _closers(open_)
        elif mark == "," and len(open_) == 1:
            extent.cut, extent.closers = token.start(), _closers(open_)
    return extent


def _between_elements(open_: list[str]) -> bool:
    """Is what was just closed complete by itself: a value of the root, or an element of one of its lists?"""
    return len(open_) == 1 or open_ == ["{", "["]


def _closers(open_: list[str]) -> str:
    return "".join(_CLOSER[bracket] for bracket in reversed(open_))


def _read(text: str, extent: _Extent) -> Reading | None:
    if extent.whole:
        body = text[extent.start : extent.end]
        value = _as_object(_strict(body))
        if value is not None:
            return Reading(value, _how(text, extent), partial=False)
        value = _as_object(_repaired(body))
        return None if value is None else Reading(value, "repaired", partial=False)
    if extent.cut is None:
        return None
    body = text[extent.start : extent.cut] + extent.closers
    value = _as_object(_strict(body))
    if value is None and (value := _as_object(_repaired(body))) is not None:
        _drop_last_elements(value)  # where the text is not JSON, the cut may stand within an element
    return None if value is None else Reading(value, "truncated", partial=True)


def _how(text: str, extent: _Extent) -> How:
    if extent.start == 0 and extent.end == len(text):
        return "direct"
    return "fenced" if re.search(r"```\w*\s*$", text[: extent.start]) else "braces"


def _strict(text: str) -> Any:
    """None for what is not JSON."""
    try:
        return json.loads(text, parse_int=_number, parse_float=_number, parse_constant=lambda _: None, strict=False)
    except (ValueError, RecursionError):
        return None


def _number(digits: str) -> float | int | None:
    if digits.lstrip("-").isdigit() and len(digits) <= 16:
        return int(digits)
    value = float(digits)
    return value if isfinite(value) else None


def _repaired(text: str) -> Any:
    """What json-repair makes of an object that is whole, but not JSON: trailing or missing commas, single quotes, comments."""
    import json_repair

    try:
        return _finite(json_repair.loads(text, skip_json_loads=True))
    except (ValueError, RecursionError):
        return None


def _finite(value: Any) -> Any:
    match value:
        case dict():
            return {str(key): _finite(inner) for key, inner in value.items()}
        case list():
            return [_finite(inner) for inner in value]
        case float() if not isfinite(value):
            return None
        case int() if abs(value) >= 10**16:
            return None
        case _:
            return value


def _as_object(value: Any) -> dict[str, Any] | None:
    match value:
        case dict() if value:
            return value
        case [dict() as only] if any(isinstance(inner, list) for inner in only.values()):
            return only
        case list() if any(isinstance(element, dict) for element in value):
            return {"items": value}
        case _:
            return None


def _drop_last_elements(value: dict[str, Any]) -> None:
    for inner in value.values():
        if isinstance(inner, list) and inner:
            inner.pop()
