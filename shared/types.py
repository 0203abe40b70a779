"""Types of inputs and answers that every area uses."""

import re
from contextlib import suppress
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso_date(value: Any) -> date:
    """Python reads weeks (2026-W01-1) as dates too, and pydantic reads numbers as seconds."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("date_type", "Input should be a valid date")
    with suppress(ValueError):
        if _DATE.fullmatch(value):
            return date.fromisoformat(value)
    raise PydanticCustomError("invalid_date_format", "not a date of the form YYYY-MM-DD")


LocalDate = Annotated[date, BeforeValidator(_iso_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A calendar date as YYYY-MM-DD. Any other text is its own problem, 400 INVALID_DATE_FORMAT."""


def _number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_number)
"""Has an int of a JSON body be what JSON calls an integer: 5 and 5.0, and neither true nor "5"."""


def _shown(value: float) -> float:
    return round(value, 1)


Shown = Annotated[float, PlainSerializer(_shown, return_type=float)]
"""A figure in an answer: one decimal, here at the edge only, since sums of rounded figures drift."""


class View(BaseModel):
    """What the app gets."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class FiguresView(View):
    """kcal and grams. `carbs_g` includes the fibre; null is not known."""

    calories: Shown | None
    protein_g: Shown | None
    carbs_g: Shown | None
    fat_g: Shown | None
    fiber_g: Shown | None
    sugar_g: Shown | None
