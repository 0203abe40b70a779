"""Refining a list of foods by talking: "make it 2 eggs", "no butter", "add a banana", "rice instead of pasta".

    refined(items, "no butter, add a banana", …)   →  the new list; None where the words leave open what is meant

English orders are understood here, at once and free; whatever else is said goes to the model as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.foods.foreign import Table
from shared.foods.language import amounts, sentences, words
from shared.foods.language.amounts import Said
from shared.foods.models import Food, Match
from shared.foods.rules import AmountUnknown
from shared.nutrition.numbers import plain_fractions
from shared.texts import rules
from shared.texts.models import MAX_ITEMS, ItemStatus, TextItem
from shared.texts.rules import Shares

_VERB = r"make|change|set|remove|delete|drop|no|without|add|also|plus|swap|replace|substitute|actually|it was|minus|skip|take"
_BETWEEN_ORDERS = re.compile(rf"\s*(?:[;.]\s+|,\s*(?:and\s+)?(?=(?:{_VERB})\b)|\band\s+(?=(?:{_VERB})\b))")
_REMOVE = re.compile(
    r"(?:no|without|remove|delete|drop|skip|minus|leave out|hold|take (?:out|off|away)|i (?:didn't|did not) (?:have|eat|drink))"
    r"\s+(?:the\s+|any\s+|my\s+)?(?P<what>.+)"
)
_REPLACE = re.compile(r"(?:replace|swap|substitute|change)\s+(?:the\s+|my\s+)?(?P<what>.+?)\s+(?:with|for|by|to|into)\s+(?P<by>.+)")
_INSTEAD = re.compile(r"(?:make (?:it|that)\s+|it was\s+|use\s+)?(?P<by>.+?)\s+instead of\s+(?:the\s+|my\s+)?(?P<what>.+)")
_ADD = re.compile(r"(?:please\s+)?(?:add|also add|also|plus|and|include|i also (?:had|ate|drank))\s+(?P<what>.+)")
_SET = re.compile(
    r"(?:(?:no,?\s+)?(?:make (?:it|that|them)|actually|it was|they were|i meant?|change (?:it|that|them) to|set (?:it|that) to)"
    r"(?:\s+actually|\s+only|\s+just)?,?\s+)(?P<what>.+)"
)
_SET_OF = re.compile(r"(?:make|set)\s+(?:the\s+|my\s+)(?P<what>.+?)\s+(?P<by>(?:to\s+)?(?:\d|half|one|two|three|four|five|an? ).*)")
_SAID_BEFORE = re.compile(r"^(?:please|ok(?:ay)?|sorry|oh|wait|hmm|and|then)[\s,]+")


class _Unclear(Exception):
    """The words can mean more than one thing, or a thing that is not known here."""


def refined(items: Sequence[TextItem], text: str, tables: Table, shares: Shares) -> list[TextItem] | None:
    """The list after every order in `text`; None where one of them is not clear."""
    try:
        result = list(items)
        for order in _BETWEEN_ORDERS.split(plain_fractions(text).casefold().strip(" .!,;")):
            result = _Orders(result, tables, shares).apply(_SAID_BEFORE.sub("", order.strip()))
    except _Unclear:
        return None
    return result if len(result) <= MAX_ITEMS else None


class _Orders:
    def __init__(self, items: list[TextItem], tables: Table, shares: Shares) -> None:
        self._items, self._tables, self._shares = items, tables, shares

    def apply(self, order: str) -> list[TextItem]:
        if found := _REMOVE.fullmatch(order):
            return self._without(found["what"])
        if found := _INSTEAD.fullmatch(order):
            return self._replaced(found["what"], found["by"])
        if found := _SET.fullmatch(order):
            return self._set(found["what"])
        if found := _REPLACE.fullmatch(order):
            return self._replaced(found["what"], found["by"])
        if found := _SET_OF.fullmatch(order):
            return self._replaced(found["what"], found["by"].removeprefix("to "))
        if found := _ADD.fullmatch(order):
            return [*self._items, *self._understood(found["what"])]
        return self._said(order)

    def _without(self, what: str) -> list[TextItem]:
        gone = {self._meant(name).id for name in re.split(r"\s*(?:,|\band\b|\bor\b|&)\s*(?:the\s+)?", what) if name}
        return [item for item in self._items if item.id not in gone]

    def _replaced(self, what: str, by: str) -> list[TextItem]:
        """Another food in its place; or the same food in another amount, where only an amount is said."""
        meant = self._meant(what)
        said = amounts.read(by)
        if not said.name and said.number:
            return self._changed(meant, self._in_amount(meant, said))
        new = self._understood(by)
        if len(new) != 1:
            raise _Unclear
        return self._changed(meant, new[0].model_copy(update={"id": meant.id}))

    def _set(self, what: str) -> list[TextItem]:
        """ "make it 2 eggs": the eggs that are there; "make it 200 g": the only item, or the only one whose amount was asked."""
        said = amounts.read(what)
        if said.name:
            return self._said(what, only_known=True)
        asked = [item for item in self._items if item.status is ItemStatus.NEEDS_AMOUNT]
        meant = asked if len(asked) == 1 else self._items
        if len(meant) != 1 or not said.number:
            raise _Unclear
        return self._changed(meant[0], self._in_amount(meant[0], said))

    def _said(self, what: str, *, only_known: bool = False) -> list[TextItem]:
        """Foods with amounts: those on the list are changed, others are new."""
        result = self._items
        for new in self._understood(what):
            same = [item for item in result if item.food_id is not None and item.food_id == new.food_id]
            if len(same) > 1 or (only_known and not same):
                raise _Unclear
            if same:
                changed = new.model_copy(update={"id": same[0].id})
                result = [changed if item.id == same[0].id else item for item in result]
            else:
                result = [*result, new]
        return result

    def _understood(self, text: str) -> list[TextItem]:
        spoken = sentences.read(text, self._tables)
        if not spoken or any(each.match is None for each in spoken):
            raise _Unclear
        return [rules.of_spoken(each, self._shares) for each in spoken]

    def _meant(self, name: str) -> TextItem:
        """The one item that a name means."""
        asked = set(words.stems(words.without_amounts(words.spelled(name))))
        match = self._tables.best(name)
        found = [
            item
            for item in self._items
            if (match and item.food_id == match.food.food_id) or (asked and asked <= _stems(f"{item.name} {item.text or ''}"))
        ]
        if len(found) != 1:
            raise _Unclear
        return found[0]

    def _in_amount(self, item: TextItem, said: Said) -> TextItem:
        food = self._tables.get(item.food_id) if item.food_id else None
        try:
            if food is not None:
                amount = amounts.settle(food, said)
                match = Match(food, item.confidence if item.confidence is not None else 1.0)
                return rules.with_amount(match, amount, said, self._shares, item_id=item.id)
            if item.food_id is None and item.per_100g is not None:
                amount = amounts.settle(Food(food_id="custom-0", name=item.name, per_100g=item.per_100g), said)
                return rules.weighing(item, amount, self._shares)
        except AmountUnknown:
            pass
        raise _Unclear

    def _changed(self, old: TextItem, new: TextItem) -> list[TextItem]:
        return [new if item.id == old.id else item for item in self._items]


def _stems(text: str) -> set[str]:
    return set(words.stems(words.spelled(text)))
