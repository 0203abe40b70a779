"""What a meal is made of: nutrients, food items, a draft of a meal, totals.

Energy is in kcal, mass in g. None means unknown, which is not zero. Values are kept as they were computed; `rules.rounded` rounds
at the edge. What is true of 100 g (`Per100g`) and what is true of an amount (`Nutrients`) are two types, so that neither passes for
the other.
"""

from enum import StrEnum
from math import isfinite
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MAX_ITEMS = 50
MAX_QUANTITY = 10_000.0
MAX_GRAMS = 10_000.0
MAX_ITEM_KCAL = 10_000.0
MAX_ITEM_MACRO_G = 5_000.0
MAX_NAME = 200
MAX_UNIT = 50

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME)]
Unit = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_UNIT)]
Confidence = Annotated[float, Field(ge=0, le=1)]
Grams = Annotated[float, Field(gt=0, le=MAX_GRAMS)]
Energy = Annotated[float, Field(ge=0, le=MAX_ITEM_KCAL)]
Macro = Annotated[float, Field(ge=0, le=MAX_ITEM_MACRO_G)]

Source = Literal["model_estimate", "usda", "local", "provider", "custom"]
Share = Annotated[float, Field(ge=0, le=1)]
ALCOHOL = "alcohol"  # the category of drinks whose energy is not in their macros alone
Origin = Literal["ai", "local", "usda", "provider", "custom"]

# The schemas are built at first use: an HTTP function that imports this module and makes no item pays nothing.
_FROZEN = ConfigDict(frozen=True, defer_build=True, allow_inf_nan=False)


class State(StrEnum):
    """How a food was prepared; it decides which row of a food table is meant."""

    RAW = "raw"
    COOKED = "cooked"
    BOILED = "boiled"
    BAKED = "baked"
    FRIED = "fried"
    DRY = "dry"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """What an item's amount rests on; it decides how far off its energy may be."""

    PHOTO = "photo"  # judged by a model from a picture
    TYPED = "typed"  # the person named an amount
    WEIGHED = "weighed"  # the person named it in grams, kilograms, ounces …
    BARCODE = "barcode"  # a packaged product
    LABEL = "label"  # figures read from a package


class Figures(BaseModel):
    """Energy and macros of some reference. `carbs_g` is by difference: it includes `fiber_g`. Use one of the two subclasses."""

    model_config = _FROZEN

    calories: Energy | None = None
    protein_g: Macro | None = None
    carbs_g: Macro | None = None
    fat_g: Macro | None = None
    fiber_g: Macro | None = None
    sugar_g: Macro | None = None


NUTRIENTS = tuple(Figures.model_fields)


class Nutrients(Figures):
    """Figures of an amount of food as a whole (which amount, the holder says)."""

    def per_100g(self, grams: float) -> "Per100g":
        """The figures of 100 g, if these are those of `grams` (> 0). Not validated: what cannot be true is for the rules to say."""
        return Per100g.model_construct(None, **_times(self, 100 / grams))


class Per100g(Figures):
    """Figures of 100 g of food."""

    def of(self, grams: float) -> "Nutrients":
        """The figures of `grams` (> 0). Raises ValueError where they exceed an item's caps."""
        if not (isfinite(grams) and grams > 0):
            raise ValueError("an amount of food is a positive number of grams")
        return Nutrients(**_times(self, grams / 100))


def _times(figures: Figures, factor: float) -> dict[str, float | None]:
    return {name: None if (value := getattr(figures, name)) is None else value * factor for name in NUTRIENTS}


class Provenance(BaseModel):
    """Where an item's figures come from. `flags` are reason codes of rules.py and of the prompts' readers."""

    model_config = _FROZEN

    source: Source = "model_estimate"
    source_id: str | None = None
    match_score: float | None = None
    model: str | None = None
    prompt_version: str | None = None
    flags: tuple[str, ...] = ()
    set_aside: dict[str, float] = Field(default_factory=dict)  # figures that contradict the others, as they were told; not counted
    attribution: str | None = None  # what the source asks to be said beside its figures


