"""Types of inputs that every area uses."""

from __future__ import annotations

import json
from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.types import LocalDate

DATES: TypeAdapter[date] = TypeAdapter(LocalDate)


def test_a_date() -> None:
    assert DATES.validate_json('"2024-02-29"') == DATES.validate_python(date(2024, 2, 29)) == date(2024, 2, 29)


def refusals(given: object) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        DATES.validate_json(json.dumps(given))
    return [error["type"] for error in refused.value.errors()]


@pytest.mark.parametrize(
    "text", ["", "2026-W01-1", "2026-001", "20260101", "2026-1-1", "2026-02-30", "0000-01-01", "٢٠٢٦-٠١-٠١", "2026-01-01\n"]
)
def test_any_other_text_is_no_date(text: str) -> None:
    assert refusals(text) == ["invalid_date_format"]


@pytest.mark.parametrize("given", [0, 1_767_225_600, 20260101.0, True, None, [], {}], ids=repr)
def test_what_is_no_text_is_no_date(given: object) -> None:
    assert refusals(given) == ["date_type"]
