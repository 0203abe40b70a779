"""Writes answers.json: what models answer when they do not answer well, and the meal or the error that has to come of it.

    python -m tests.unit.prompts.make_cases

The expectations are written down here by hand; none is computed by the code under test.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("answers.json")

RICE, CHICKEN, BROCCOLI = "Cooked rice", "Grilled chicken", "Broccoli"
ALL = [RICE, CHICKEN, BROCCOLI]


def food(name: str, grams: float, calories: float, macros: tuple[float, float, float], **other: Any) -> dict[str, Any]:
    protein, carbs, fat = macros
    return {
        "name": name,
        "localized_name": None,
        "category": "dish",
        "quantity": grams,
        "unit": "g",
        "grams": grams,
        "state": "cooked",
        "calories": calories,
        "macros": {"protein_g": protein, "carbs_g": carbs, "fat_g": fat, "fiber_g": None, "sugar_g": None},
        "confidence": 0.9,
        **other,
    }


FOODS = [
    food(RICE, 180, 234, (4.3, 50.6, 0.5)),
    food(CHICKEN, 150, 248, (46.5, 0, 5.4)),
    food(BROCCOLI, 123, 43, (2.9, 8.8, 0.5)),
]
PARTED = {"name": CHICKEN, "quantity": 150, "parts": [{"of": "a"}, {"of": "b"}], **FOODS[1]}


def meal(foods: Any = FOODS, **other: Any) -> dict[str, Any]:
    return {"is_food": True, "dish_name": "Rice bowl", "emoji": "🍚", "foods": foods, "confidence": 0.8, "notes": None, **other}


def without(value: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if key not in keys}


COMPACT = json.dumps(meal(), ensure_ascii=False)
PRETTY = json.dumps(meal(), ensure_ascii=False, indent=2)


def until(marker: str, text: str = COMPACT, *, last: bool = False) -> str:
    """`text` up to and with `marker`: its first occurrence, or its last."""
    at = text.rindex(marker) if last else text.index(marker)
    return text[: at + len(marker)]


def fenced(text: str, language: str = "json") -> str:
    return f"```{language}\n{text}\n```"


def replaced(old: str, new: str, text: str = COMPACT) -> str:
    if old not in text:
        raise ValueError(old)
    return text.replace(old, new)


def case(name: str, text: str, items: list[str], *, partial: bool = False) -> dict[str, Any]:
    return {"name": name, "text": text, "items": items, "partial": partial}


def failure(name: str, text: str, error_code: str) -> dict[str, Any]:
    return {"name": name, "text": text, "error_code": error_code}


UNREADABLE, EMPTY, NOT_FOOD = "UNREADABLE_ANSWER", "EMPTY_ANSWER", "NOT_FOOD_IMAGE"


def well_formed() -> list[dict[str, Any]]:
    odd = {"calories": "248 kcal", "grams": "150 g", "quantity": "150 g", "confidence": "90%"}
    return [
        case("compact", COMPACT, ALL),
        case("indented", PRETTY, ALL),
        case("byte-order-mark", "\ufeff" + COMPACT, ALL),
        case("surrounded-by-blanks", "\n\n  " + PRETTY + "  \n", ALL),
        case("as-a-json-string", json.dumps(COMPACT), ALL),
        case("list-around-the-object", f"[{COMPACT}]", ALL),
        case("bare-list-of-foods", json.dumps(FOODS), ALL),
        case("object-within-an-object", json.dumps({"meal": meal()}), ALL),
        case("foods-called-items", json.dumps({**without(meal(), "foods"), "items": FOODS}), ALL),
        case("one-food-without-a-list", json.dumps(meal(FOODS[0])), [RICE]),
        case("one-food-as-the-answer", json.dumps(FOODS[1]), [CHICKEN]),
        case("numbers-as-text", json.dumps(meal([FOODS[0], {**FOODS[1], **odd}])), [RICE, CHICKEN]),
        case("total-that-lies", json.dumps(meal(total_calories=99999)), ALL),
        case("unknown-keys", json.dumps(meal(vitamins={"c": 12}, thoughts=["a", {"b": []}])), ALL),
        case(
            "only-what-is-needed",
            json.dumps({"foods": [without(f, "localized_name", "confidence", "category") for f in FOODS]}),
            ALL,
        ),
        case("flat-macros", json.dumps(meal([{**without(FOODS[0], "macros"), "protein": 4, "carbs": 50, "fat": 1}])), [RICE]),
    ]


def wrapped() -> list[dict[str, Any]]:
    return [
        case("fenced", fenced(PRETTY), ALL),
        case("fenced-without-language", fenced(COMPACT, ""), ALL),
        case("fenced-upper-case", fenced(COMPACT, "JSON"), ALL),
        case("fenced-amid-prose", f"Here is the analysis:\n\n{fenced(PRETTY)}\n\nEnjoy your meal!", ALL),
        case("fence-never-closed", "```json\n" + PRETTY, ALL),
        case("fence-only-closed", PRETTY + "\n```", ALL),
        case("prose-before", "Sure! " + COMPACT, ALL),
        case("prose-after", COMPACT + " I hope this helps.", ALL),
        case("prose-with-braces", "The schema {is_food, foods} gives: " + COMPACT + " {done}", ALL),
        case("a-draft-before-the-answer", '{"is_food": true, "foods": []}\nCorrection:\n' + COMPACT, ALL),
        case("answer-twice", COMPACT + "\n" + COMPACT, ALL),
        case("html-around", f"<pre>{COMPACT}</pre>", ALL),
    ]


def malformed() -> list[dict[str, Any]]:
    return [
        case("trailing-comma-in-list", replaced("}], ", "},], "), ALL),
        case("trailing-comma-in-object", COMPACT[:-1] + ",}", ALL),
        case("missing-comma-between-foods", replaced("}, {", "} {"), ALL),
        case("missing-comma-between-members", replaced('"state": "cooked", ', '"state": "cooked" '), ALL),
        case("single-quotes", repr(meal([without(f, "localized_name") for f in FOODS])), ALL),
        case("bare-keys", replaced('"foods":', "foods:", replaced('"calories":', "calories:")), ALL),
        case("comments", replaced('"foods": [', '"foods": [ // what I see\n'), ALL),
        case("line-break-within-text", replaced("Rice bowl", "Rice\nbowl"), ALL),
        case("not-a-number", replaced('"fiber_g": null', '"fiber_g": NaN'), ALL),
        case("infinite-and-huge", replaced('"sugar_g": null', '"sugar_g": -Infinity, "extra": 1e999, "more": ' + "9" * 4500), ALL),
        case("key-given-twice", replaced('"unit": "g"', '"unit": "kg", "unit": "g"'), ALL),
        case("broken-food-among-good", json.dumps(meal([FOODS[0], "chicken", 7, None, [], FOODS[2]])), [RICE, BROCCOLI]),
        case("nameless-food-among-good", json.dumps(meal([FOODS[0], {**FOODS[1], "name": "  "}])), [RICE]),
        case("endless-name-among-good", json.dumps(meal([{**FOODS[0], "name": "rice " * 60}, FOODS[1]])), [CHICKEN]),
    ]


def truncated() -> list[dict[str, Any]]:
    return [
        case("cut-in-a-number", until('"calories": 4'), ALL[:2], partial=True),
        case("cut-in-a-key", until('"name": "Broccoli", "localiz'), ALL[:2], partial=True),
        case("cut-in-a-text", until('"name": "Broc'), ALL[:2], partial=True),
        case("cut-after-a-backslash", until('"name": "Broc') + "\\", ALL[:2], partial=True),
        case("cut-after-the-first-food", until("}, {")[:-3], [RICE], partial=True),
        case("cut-after-a-comma", until("}, {")[:-1], [RICE], partial=True),
        case("cut-in-the-macros", until('"protein_g": 46', COMPACT), [RICE], partial=True),
        case("cut-after-the-list", until("}]"), ALL, partial=True),
        case("cut-in-the-confidence", until('"confidence": 0.', last=True), ALL, partial=True),
        case("cut-before-the-last-brace", COMPACT[:-1], ALL, partial=True),
        case("cut-in-a-fence", "```json\n" + until('"name": "Broc', PRETTY), ALL[:2], partial=True),
        case("cut-and-fence-closed", fenced(until('"calories": 4')), ALL[:2], partial=True),
        case("cut-in-a-bare-list", json.dumps(FOODS)[:-30], ALL[:2], partial=True),
        case("list-closed-within-a-food", until('"calories": 4') + "]}", ALL[:2], partial=True),
        case("cut-in-a-list-within-a-food", until('{"of": "b', json.dumps(meal([FOODS[0], PARTED]))), [RICE], partial=True),
        failure("cut-in-the-first-food", until('"name": "Cooked rice", "loc'), UNREADABLE),
        failure("cut-before-the-foods", until('"dish_name": "Rice'), UNREADABLE),
    ]


def hopeless() -> list[dict[str, Any]]:
    return [
        failure("nothing", "", EMPTY),
        failure("blanks", " \n\t ", EMPTY),
        failure("food-but-none-listed", json.dumps(meal([])), EMPTY),
        failure("apology", "I'm sorry, I can't help with that.", UNREADABLE),
        failure("empty-object", "{}", UNREADABLE),
        failure("another-object", '{"error": {"code": 500, "message": "internal"}}', UNREADABLE),
        failure("number", "42", UNREADABLE),
        failure("null", "null", UNREADABLE),
        failure("open-brace", "{", UNREADABLE),
        failure("foods-as-text", json.dumps(meal("rice, chicken")), UNREADABLE),
        failure("foods-null", json.dumps(meal(None)), UNREADABLE),
        failure("no-usable-food", json.dumps(meal(["rice", {"name": ""}, None])), UNREADABLE),
        failure("abyss-of-lists", "[" * 3_000, UNREADABLE),
        failure("abyss-of-objects", '{"a":' * 1_000 + "1" + "}" * 1_000, UNREADABLE),
        failure("not-food", json.dumps(meal([], is_food=False, dish_name="")), NOT_FOOD),
        failure("not-food-fenced", fenced(json.dumps(meal([], is_food=False), indent=1)), NOT_FOOD),
        failure("not-food-as-text", json.dumps(meal([], is_food="false")), NOT_FOOD),
        failure("not-food-but-foods-listed", json.dumps(meal(is_food=False)), NOT_FOOD),
    ]


def cases() -> list[dict[str, Any]]:
    return [*well_formed(), *wrapped(), *malformed(), *truncated(), *hopeless()]


def rendered() -> str:
    return json.dumps(cases(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(rendered(), encoding="utf-8")