class AllowedUnit(BaseModel):
    """A portion that a food itself defines: one `unit` of it weighs `grams`."""

    model_config = _FROZEN

    unit: Unit
    grams: Grams


class Detected(BaseModel):
    """What a model saw, before a table, a weight or a person said better. `grams` is None where it gave no weight."""

    model_config = _FROZEN

    name: Name
    state: State = State.UNKNOWN
    grams: Grams | None = None


class FoodItem(Nutrients):
    """One food on the plate; the figures are those of the whole item, not of 100 g.

    `grams` is the edible weight. An item that is unmatched (its unit is not understood and no weight is known) is shown by name and
    carries no figures.
    """

    id: str = Field(default_factory=lambda: str(uuid4()))
    name: Name
    localized_name: Name | None = None
    category: Annotated[str, StringConstraints(max_length=50)] | None = None
    state: State = State.UNKNOWN
    quantity: float = Field(gt=0, le=MAX_QUANTITY)
    unit: Unit
    grams: Grams | None = None
    evidence: Evidence = Evidence.PHOTO
    error_share: Share = 0.35  # ± of the item's energy, as a share of it
    confidence: Confidence = 1.0
    origin: Origin = "ai"
    fdc_id: int | None = None
    food_reference_id: str | None = None
    is_custom: bool = False
    custom_per100g: Per100g | None = None
    allowed_units: tuple[AllowedUnit, ...] = ()
    density: Annotated[float, Field(gt=0, le=25)] | None = None  # g/ml, where the food's table knows it
    order: Annotated[int, Field(ge=0)] = 0
    provenance: Provenance = Field(default_factory=Provenance)
    detected: Detected | None = None
    is_unmatched: bool = False

    @property
    def nutrients(self) -> "Nutrients":
        return Nutrients.model_construct(**{name: getattr(self, name) for name in NUTRIENTS})


class Issue(BaseModel):
    """Something in a model's answer that was dropped or corrected; `item` is its position there, None for the whole answer."""

    model_config = _FROZEN

    code: str
    item: int | None = None


class MealDraft(BaseModel):
    """A meal as a model proposes it, checked item by item. `partial`: the answer was cut off, so foods may be missing."""

    model_config = _FROZEN

    dish_name: Name | None = None
    emoji: Annotated[str, StringConstraints(max_length=16)] | None = None
    items: Annotated[tuple[FoodItem, ...], Field(max_length=MAX_ITEMS)] = ()
    confidence: Confidence = 0.5
    notes: Annotated[str, StringConstraints(max_length=500)] | None = None
    issues: tuple[Issue, ...] = ()
    partial: bool = False


class FoodLabel(BaseModel):
    """What a package says of itself. Figures are per serving, as printed."""

    model_config = _FROZEN

    product_name: Name | None = None
    brand: Name | None = None
    serving_text: Annotated[str, StringConstraints(max_length=100)] | None = None
    serving_grams: Grams | None = None
    servings_per_package: Annotated[float, Field(gt=0, le=1000)] | None = None
    calories_per_serving: Energy | None = None
    confidence: Confidence = 0.5
    notes: Annotated[str, StringConstraints(max_length=500)] | None = None


class LabelDraft(MealDraft):
    """A meal of one product, as its label tells it."""

    label: FoodLabel


class Totals(BaseModel):
    """Sums over a meal's items.

    `completeness` says for each nutrient which share (0..1) of the counted items knows it; a sum is over those. `confidence` is the
    items' mean. `unmatched` items are not counted. `calories_error` is ± kcal: the root of the items' squared errors added up.
    """

    model_config = _FROZEN

    calories: float | None
    calories_error: float | None = None
    protein_g: float | None
    carbs_g: float | None
    fat_g: float | None
    fiber_g: float | None
    sugar_g: float | None
    completeness: dict[str, float]
    total_weight_g: float | None
    confidence: float | None
    unmatched: int = 0
