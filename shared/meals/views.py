"""What the app gets: the shapes of the API's answers about meals. Energy in kcal, mass in g; null means not known."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from shared.meals.models import Meal, NutritionOverride, PortionQuestion, Status
from shared.nutrition.models import NUTRIENTS, AllowedUnit, Evidence, FoodItem, FoodLabel, Per100g, Provenance, Totals
from shared.types import Shown, View

ClientStatus = Literal["pending", "analyzing", "ready", "failed"]
_CLIENT_STATUS: dict[Status, ClientStatus] = {
    Status.PROCESSING: "pending",
    Status.ANALYZING: "analyzing",
    Status.ENRICHING: "analyzing",
    Status.READY: "ready",
    Status.FAILED: "failed",
}


class MacrosView(View):
    """Grams."""

    protein: Shown | None
    carbs: Shown | None
    fat: Shown | None


class ItemNutritionView(View):
    calories: Shown | None
    protein_g: Shown | None
    carbs_g: Shown | None
    fat_g: Shown | None
    fiber_g: Shown | None
    sugar_g: Shown | None


class TotalsView(ItemNutritionView):
    """The sums over a meal's foods, and how complete each is."""

    calories_low: Shown | None = Field(description="Where the energy lies most likely, by what the amounts rest on: from …")
    calories_high: Shown | None = Field(description="… to.")
    completeness: dict[str, float] = Field(description="For each nutrient, the share (0..1) of the foods whose figure is known.")
    confidence: float | None = Field(description="Mean of the foods', 0..1.")
    unmatched: int = Field(description="Foods that do not count because their amount could not be understood.")


class CustomNutritionView(View):
    """A person's own figures of 100 g, as far as they can be true."""

    calories_per_100g: Shown | None
    protein_per_100g: Shown | None
    carbs_per_100g: Shown | None
    fat_per_100g: Shown | None
    fiber_per_100g: Shown | None
    sugar_per_100g: Shown | None


class AllowedUnitView(View):
    unit: str
    grams: float = Field(description="What one of it weighs.")


class OverrideView(View):
    """What the person says of the whole meal: it counts instead of the items' sums. null is still their sum."""

    calories: Shown | None
    protein_g: Shown | None
    carbs_g: Shown | None
    fat_g: Shown | None
    flags: list[str] = Field(description="Reason codes of what was not taken as it was told.")
    set_aside: dict[str, float] = Field(description="Figures that contradict the others, as they were told; not counted.")
    set_at: datetime


class FoodItemView(View):
    """One food on the plate. `is_unmatched`: its amount could not be understood, so it does not count."""

    id: str
    name: str
    localized_name: str | None
    category: str | None
    state: str | None = Field(description="raw, cooked, fried, …")
    quantity: Shown
    unit: str
    grams: Shown | None
    evidence: Evidence = Field(description="What the amount rests on: photo, typed, weighed, barcode or label.")
    error_share: float = Field(description="± of the item's energy, as a share of it.")
    nutrition: ItemNutritionView
    custom_nutrition: CustomNutritionView | None
    allowed_units: list[AllowedUnitView] = Field(description="Units to offer for this food: its own portions, and grams.")
    fdc_id: int | None
    food_id: str | None = Field(description="The food behind it; null where the figures are nobody's food.")
    origin: str = Field(description="ai, usda, local, provider or custom.")
    is_custom: bool
    is_unmatched: bool
    confidence: float
    provenance: Provenance = Field(description="Where the figures come from.")


class MealSummaryView(View):
    """A meal in a list."""

    meal_id: str
    status: ClientStatus
    stage: Status = Field(description="The state in the Firestore document: PROCESSING, ANALYZING, ENRICHING, READY or FAILED.")
    dish_name: str | None
    emoji: str | None
    meal_type: str
    source: str
    local_date: date
    logged_at: datetime
    ready_at: datetime | None
    image_url: str | None
    thumbnail_url: str | None
    total_calories: Shown | None
    total_weight_grams: Shown | None
    total_nutrition: MacrosView | None
    error_code: str | None
    error_message: str | None
    retryable: bool | None = Field(description="For a failed meal: whether POST …/retry can help.")
    version: int
    created_at: datetime
    updated_at: datetime


class PortionChoiceView(View):
    """An amount to tap. `unit` is a portion of the food's own; without one, `quantity` is the part of the judged amount."""

    choice_id: str
    grams: Shown
    unit: str | None
    quantity: float
    is_judged: bool = Field(description="The amount that the meal has now.")
    item_calories: Shown | None
    total_calories: Shown | None = Field(description="Of the meal, if this is chosen.")


class PortionQuestionView(View):
    """How much of this food was it? Answer with POST /v1/meals/{meal_id}/portion."""

    item_id: str
    item_name: str
    choices: list[PortionChoiceView]


class ServingSizeView(View):
    display_text: str | None = Field(description="As printed.")
    grams: Shown | None


class FoodLabelView(View):
    """What a package says of itself."""

    product_name: str | None
    brand: str | None
    serving_size: ServingSizeView
    servings_per_package: float | None
    label_calories_per_serving: Shown | None
    confidence: float
    label_notes: str | None


class MealView(MealSummaryView):
    """A meal with its foods."""

    food_items: list[FoodItemView]
    portion_question: PortionQuestionView | None = Field(description="Asked where one amount leaves much of the energy open.")
    nutrition: TotalsView | None = Field(description="What counts: the foods' sums, and where the person says otherwise, that.")
    nutrition_override: OverrideView | None = Field(description="What the person says of the whole meal.")
    edit_count: int
    is_manually_edited: bool
    last_edited_at: datetime | None
    food_label_metadata: FoodLabelView | None = Field(description="For a meal that was read from a nutrition label.")
    is_partial: bool = Field(description="The model's answer was cut off: foods may be missing.")


