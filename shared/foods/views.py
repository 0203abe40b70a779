"""What the app gets: the shapes of the API's answers about foods. Figures are for 100 g; null means not known."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from shared.foods.models import Custom, Food, Found, Kind, Match
from shared.foods.rules import known_units
from shared.nutrition.models import NUTRIENTS, Source, State
from shared.types import FiguresView, Shown, View

_PER_G = 100.0


class FoodMacrosView(View):
    """Grams in 100 g."""

    protein: Shown | None
    carbs: Shown | None
    fat: Shown | None


class Per100gView(FiguresView):
    """kcal and grams in 100 g. `carbs_g` includes the fibre."""


class PortionView(View):
    """One `unit` of the food weighs `grams`."""

    unit: str
    grams: float


class FoundFoodView(View):
    """A food that a search found."""

    food_id: str = Field(description="For meals and for GET /v1/foods/{fdc_id}/details.")
    fdc_id: int | None = Field(description="Of USDA FoodData Central, where it is theirs.")
    name: str
    brand: str | None
    category: str | None
    kind: Kind = Field(description="whole: one food; dish: of several; branded; custom: the caller's own.")
    serving_size: float = Field(description="What the figures are for: always 100 …")
    serving_unit: str = Field(description="… g.")
    calories: Shown | None
    nutrients: FoodMacrosView
    score: float = Field(description="How surely the query means it, 0..1.")
    source: Source
    attribution: str | None = Field(description="What the source asks to be said beside its figures.")
    is_estimate: bool


class FoodSearchView(View):
    results: list[FoundFoodView]
    query: str
    total: int
    degraded: list[str] = Field(
        description="Sources that did not answer in time, `food_table` for the large table of our own: there may be more to find."
    )


class CompletionView(View):
    food_id: str
    fdc_id: int | None
    name: str
    category: str | None


class AutocompleteView(View):
    results: list[CompletionView]
    query: str


class FoodView(View):
    """A food with all that is known of it."""

    food_id: str
    fdc_id: int | None
    name: str
    brand: str | None
    category: str | None
    kind: Kind
    state: State
    barcode: str | None = Field(description="GTIN-14.")
    serving_size: float = Field(description="What `calories` and `macros` are for: always 100 …")
    serving_unit: str = Field(description="… g.")
    calories: Shown | None
    macros: FoodMacrosView
    per_100g: Per100gView
    completeness: float = Field(description="The share (0..1) of the six figures that is known.")
    portions: list[PortionView] = Field(description="The food's own.")
    allowed_units: list[PortionView] = Field(description="Units in which an amount can be given.")
    density: float | None = Field(description="g/ml.")
    source: Source
    attribution: str | None = Field(description="What the source asks to be said beside its figures.")
    image_url: str | None
    is_estimate: bool
    flags: list[str] = Field(description="Reason codes of figures that look odd and are kept, or were computed.")


class CustomFoodView(FoodView):
    """A food of the caller's own."""

    set_aside: dict[str, float] = Field(description="Figures for 100 g, as told, that contradict the others and are not counted.")
    version: int = Field(description="For If-Match.")
    created_at: datetime
    updated_at: datetime


class CustomFoodListView(View):
    foods: list[CustomFoodView]
    next_cursor: str | None


class CustomFoodDeletedView(View):
    food_id: str
    deleted: bool


class ProductView(View):
    """A packaged product, by its barcode."""

    name: str
    brand: str | None
    barcode: str = Field(description="GTIN-14.")
    calories_100g: Shown | None
    protein_100g: Shown | None
    carbs_100g: Shown | None = Field(description="Fibre included.")
    fat_100g: Shown | None
    fiber_100g: Shown | None
    sugar_100g: Shown | None
    serving_size: float | None = Field(description="Grams of the package's serving.")
    image_url: str | None
    source: str = Field(description="barcode")
    provider_source: str = Field(description="openfoodfacts or usda.")
    food_reference_id: str = Field(description="The food_id, for meals.")
    origin: Source
    source_namespace: str
    source_food_id: str
    is_estimate: bool
    allowed_units: list[PortionView]
    attribution: str | None = Field(description="What the source asks to be said beside its figures.")
    flags: list[str] = Field(description="Reason codes of figures that look odd, were corrected or computed.")
    degraded: list[str] = Field(description="Sources that did not answer: this may be an elder copy.")


def search_view(query: str, found: Found) -> FoodSearchView:
    results = [_found_view(match) for match in found.matches]
    return FoodSearchView(results=results, query=query, total=len(results), degraded=list(found.degraded))


def autocomplete_view(query: str, foods: list[Food]) -> AutocompleteView:
    results = [CompletionView(food_id=food.food_id, fdc_id=food.fdc_id, name=food.name, category=food.category) for food in foods]
    return AutocompleteView(results=results, query=query)


def food_view(food: Food) -> FoodView:
    return FoodView.model_validate(_members(food))


def custom_view(custom: Custom) -> CustomFoodView:
    rest = {name: getattr(custom, name) for name in ("set_aside", "version", "created_at", "updated_at")}
    return CustomFoodView.model_validate(_members(custom.food) | rest)


def product_view(food: Food, degraded: tuple[str, ...]) -> ProductView:
    figures = {f"{name.removesuffix('_g')}_100g": getattr(food.per_100g, name) for name in NUTRIENTS}
    provider = "usda" if food.source == "usda" else "openfoodfacts"
    return ProductView.model_validate(
        {
            **figures,
            "name": food.name,
            "brand": food.brand,
            "barcode": food.barcode,
            "serving_size": next((portion.grams for portion in food.portions if portion.unit == "serving"), None),
            "image_url": food.image_url,
            "source": "barcode",
            "provider_source": provider,
            "food_reference_id": food.food_id,
            "origin": food.source,
            "source_namespace": provider,
            "source_food_id": str(food.fdc_id) if provider == "usda" else food.barcode,
            "is_estimate": food.is_estimate,
            "allowed_units": [portion.model_dump() for portion in known_units(food)],
            "attribution": food.attribution,
            "flags": list(food.flags),
            "degraded": list(degraded),
        }
    )


def _found_view(match: Match) -> FoundFoodView:
    food = match.food
    return FoundFoodView(
        food_id=food.food_id,
        fdc_id=food.fdc_id,
        name=food.name,
        brand=food.brand,
        category=food.category,
        kind=food.kind,
        serving_size=_PER_G,
        serving_unit="g",
        calories=food.per_100g.calories,
        nutrients=_macros(food),
        score=round(match.score, 2),
        source=food.source,
        attribution=food.attribution,
        is_estimate=food.is_estimate,
    )


def _members(food: Food) -> dict[str, object]:
    figures = {name: getattr(food.per_100g, name) for name in NUTRIENTS}
    plain = ("food_id", "fdc_id", "name", "brand", "category", "kind", "state", "barcode", "density", "source", "attribution")
    return {
        **{name: getattr(food, name) for name in (*plain, "image_url", "is_estimate")},
        "serving_size": _PER_G,
        "serving_unit": "g",
        "calories": food.per_100g.calories,
        "macros": _macros(food),
        "per_100g": figures,
        "completeness": round(sum(value is not None for value in figures.values()) / len(figures), 2),
        "portions": [portion.model_dump() for portion in food.portions],
        "allowed_units": [portion.model_dump() for portion in known_units(food)],
        "flags": list(food.flags),
    }


def _macros(food: Food) -> FoodMacrosView:
    return FoodMacrosView(protein=food.per_100g.protein_g, carbs=food.per_100g.carbs_g, fat=food.per_100g.fat_g)
