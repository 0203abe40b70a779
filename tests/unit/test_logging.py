"""Log lines as Cloud Logging reads them."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from shared import logging as structured


def line(record: logging.LogRecord) -> dict[str, object]:
    parsed: dict[str, object] = json.loads(structured.JsonFormatter().format(record))
    return parsed


def record(message: str = "m", **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("shared.test", logging.WARNING, __file__, 1, message, (), None)
    made.__dict__.update(extra)
    return made


@pytest.mark.parametrize(
    ("header", "value", "span"),
    [
        ("traceparent", f"00-{'ab' * 16}-{'cd' * 8}-01", "cd" * 8),
        ("X-Cloud-Trace-Context", f"{'ab' * 16}/26;o=1", "000000000000001a"),
        ("X-Cloud-Trace-Context", "ab" * 16, None),
    ],
)
def test_lines_are_correlated_with_the_trace(header: str, value: str, span: str | None) -> None:
    structured.start({header: value}, function="get-meal", project="p1")
    written = line(record())
    assert written["logging.googleapis.com/trace"] == f"projects/p1/traces/{'ab' * 16}"
    assert written.get("logging.googleapis.com/spanId") == span
    assert (written["severity"], written["message"], written["function"]) == ("WARNING", "m", "get-meal")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        *(("traceparent", value) for value in ("", "nonsense", "00-zz-1-01", f"00-{'ab' * 16}-{'cd' * 8}-01\nx")),
        *(("X-Cloud-Trace-Context", f"{'ab' * 16}/{span}") for span in ("", "x", "9" * 5000)),
    ],
)
def test_a_bad_trace_is_no_trace(header: str, value: str) -> None:
    structured.start({header: value}, function="f", project="p1")
    assert "logging.googleapis.com/trace" not in line(record())


def test_a_request_begins_with_nothing_of_the_one_before() -> None:
    structured.start({}, function="f", project="p")
    structured.bind(user="u1")
    structured.start({}, function="g", project="p")
    assert "user" not in line(record())


def test_an_exception_gives_its_place_and_not_its_text() -> None:
    text = "a person's words"
    try:
        raise ValueError(text)
    except ValueError:
        written = line(record(exc_info=sys.exc_info()))
    assert written["exception"] == "ValueError"
    assert "test_logging.py" in str(written["stack_trace"])
    assert "words" not in json.dumps(written)
