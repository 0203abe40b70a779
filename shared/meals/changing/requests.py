"""What a person can say about a meal by hand: its foods and their amounts, and where it belongs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.foods.rules import AmountOutOfRange, AmountUnknown
from shared.meals.changing.changes import Action, Change
from shared.meals.changing.plates import Estimate, Serving, UnknownFoods
from shared.meals.models import MealType
from shared.meals.problems import DateOutOfRange, DayFull
from shared.nutrition.models import MAX_ITEMS, MAX_UNIT, Confidence, Grams, Name, Nutrients, Per100g, Share, State
from shared.types import WHOLE, LocalDate

MEAL_PROBLEMS = (UnknownFoods, AmountUnknown, AmountOutOfRange, DateOutOfRange, DayFull)

Quantity = Annotated[float, Field(gt=0, le=10_000, strict=True)]
# As long as a unit that a food defines: what `allowed_units` and `options` offer can be sent back.
UnitWord = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_UNIT)]
FoodId = Annotated[str, StringConstraints(pattern=r"^[a-z]+-[A-Za-z0-9-]{1,64}$")]
ItemId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Emoji = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)]
GramsOf100 = Annotated[float, Field(ge=0, le=100, strict=True)]
_Source = Literal["manual", "text", "suggestion", "barcode", "label", "catalog"]


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True, allow_inf_nan=False)


class CustomNutrition(_Request):
    """Figures of 100 g; what is left out is not known. Energy that the macros contradict is derived from them instead."""

    calories_per_100g: Annotated[float, Field(ge=0, le=1000, strict=True)] | None = None
    protein_per_100g: GramsOf100 | None = None
    carbs_per_100g: GramsOf100 | None = Field(None, description="By difference: fibre included.")
    fat_per_100g: GramsOf100 | None = None
    fiber_per_100g: GramsOf100 | None = None
    sugar_per_100g: GramsOf100 | None = None

    @model_validator(mode="after")
    def _says_something(self) -> CustomNutrition:
        if not self.model_fields_set or self.figures() == Per100g():
            raise PydanticCustomError("no_figures", "give at least one figure")
        return self

    def figures(self) -> Per100g:
        return Per100g(
            calories=self.calories_per_100g,
            protein_g=self.protein_per_100g,
            carbs_g=self.carbs_per_100g,
            fat_g=self.fat_per_100g,
            fiber_g=self.fiber_per_100g,
            sugar_g=self.sugar_per_100g,
        )


class _Food(_Request):
    """Which food is meant."""

    fdc_id: Annotated[int, Field(gt=0, le=2**53), WHOLE] | None = Field(None, description="Of USDA FoodData Central.")
    food_id: FoodId | None = Field(None, description="As the search, a barcode or a custom food told it.", examples=["usda-171477"])
    name: Name | None = None
    custom_nutrition: CustomNutrition | None = Field(None, description="The person's own figures.")
    category: Annotated[str, StringConstraints(max_length=50)] | None = Field(
        None, description="With custom_nutrition: `alcohol` for a drink whose energy is in its alcohol."
    )
    status: Literal["resolved"] | None = Field(
        None, description="As parse-text told it: what is not resolved has no amount or no food, and cannot be logged."
    )
    per_100g: Per100g | None = Field(
        None, description="A model's figures of 100 g, as parse-text told them. They stay a model's estimate."
    )
    grams: Grams | None = Field(None, description="With per_100g: what the amount weighs. A table's food is weighed by its table.")
    state: State = Field(State.UNKNOWN, description="With per_100g: raw, cooked, fried, …")
    confidence: Confidence | None = Field(None, description="With per_100g: how sure the model was.")
    error_share: Share | None = Field(
        None, description="± of the energy as parse-text told it: it can only make the item less sure."
    )

    @property
    def reference(self) -> str | None:
        return self.food_id or (f"usda-{self.fdc_id}" if self.fdc_id is not None else None)

    def own_figures(self) -> Per100g | None:
        return self.custom_nutrition.figures() if self.custom_nutrition else None

    def _are_two_foods(self) -> bool:
        """A food has both ids: those of two foods are a mistake. A package's own id says nothing of its number at the USDA."""
        both = self.food_id is not None and self.fdc_id is not None
        return both and (self.food_id or "").startswith("usda-") and self.food_id != f"usda-{self.fdc_id}"

    def _check_estimate(self) -> None:
        if self.per_100g == Per100g():
            raise PydanticCustomError("no_figures", "give at least one figure")

    def estimate(self) -> Estimate | None:
        return Estimate(self.per_100g, self.grams, self.state, self.confidence) if self.per_100g else None


class ManualItem(_Food):
    """One food and how much of it. An item that POST /v1/meals/parse-text has resolved can be sent as it came.

    The food is exactly one of `food_id` or `fdc_id`, `custom_nutrition` with `name`, and `per_100g` with `name`.
    """

    quantity: Quantity
    unit: UnitWord = Field("g", description="A unit of weight or volume, or one of the food's own portions.", examples=["cup"])

    @model_validator(mode="after")
    def _is_one_food(self) -> ManualItem:
        if sum(said is not None for said in (self.reference, self.custom_nutrition, self.per_100g)) != 1 or self._are_two_foods():
            raise PydanticCustomError("food_identity", "name the food by one of food_id, fdc_id, custom_nutrition and per_100g")
        if (self.custom_nutrition or self.per_100g) and not self.name:
            raise PydanticCustomError("food_name", "figures need a name")
        self._check_estimate()
        return self

    def serving(self) -> Serving:
        return Serving(
            self.quantity,
            self.unit,
            food_id=self.reference,
            name=self.name,
            own_figures=self.own_figures(),
            category=self.category,
            estimate=self.estimate(),
            error_share=self.error_share or 0.0,
        )


