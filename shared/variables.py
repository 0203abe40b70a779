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

    def __repr__(self) -> str:
        return "Secret(**********)" if self._value else "Secret()"


class Variable:
    """One environment variable. `read` makes its value of its text, and raises ValueError with what the text has to be."""

    def __init__(self, read: Callable[[str], Any], default: Any, description: str) -> None:
        self.read, self.default, self.description = read, default, description

    @property
    def is_secret(self) -> bool:
        return self.read is Secret


def variables(owner: type) -> dict[str, Variable]:
    """The variables that a class lists, by their names."""
    return {name: value for name, value in vars(owner).items() if isinstance(value, Variable)}


def values(owner: type, environment: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The values of the variables that `owner` lists, and a line for each wrong one that never quotes it. Empty is not set."""
    found: dict[str, Any] = {}
    wrong: list[str] = []
    for name, variable in variables(owner).items():
        text = environment.get(name)
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


def secret(description: str) -> Any:
    return Variable(Secret, Secret(""), f"Secret. {description}")


def number(default: float, description: str, *, least: float = -math.inf, most: float = math.inf, above: float = -math.inf) -> Any:
    def read(given: str) -> float:
        try:
            value = float(given)
        except ValueError:
            raise ValueError("has to be a number") from None
        return _within(value, least, most, above)

    return Variable(read, default, description)


def whole(default: int, description: str, *, least: int) -> Any:
    def read(given: str) -> int:
        try:
            value = int(given)
        except ValueError:
            raise ValueError("has to be a whole number") from None
        return int(_within(value, least))

    return Variable(read, default, description)


def flag(default: bool, description: str) -> Any:
    def read(given: str) -> bool:
        if given.casefold() not in _FLAGS:
            raise ValueError("has to be true or false")
        return _FLAGS[given.casefold()]

    return Variable(read, default, description)


def words(description: str) -> Any:
    """Of a comma-separated list."""
    return Variable(lambda given: tuple(part.strip() for part in given.split(",") if part.strip()), (), description)


_FLAGS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def _within(value: float, least: float, most: float = math.inf, above: float = -math.inf) -> float:
    if not math.isfinite(value) or not least <= value <= most or (value <= above and above != -math.inf):
        limits = [(above, "more than {:g}"), (least, "at least {:g}"), (most, "at most {:g}")]
        said = " and ".join(phrase.format(limit) for limit, phrase in limits if math.isfinite(limit))
        raise ValueError(f"has to be {said or 'finite'}")
    return value
