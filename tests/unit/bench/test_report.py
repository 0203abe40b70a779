"""What the tables say."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from bench.report import Goal, Line, Table, alone, compare, show
from bench.serving import seconds


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [
        (Goal(1.25), 1.25, True),
        (Goal(1.25), 1.26, False),
        (Goal(540, "a minute", at_least=True), 540, True),
        (Goal(540, "a minute", at_least=True), 539, False),
    ],
)
def test_a_goal_includes_its_limit(goal: Goal, value: float, met: bool) -> None:
    assert goal.met(value) is met


def test_a_comparison_holds_the_ratio_against_the_goal() -> None:
    line = compare("get_meal", [3.0, 2.0, 4.0], [2.0, 2.0, 2.0], statistic="median", text="{:.1f}", goal=Goal(1.3))
    assert line.cells == ("3.0 (2.0–4.0)", "2.0 (2.0–2.0)", "3", "1.50 x")
    assert (line.value, line.met) == (1.5, False)


def test_without_a_goal_nothing_is_met_or_missed() -> None:
    assert alone("READY", [5.0], statistic="p95", text="{:.0f}").met is None


def test_the_table_shows_what_the_document_holds() -> None:
    table = Table("Cold start", ("measured",), [Line("starts", ("7",), {"value": 7}, 7, Goal(5, "s"))], ["a note"])
    assert json.loads(json.dumps(table.document())) == {
        "title": "Cold start",
        "notes": ["a note"],
        "lines": [{"name": "starts", "value": 7, "goal": "≤ 5 s", "met": False}],
    }
    out = io.StringIO()
    show(table, Console(file=out, width=100))
    assert all(text in out.getvalue() for text in ("Cold start", "starts", "7", "≤ 5 s", "NO", "a note"))


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("00:00:07", 7), ("1:02.50", 62.5), ("01:00:00", 3600), ("2-03:04:05", 2 * 86400 + 3 * 3600 + 4 * 60 + 5)],
)
def test_processor_time_as_ps_writes_it(clock: str, expected: float) -> None:
    assert seconds(clock) == expected
