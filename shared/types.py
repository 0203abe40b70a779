"""Types of inputs and answers that every area uses."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema
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


def _number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return value


WHOLE = BeforeValidator(_number)
"""Has an int of a JSON body be what JSON calls an integer: 5 and 5.0, and neither true nor "5"."""


def _shown(value: float) -> float:
    return round(value, 1)


Shown = Annotated[float, PlainSerializer(_shown, return_type=float)]
"""A figure in an answer: one decimal, here at the edge only, since sums of rounded figures drift."""


class View(BaseModel):
    """What the app gets."""

    model_config = ConfigDict(frozen=True, defer_build=True)