class ManualMealRequest(_Request):
    """A meal whose foods are known."""

    dish_name: Name
    items: Annotated[list[ManualItem], Field(min_length=1, max_length=MAX_ITEMS)]
    emoji: Emoji | None = None
    meal_type: MealType | None = Field(None, description="By the person's clock when left out.")
    target_date: LocalDate | None = Field(None, description="Day to log the meal on; the person's today when left out.")
    source: _Source = Field("manual", description="How the person came to it.")


class FoodItemChange(_Food):
    """One change of a food on the plate.

    `add`: 100 g, unless an amount is given; an item that POST /v1/meals/parse-text has resolved can be sent as it came.
    `update` and `remove`: the item `id`; an id that is not on the plate is ignored.
    The food is the first of these that has data: `custom_nutrition`, `food_id` or `fdc_id`, `name`; or `per_100g` with `name`.
    """

    action: Action
    id: ItemId | None = Field(None, description="The item, for update and remove.")
    quantity: Quantity | None = None
    unit: UnitWord | None = None

    @model_validator(mode="after")
    def _is_a_change(self) -> FoodItemChange:
        says_food = any(said is not None for said in (self.reference, self.name, self.custom_nutrition))
        if self._are_two_foods():
            raise PydanticCustomError("food_identity", "food_id and fdc_id are of two foods: send one of them")
        if self.action is Action.ADD:
            if not says_food:
                raise PydanticCustomError("food_identity", "say what to add: food_id, fdc_id or name")
            if self.custom_nutrition and not self.name:
                raise PydanticCustomError("food_name", "custom_nutrition needs a name")
            if self.per_100g:
                self._is_an_estimate()
        elif self.per_100g:
            raise PydanticCustomError("food_identity", "per_100g is for add: remove the item, and add the one in its place")
        elif self.id is None:
            raise PydanticCustomError("item_id", "say which item: id")
        elif self.action is Action.UPDATE and not (says_food or self.quantity is not None or self.unit is not None):
            raise PydanticCustomError("no_change", "say what changes: quantity, unit, name, food_id, fdc_id or custom_nutrition")
        return self

    def _is_an_estimate(self) -> None:
        """A model's figures come with the food's name and amount, and stand for no other food."""
        self._check_estimate()
        if self.reference or self.custom_nutrition:
            raise PydanticCustomError("food_identity", "name the food by one of food_id, fdc_id, custom_nutrition and per_100g")
        if not self.name:
            raise PydanticCustomError("food_name", "figures need a name")
        if self.quantity is None:
            raise PydanticCustomError("food_amount", "per_100g needs a quantity")

    def change(self) -> Change:
        return Change(
            self.action,
            item_id=self.id,
            food_id=self.reference,
            name=self.name,
            quantity=self.quantity,
            unit=self.unit,
            own_figures=self.own_figures(),
            category=self.category,
            estimate=self.estimate(),
            error_share=self.error_share or 0.0,
        )


class IngredientsRequest(_Request):
    """Changes of a meal's foods, made in the order given."""

    food_item_changes: Annotated[list[FoodItemChange], Field(min_length=1, max_length=2 * MAX_ITEMS)]
    dish_name: Name | None = None


class NutritionOverrideRequest(_Request):
    """What the whole meal has, as the person knows it. What is left out stays the sum of the items."""

    calories: Annotated[float, Field(ge=0, le=10_000)] | None = None
    protein_g: Annotated[float, Field(ge=0, le=2000)] | None = None
    carbs_g: Annotated[float, Field(ge=0, le=2000)] | None = None
    fat_g: Annotated[float, Field(ge=0, le=2000)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> NutritionOverrideRequest:
        if self.told() == Nutrients():
            raise PydanticCustomError("no_figures", "give at least one figure")
        return self

    def told(self) -> Nutrients:
        return Nutrients(**dict(self))


class MealChange(_Request):
    """What is left out stays. At least one field."""

    dish_name: Name | None = None
    emoji: Emoji | None = Field(None, description="null removes it.")
    meal_type: MealType | None = None
    target_date: LocalDate | None = Field(None, description="Another day; the time of day stays.")
    logged_at: AwareDatetime | None = Field(None, description="Another instant; the day follows, where the meal was logged.")
    nutrition_override: NutritionOverrideRequest | None = Field(
        None, description="Figures of the whole meal that count instead of its items' sums, until the items change."
    )
    clear_nutrition_override: bool = Field(False, description="The items' sums count again.")

    @model_validator(mode="after")
    def _says_something(self) -> MealChange:
        if not self.model_fields_set:
            raise PydanticCustomError("no_change", "say what changes")
        if self.nutrition_override and self.clear_nutrition_override:
            raise PydanticCustomError("contradiction", "either set figures by hand or clear them")
        return self


class CopyRequest(_Request):
    """Where the copy goes."""

    target_date: LocalDate | None = Field(None, description="The person's today when left out.")
    meal_type: MealType | None = Field(None, description="That of the original when left out.")
