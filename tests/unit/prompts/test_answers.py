"""shared/prompts/answers.py: from whatever a model wrote to an object, or a clean error."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.prompts import answers, meal_photo
from tests.unit.prompts import make_cases
from tests.unit.prompts.cases import CASES, Case

FIGURES = {food["name"]: food for food in make_cases.FOODS}


def read(text: str) -> Any:
    reading = answers.read_object(text)
    return meal_photo.interpret(reading.value, partial=reading.partial)


def figures(draft: Any) -> list[dict[str, Any]]:
    return [item.model_dump(exclude={"id"}) for item in draft.items]


def test_the_fixture_is_what_its_generator_makes() -> None:
    assert make_cases.TARGET.read_text(encoding="utf-8") == make_cases.rendered()
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answer(case: Case) -> None:
    if case.error_code:
        with pytest.raises(answers.UnusableAnswer) as refusal:
            read(case.text)
        assert refusal.value.error_code == case.error_code
        return
    draft = read(case.text)
    assert (tuple(item.name for item in draft.items), draft.partial) == (case.items, case.partial)
    for item in draft.items:
        expected = FIGURES[item.name]
        assert (item.grams, item.calories, item.unit) == (expected["grams"], expected["calories"], "g")
        assert item.protein_g == pytest.approx(expected["macros"]["protein_g"], abs=0.5)
        assert item.fiber_g is None


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("compact", "direct"),
        ("indented", "direct"),
        ("fenced", "fenced"),
        ("fence-never-closed", "fenced"),
        ("prose-before", "braces"),
        ("trailing-comma-in-list", "repaired"),
        ("single-quotes", "repaired"),
        ("cut-in-a-number", "truncated"),
        ("list-closed-within-a-food", "truncated"),
    ],
)
def test_says_how_it_was_read(name: str, how: str) -> None:
    assert answers.read_object(next(case.text for case in CASES if case.name == name)).how == how


@pytest.mark.parametrize(
    "text", [make_cases.COMPACT, make_cases.PRETTY, make_cases.fenced(make_cases.PRETTY)], ids=["compact", "pretty", "fenced"]
)
def test_every_prefix_is_a_prefix_of_the_meal(text: str) -> None:
    whole = figures(read(make_cases.COMPACT))
    seen = set()
    for cut in range(len(text)):
        try:
            got = read(text[:cut])
        except answers.UnusableAnswer:
            seen.add(0)
            continue
        assert figures(got) == whole[: len(got.items)]
        assert got.partial or len(got.items) == len(whole)
        seen.add(len(got.items))
    assert seen == {0, 1, 2, 3}


names = st.text(min_size=1, max_size=12).filter(lambda text: any(character.isalnum() for character in text))
foods = st.fixed_dictionaries(
    {
        "name": names,
        "quantity": st.integers(1, 500),
        "unit": st.just("g"),
        "calories": st.integers(0, 400) | st.floats(0, 400, allow_nan=False),
        "macros": st.fixed_dictionaries({name: st.integers(0, 99) for name in ("protein_g", "carbs_g", "fat_g")}),
        "note": st.text(alphabet='"{}[],:\\`abc\n', max_size=12),
    }
)


@settings(deadline=None)  # the first malformed text imports the repairer
@given(
    st.lists(foods, min_size=1, max_size=4),
    st.sampled_from([None, 0, 2]),
    st.booleans(),
    st.sampled_from(["{}", "```json\n{}\n```", "Here you are: {}"]),
    st.floats(0, 1),
)
def test_any_prefix_of_any_meal(
    listed: list[dict[str, Any]], indent: int | None, ascii_only: bool, frame: str, share: float
) -> None:
    answer = {"is_food": True, "dish_name": 'a "b" {c', "foods": listed, "confidence": 0.5}
    text = frame.replace("{}", json.dumps(answer, indent=indent, ensure_ascii=ascii_only))
    try:
        whole = figures(read(text))
    except answers.UnreadableAnswer:
        assert not any(name.isprintable() for name in (food["name"] for food in listed))
        return
    try:
        part = read(text[: int(len(text) * share)])
    except answers.UnusableAnswer:
        return
    assert figures(part) == whole[: len(part.items)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)  # the first malformed text imports the repairer
@given(st.text(max_size=200) | st.text(alphabet='{}[]",:\\0123456789.eE-`\n ftn', max_size=80) | json_values.map(json.dumps))
def test_any_text_is_an_object_or_a_clean_error(text: str) -> None:
    try:
        reading = answers.read_object(text)
    except answers.UnusableAnswer as error:
        assert error.error_code in {"UNREADABLE_ANSWER", "EMPTY_ANSWER"}  # noqa: PT017 - both outcomes are right
        return
    assert isinstance(reading.value, dict)
    json.dumps(reading.value, allow_nan=False)


@pytest.mark.parametrize(
    "text",
    [
        "{" * 100_000,
        '{"a":[' * 40_000,
        '{"a":"' + "\\" * 200_000,
        '{"' * 100_000,
        "{}" * 120_000,
        "[{},[" * 50_000,
        "{'a': [" + "1," * 100_000,
        "```json\n" * 30_000,
        '{"foods": [' + '{"name": "x" "calories": 1},' * 9_000 + "]}",
        '{"foods": [' + "{'name': 'x', 'calories': 1}," * 8_000,
    ],
    ids=range(10),
)
def test_hostile_answers_cost_little(text: str) -> None:
    started = time.process_time()
    with suppress(answers.UnusableAnswer):
        answers.read_object(text)
    assert time.process_time() - started < 3


def test_an_endless_answer_is_refused() -> None:
    with pytest.raises(answers.UnreadableAnswer):
        answers.read_object('{"a": 1}' + " x" * answers.MAX_CHARACTERS)


def test_details_never_quote_the_answer() -> None:
    with pytest.raises(answers.UnreadableAnswer) as refusal:
        answers.read_object("my secret diet")
    assert "secret" not in str(refusal.value)
