"""A food of a table: its figures for 100 g, what its portions weigh, and where both come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.nutrition.models import AllowedUnit, Name, Per100g, Source, State


class Kind(StrEnum):
    """What sort of food it is. Asked for "milk", a person means the first before the others."""

    WHOLE = "whole"  # one generic food: milk, rice, chicken breast
    DISH = "dish"  # made of several: lasagna, milkshake
    BRANDED = "branded"  # a product of a maker
    CUSTOM = "custom"  # a person's own


class Food(BaseModel):
    """`food_id` names the food everywhere: `usda-171477`, `gtin-00012345678905`, `custom-<uuid>`. It can be a document's id."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="ignore", allow_inf_nan=False)

    food_id: Annotated[str, StringConstraints(pattern=r"^[a-z]+-[A-Za-z0-9-]{1,64}$")]
    name: Name  # English, as a person says it
    brand: Annotated[str, StringConstraints(max_length=200)] | None = None
    category: Annotated[str, StringConstraints(max_length=100)] | None = None
    kind: Kind = Kind.WHOLE
    state: State = State.UNKNOWN
    per_100g: Per100g
    portions: tuple[AllowedUnit, ...] = ()
    density: Annotated[float, Field(gt=0, le=25)] | None = None  # g/ml
    fdc_id: int | None = None  # USDA FoodData Central
    barcode: Annotated[str, StringConstraints(pattern=r"^\d{14}$")] | None = None  # GTIN-14
    aliases: tuple[Name, ...] = ()
    source: Source = "usda"
    attribution: Annotated[str, StringConstraints(max_length=300)] | None = None  # what the source asks to be said beside it
    image_url: Annotated[str, StringConstraints(pattern="^https://", max_length=2048)] | None = None
    is_estimate: bool = False  # its figures were computed or judged by somebody, not measured or declared
    flags: tuple[str, ...] = ()  # reason codes of figures that look odd and are kept, since the table says so


class Custom(BaseModel):
    """A food of a person's own, `users/{uid}/custom_foods/{custom_id}`. `set_aside`: figures told that contradict the others."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="ignore", allow_inf_nan=False)

    custom_id: str
    food: Food
    set_aside: dict[str, float] = Field(default_factory=dict)
    version: Annotated[int, Field(ge=1)] = 1
    schema_version: int = 1
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Match:
    """A food that was found for a name. `score` is 0..1: how surely the name means it."""

    food: Food
    score: float


@dataclass(frozen=True)
class Found:
    """What a search found, best first. `degraded` names the sources that did not answer, so that more may exist."""

    matches: tuple[Match, ...]
    degraded: tuple[str, ...] = ()