class MealListView(View):
    meals: list[MealSummaryView]
    next_cursor: str | None = Field(description="Pass it as `cursor` for the next page; null on the last.")


class MealStatusView(View):
    meal_id: str
    status: Literal["INACTIVE"]
    message: str


_GRAM = AllowedUnit.model_construct(unit="g", grams=1.0)
MACRO_FIELDS = {"calories": "calories", "protein": "protein_g", "carbs": "carbs_g", "fat": "fat_g"}


def meal_view(meal: Meal) -> MealView:
    return MealView(
        **_summary(meal),
        food_items=[item_view(item) for item in meal.items],
        nutrition=totals_view(meal.nutrition) if meal.nutrition else None,
        portion_question=_question(meal.portion_question) if meal.portion_question else None,
        nutrition_override=override_view(meal.nutrition_override) if meal.nutrition_override else None,
        edit_count=meal.edit_count,
        is_manually_edited=meal.is_manually_edited,
        last_edited_at=meal.last_edited_at,
        food_label_metadata=_label(meal.food_label) if meal.food_label else None,
        is_partial=meal.analysis is not None and meal.analysis.partial,
    )


def _question(asked: PortionQuestion) -> PortionQuestionView:
    return PortionQuestionView(
        item_id=asked.item_id,
        item_name=asked.item_name,
        choices=[PortionChoiceView(**dict(choice)) for choice in asked.choices],
    )


def _label(label: FoodLabel) -> FoodLabelView:
    return FoodLabelView(
        product_name=label.product_name,
        brand=label.brand,
        serving_size=ServingSizeView(display_text=label.serving_text, grams=label.serving_grams),
        servings_per_package=label.servings_per_package,
        label_calories_per_serving=label.calories_per_serving,
        confidence=label.confidence,
        label_notes=label.notes,
    )


def totals_view(totals: Totals) -> TotalsView:
    low, high = energy_range(totals)
    return TotalsView(**dict(totals), calories_low=low, calories_high=high)


def energy_range(totals: Totals | None) -> tuple[float | None, float | None]:
    """From and to, kcal; None where the energy or its error is not known."""
    if totals is None or totals.calories is None or totals.calories_error is None:
        return None, None
    return max(0.0, totals.calories - totals.calories_error), totals.calories + totals.calories_error


def summary_view(meal: Meal) -> MealSummaryView:
    return MealSummaryView(**_summary(meal))


def client_status(status: Status) -> ClientStatus:
    """How the API calls the state of a meal that is not deleted."""
    return _CLIENT_STATUS[status]


def macros_view(totals: Totals) -> MacrosView:
    return macros_of({name: getattr(totals, field) for name, field in MACRO_FIELDS.items()})


def known(totals: Totals | None, field: str) -> float:
    """What is known to have been eaten; `completeness` says how much is not known."""
    return (getattr(totals, field) if totals else None) or 0.0


def macros_of(values: Mapping[str, float | None]) -> MacrosView:
    return MacrosView(protein=values["protein"], carbs=values["carbs"], fat=values["fat"])


def _summary(meal: Meal) -> dict[str, Any]:
    totals = meal.nutrition
    return {
        "meal_id": meal.meal_id,
        "status": client_status(meal.status),
        "stage": meal.status,
        "dish_name": meal.dish_name,
        "emoji": meal.emoji,
        "meal_type": meal.meal_type,
        "source": meal.source,
        "local_date": meal.local_date,
        "logged_at": meal.logged_at,
        "ready_at": meal.ready_at,
        "image_url": meal.image.url if meal.image else None,
        "thumbnail_url": meal.image.thumbnail_url if meal.image else None,
        "total_calories": totals.calories if totals else None,
        "total_weight_grams": totals.total_weight_g if totals else None,
        "total_nutrition": macros_view(totals) if totals else None,
        "error_code": meal.error_code,
        "error_message": meal.error_message,
        "retryable": meal.retryable,
        "version": meal.version,
        "created_at": meal.created_at,
        "updated_at": meal.updated_at,
    }


def override_view(override: NutritionOverride) -> OverrideView:
    figures = override.figures
    return OverrideView(
        calories=figures.calories,
        protein_g=figures.protein_g,
        carbs_g=figures.carbs_g,
        fat_g=figures.fat_g,
        flags=list(override.flags),
        set_aside=override.set_aside,
        set_at=override.set_at,
    )


def _custom(per_100g: Per100g) -> CustomNutritionView:
    """In the names that the app sends them."""
    named = {f"{name.removesuffix('_g')}_per_100g": getattr(per_100g, name) for name in NUTRIENTS}
    return CustomNutritionView(**named)


def item_view(item: FoodItem) -> FoodItemView:
    return FoodItemView(
        id=item.id,
        name=item.name,
        localized_name=item.localized_name,
        category=item.category,
        state=item.state,
        quantity=item.quantity,
        unit=item.unit,
        grams=item.grams,
        evidence=item.evidence,
        error_share=item.error_share,
        nutrition=ItemNutritionView(
            calories=item.calories,
            protein_g=item.protein_g,
            carbs_g=item.carbs_g,
            fat_g=item.fat_g,
            fiber_g=item.fiber_g,
            sugar_g=item.sugar_g,
        ),
        custom_nutrition=_custom(item.custom_per100g) if item.custom_per100g else None,
        allowed_units=[AllowedUnitView(unit=portion.unit, grams=portion.grams) for portion in (*item.allowed_units, _GRAM)],
        fdc_id=item.fdc_id,
        food_id=item.food_reference_id,
        origin=item.origin,
        is_custom=item.is_custom,
        is_unmatched=item.is_unmatched,
        confidence=item.confidence,
        provenance=item.provenance,
    )
