"""What the app gets for a text. Energy in kcal, mass in g; null means not known."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from shared.ai.models import JobStatus
from shared.foods.views import Per100gView
from shared.meals.views import energy_range
from shared.nutrition.models import AllowedUnit, Evidence, State
from shared.texts import rules
from shared.texts.models import ItemStatus, TextItem, TextParse
from shared.types import Shown, View


def _thousandths(value: float) -> float:
    return round(value, 3)


_THOUSANDTHS = PlainSerializer(_thousandths, return_type=float)


class TextItemView(View):
    """One food of a text. It can be sent back as it is among `current_items`, and its food and amount to POST /v1/meals/manual."""

    id: str
    status: ItemStatus = Field(
        description="resolved; needs_amount: choose one of `options`; pending: a model looks at it; unmatched: nothing is known"
    )
    text: str | None = Field(description="The person's words for it.")
    name: str
    food_id: str | None = Field(description="The food of a table; null for a model's estimate.")
    fdc_id: int | None
    category: str | None
    state: State
    quantity: Annotated[float, _THOUSANDTHS] | None
    unit: str | None
    grams: Shown | None
    calories: Shown | None
    protein_g: Shown | None
    carbs_g: Shown | None
    fat_g: Shown | None
    fiber_g: Shown | None
    sugar_g: Shown | None
    evidence: Evidence | None = Field(description="What the amount rests on.")
    error_share: float | None = Field(description="± of the energy, as a share of it.")
    confidence: float | None
    source: str | None = Field(description="Where the figures come from; `model_estimate` is a guess.")
    per_100g: Per100gView | None = Field(description="The figures of 100 g, where no table has the food.")
    options: list[AllowedUnit] = Field(description="Units that settle the amount, and what one of each weighs.")


class TextParseView(View):
    """The foods of a text; nothing of it is logged. Post the items to POST /v1/meals/manual once their amounts are known."""

    parse_id: str | None = Field(description="Where a model still looks: GET /v1/meals/parse-text/{parse_id}, or listen to it.")
    status: Literal["ready", "pending", "failed"]
    items: list[TextItemView]
    total_calories: Shown | None
    total_protein: Shown | None
    total_carbs: Shown | None
    total_fat: Shown | None
    total_calories_low: Shown | None = Field(description="Where the energy lies most likely: from …")
    total_calories_high: Shown | None = Field(description="… to.")
    completeness: dict[str, float] = Field(description="For each nutrient, the share (0..1) of the items whose figure is known.")
    emoji: str | None
    unmatched_terms: list[str] = Field(description="Words of which nothing is known.")
    error_code: str | None = Field(description="Why a model did not look at the words that no table knows.")
    error_message: str | None


def text_view(items: list[TextItem], *, error_code: str | None = None, error_message: str | None = None) -> TextParseView:
    """Of a text that needs no model, or is refused one."""
    return _view(None, "ready", items, error_code, error_message)


def parse_view(parse: TextParse) -> TextParseView:
    status: Literal["ready", "pending", "failed"] = "pending"
    items = list(parse.items)
    if parse.status is not JobStatus.PENDING:
        status = "ready" if parse.status is JobStatus.READY else "failed"
        items = [rules.given_up(item) for item in items]
    return _view(parse.job_id, status, items, parse.error_code, parse.error_message)


def _view(
    parse_id: str | None,
    status: Literal["ready", "pending", "failed"],
    items: list[TextItem],
    error_code: str | None,
    error_message: str | None,
) -> TextParseView:
    sums = rules.totals(items)
    low, high = energy_range(sums)
    return TextParseView(
        parse_id=parse_id,
        status=status,
        items=[_item(item) for item in items],
        total_calories=sums.calories,
        total_protein=sums.protein_g,
        total_carbs=sums.carbs_g,
        total_fat=sums.fat_g,
        total_calories_low=low,
        total_calories_high=high,
        completeness=sums.completeness,
        emoji=rules.emoji(items),
        unmatched_terms=[item.text or item.name for item in items if item.status is ItemStatus.UNMATCHED],
        error_code=error_code,
        error_message=error_message,
    )


def _item(item: TextItem) -> TextItemView:
    fields = item.model_dump(exclude={"per_100g", "options"})
    return TextItemView(
        **fields, per_100g=Per100gView(**item.per_100g.model_dump()) if item.per_100g else None, options=list(item.options)
    )
