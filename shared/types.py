"""Types of inputs that every area uses."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError


def _iso_date(value: Any) -> Any:
    if isinstance(value, str):
        try:
            if len(value) == len("YYYY-MM-DD"):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise PydanticCustomError("invalid_date_format", "not a date of the form YYYY-MM-DD")
    return value


LocalDate = Annotated[date, BeforeValidator(_iso_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A calendar date as YYYY-MM-DD. Anything else is its own problem, 400 INVALID_DATE_FORMAT."""
