"""What a model makes of the words that no table knows: its foods, held to the tables and to what was said."""

from __future__ import annotations

from typing import Any

from shared.ai import asking
from shared.ai.asking import Calls
from shared.ai.failures import AnalysisFailed
from shared.foods.language import sentences
from shared.foods.language.amounts import Said
from shared.foods.language.sentences import Finder
from shared.foods.tables.table import table
from shared.nutrition.numbers import Number, names_one
from shared.prompts import meal_text
from shared.prompts.answers import UnreadableAnswer
from shared.prompts.meal_text import TextFood
from shared.texts import rules
from shared.texts.models import MAX_ITEMS, ItemStatus, TextItem, TextParse
from shared.texts.service import error_shares


def understand(parse: TextParse, calls: Calls) -> dict[str, Any]:
    """The items of the text with the model's help. Raises AnalysisFailed, or a vendor's error to be tried again."""
    pending = [item for item in parse.items if item.status is ItemStatus.PENDING]
    if parse.wish:
        prompt = meal_text.build((), language=parse.language, wish=parse.text, current=[rules.told(item) for item in parse.items])
    else:
        prompt = meal_text.build([item.text or item.name for item in pending], language=parse.language)
    answer = asking.ask(prompt, calls)
    try:
        foods = meal_text.interpret(asking.read(answer).value)
    except UnreadableAnswer:
        raise AnalysisFailed(asking.unreadable(answer)) from None
    items = _as_wished(parse, foods) if parse.wish else _with_foods(parse, pending, foods)
    return {"items": tuple(items[:MAX_ITEMS])}


def _with_foods(parse: TextParse, pending: list[TextItem], foods: list[TextFood]) -> list[TextItem]:
    """The items in their order, each that was pending replaced by the foods of its words."""
    result: list[TextItem] = []
    for item in parse.items:
        if item.status is not ItemStatus.PENDING:
            result.append(item)
            continue
        number = pending.index(item) + 1
        own = [food for food in foods if food.phrase == number]
        result += [
            _grounded(food, item.text or item.name, parse.language, item.id if place == 0 else None)
            for place, food in enumerate(own)
        ] or [rules.given_up(item)]
    return result


def _as_wished(parse: TextParse, foods: list[TextFood]) -> list[TextItem]:
    """The list as the model understood the wish; what it left alone stays as it was."""
    before = dict(enumerate(parse.items, start=1))
    result: list[TextItem] = []
    for food in foods:
        was = before.pop(food.phrase, None)
        result.append(was if was and _is_same(was, food) else _grounded(food, parse.text, parse.language, was.id if was else None))
    return result


def _is_same(item: TextItem, food: TextFood) -> bool:
    return food.name.casefold() == item.name.casefold() and food.quantity == item.quantity and food.unit == item.unit


def _grounded(food: TextFood, text: str, language: str, item_id: str | None) -> TextItem:
    """With the figures of a table that knows the model's name for it, else with the model's own; no amount that was not said."""
    named = food.quantity is not None and names_one(text, language)
    number = Number.exactly(food.quantity) if named and food.quantity is not None else None
    said = Said(text, food.name.casefold(), number, food.unit or "" if named else "", state=food.state)
    spoken = sentences.weighed(said, _tables())
    if spoken.match is not None:
        return rules.of_spoken(spoken, error_shares(), item_id=item_id)
    if not named:
        food = rules.without_amount(food)
    return rules.of_model(food, text, error_shares(), item_id=item_id)


def _tables() -> Finder:
    return table()
