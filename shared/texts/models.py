"""A meal in words: its foods as far as they are understood, and the document of what a model still looks at."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.ai.kinds import Kind
from shared.ai.models import Job
from shared.ids import new_id
from shared.nutrition.models import (
    MAX_QUANTITY,
    AllowedUnit,
    Confidence,
    Energy,
    Evidence,
    Grams,
    Macro,
    Name,
    Per100g,
    Share,
    State,
    Unit,
)
from shared.types import WHOLE

MAX_TEXT = 500
MAX_ITEMS = 20
MAX_CURRENT_BYTES = 12 * 1024

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_TEXT)]


class ItemStatus(StrEnum):
    RESOLVED = "resolved"  # food and amount are known
    NEEDS_AMOUNT = "needs_amount"  # the food is known, the person has to say how much; `options` are units that settle it
    PENDING = "pending"  # a model looks at it
    UNMATCHED = "unmatched"  # nothing is known of it


class TextItem(BaseModel):
    """One food of a text. It can be sent back as it is among `current_items`, and its food and amount to POST /v1/meals/manual."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True, allow_inf_nan=False)

    id: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(default_factory=new_id)
    status: ItemStatus = ItemStatus.RESOLVED
    text: Text | None = Field(None, description="The person's words for it.")
    name: Name
    food_id: str | None = Field(None, max_length=80, description="The food of a table; null for a model's estimate.")
    fdc_id: Annotated[int, WHOLE] | None = None
    category: str | None = Field(None, max_length=100)
    state: State = State.UNKNOWN
    quantity: Annotated[float, Field(gt=0, le=MAX_QUANTITY)] | None = None
    unit: Unit | None = None
    grams: Grams | None = None
    calories: Energy | None = None
    protein_g: Macro | None = None
    carbs_g: Macro | None = None
    fat_g: Macro | None = None
    fiber_g: Macro | None = None
    sugar_g: Macro | None = None
    evidence: Evidence | None = None
    error_share: Share | None = Field(None, description="± of the energy, as a share of it.")
    confidence: Confidence | None = None
    source: str | None = Field(None, max_length=20, description="Where the figures come from; `model_estimate` is a guess.")
    per_100g: Per100g | None = Field(None, description="The figures of 100 g, where no table has the food.")
    options: Annotated[tuple[AllowedUnit, ...], Field(max_length=10)] = Field((), description="Units that settle the amount.")


class TextParse(Job):
    """`users/{uid}/text_parses/{parse_id}`: a text of which a table did not know everything."""

    text: str
    language: str
    items: tuple[TextItem, ...]
    wish: bool = False  # the text is about `items`, all of which the model may change


TEXT_PARSES = Kind("text_parses", "run-text-parse", TextParse)
