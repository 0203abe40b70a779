"""Pub/Sub's subscription filters, which the Pub/Sub emulator accepts and does not apply.

    attributes.type = "MealReady"        attributes.type != "MealReady"        attributes:type
    hasPrefix(attributes.type, "Meal")   NOT x, -x   x AND y   x OR y   (x)

As in Pub/Sub, AND and OR are not mixed without parentheses, and `!=` holds for a message that lacks the attribute. Syntax:
cloud.google.com/pubsub/docs/subscription-message-filter
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Filter = Callable[[Mapping[str, str]], bool]

TOKEN = re.compile(r'\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<word>[A-Za-z_][\w-]*)|(?P<symbol>!=|[=().,:-]))')


def parse(text: str) -> Filter:
    """A test of a message's attributes; an empty filter takes every message. Raises ValueError for what is not a filter."""
    if not text.strip():
        return lambda _attributes: True
    parser = _Parser(text)
    parsed = parser.expression()
    if parser.peek() is not None:
        raise parser.error()
    return parsed


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[str] = []
        position, end = 0, len(text.rstrip())
        while position < end:
            match = TOKEN.match(text, position)
            if match is None:
                raise self.error()
            self._tokens.append(match[0].strip())
            position = match.end()

    def error(self) -> ValueError:
        return ValueError(f"{self._text!r} is no Pub/Sub filter")

    def peek(self) -> str | None:
        return self._tokens[0] if self._tokens else None

    def expression(self) -> Filter:
        terms = [self._term()]
        operator = self.peek()
        while operator in {"AND", "OR"} and self.peek() == operator:
            self._tokens.pop(0)
            terms.append(self._term())
        combine = any if operator == "OR" else all
        return lambda attributes: combine(term(attributes) for term in terms)

    def _term(self) -> Filter:
        if self.peek() in {"NOT", "-"}:
            self._tokens.pop(0)
            negated = self._term()
            return lambda attributes: not negated(attributes)
        if self.peek() == "(":
            self._take("(")
            inner = self.expression()
            self._take(")")
            return inner
        if self.peek() == "hasPrefix":
            return self._has_prefix()
        return self._comparison()

    def _has_prefix(self) -> Filter:
        self._take("hasPrefix", "(", "attributes", ".")
        key = self._name()
        self._take(",")
        prefix = self._string()
        self._take(")")
        return lambda attributes: attributes.get(key, "").startswith(prefix) and key in attributes

    def _comparison(self) -> Filter:
        self._take("attributes")
        if self.peek() == ":":
            self._take(":")
            present = self._name()
            return lambda attributes: present in attributes
        self._take(".")
        key = self._name()
        if self.peek() == "!=":
            self._take("!=")
            other = self._string()
            return lambda attributes: attributes.get(key) != other
        self._take("=")
        value = self._string()
        return lambda attributes: attributes.get(key) == value

    def _take(self, *expected: str) -> None:
        for token in expected:
            if self.peek() != token:
                raise self.error()
            self._tokens.pop(0)

    def _name(self) -> str:
        token = self.peek()
        if token is not None and token.startswith('"'):
            return self._string()
        if token is None or not (token[0].isalpha() or token[0] == "_"):
            raise self.error()
        return self._tokens.pop(0)

    def _string(self) -> str:
        token = self.peek()
        if token is None or not token.startswith('"'):
            raise self.error()
        return re.sub(r"\\(.)", r"\1", self._tokens.pop(0)[1:-1])
