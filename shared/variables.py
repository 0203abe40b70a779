"""Environment variables with a type: how the text of each is read, what it is when it is not set, and what it is for.

A class lists them as its attributes, and an instance of it has their values. Every function reads its settings before anything
else, so this is done without pydantic: a model of the settings took a tenth of a cold start.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any


class Secret:
    """A text that shows itself to nobody who does not ask for it."""

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        return self._value

    @property
    def is_given(self) -> bool:
        """Whether there is one. Deployed, a secret has to have some value: `off` stands for none."""
        return self._value.casefold() not in {"", "off"}

    def __repr__(self) -> str:
        return "Secret(**********)" if self._value else "Secret()"


class Variable:
    """One environment variable. `read` makes its value of its text, and raises ValueError with what the text has to be."""

    def __init__(self, read: Callable[[str], Any], default: Any, description: str, *, may_be_off: bool = False) -> None:
        self.read, self.default, self.description, self.may_be_off = read, default, description, may_be_off

    @property
    def is_secret(self) -> bool:
        return self.read is Secret


def variables(owner: type) -> dict[str, Variable]:
    """The variables that a class lists, by their names."""
    return {name: value for name, value in vars(owner).items() if isinstance(value, Variable)}


def values(owner: type, environment: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The values of the variables that `owner` lists, and a line for each wrong one that never quotes it.

    Empty is not set. Space around a value is no part of it: what is piped into Secret Manager mostly ends with a newline.
    """
    found: dict[str, Any] = {}
    wrong: list[str] = []
    for name, variable in variables(owner).items():
        text = environment.get(name, "").strip()
        try:
            found[name] = variable.read(text) if text else variable.default
        except ValueError as error:
            wrong.append(f"{name}: {error}")
    return found, wrong


# Each returns a Variable and says it returns what an instance will have there, as the fields of dataclasses do.


def text(default: str, description: str, *, one_of: tuple[str, ...] = (), pattern: str = "") -> Any:
    def read(given: str) -> str:
        if one_of and given not in one_of:
            raise ValueError(f"has to be one of {', '.join(one_of)}")
        if pattern and not re.fullmatch(pattern, given):
            raise ValueError(f"has to match {pattern}")
        return given

    return Variable(read, default, description)


def secret(description: str, *, off: str = "") -> Any:
    """`off` says what it is like to do without it, where that can be done."""
    without = f" Empty or `off`: {off}." if off else ""
    return Variable(Secret, Secret(""), f"Secret. {description}{without}", may_be_off=bool(off))


def number(default: float, description: str, *, least: float = -math.inf, most: float = math.inf, above: float = -math.inf) -> Any:
    def read(given: str) -> float:
        try:
            value = float(given)
        except ValueError:
            raise ValueError("has to be a number") from None
        if not math.isfinite(value):
            raise ValueError("has to be a finite number")
        return _within(value, least, most, above)

    return Variable(read, default, description)


def whole(default: int, description: str, *, least: int) -> Any:
    def read(given: str) -> int:
        try:
            value = int(given)
        except ValueError:
            raise ValueError("has to be a whole number") from None
        return int(_within(value, least, most=_LARGEST_WHOLE))

    return Variable(read, default, description)


def flag(default: bool, description: str) -> Any:
    def read(given: str) -> bool:
        if given.casefold() not in _FLAGS:
            raise ValueError("has to be true or false")
        return _FLAGS[given.casefold()]

    return Variable(read, default, description)


def words(description: str, *, pattern: str = "") -> Any:
    """Of a comma-separated list, in which `pattern` is that of one."""

    def read(given: str) -> tuple[str, ...]:
        found = tuple(part.strip() for part in given.split(",") if part.strip())
        if pattern and not all(re.fullmatch(pattern, part) for part in found):
            raise ValueError(f"each has to match {pattern}")
        return found

    return Variable(read, (), description)


_FLAGS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
_LARGEST_WHOLE = 10**9


def _within(value: float, least: float, most: float, above: float = -math.inf) -> float:
    if not (least <= value <= most and value > above):
        limits = [(above, "more than {:g}"), (least, "at least {:g}"), (most, "at most {:g}")]
        raise ValueError(f"has to be {' and '.join(phrase.format(limit) for limit, phrase in limits if math.isfinite(limit))}")
    return value
