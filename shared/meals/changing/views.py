"""What the app gets of an edit by hand."""

from __future__ import annotations

from pydantic import Field

from shared.meals.changing.changes import Action, Outcome, Unmatched
from shared.meals.domain_events import domain_events
from shared.meals.models import Meal
from shared.meals.summary import changes_summary
from shared.meals.views import MACRO_FIELDS, FoodItemView, OverrideView, item_view, override_view
from shared.types import Shown, View


class UpdatedNutritionView(View):
    calories: Shown | None
    protein: Shown | None
    carbs: Shown | None
    fat: Shown | None


class EditMetadataView(View):
    edit_count: int
    changes_summary: str


class UnmatchedView(View):
    """A change that was not made, because nothing is known of its food."""

    action: Action
    id: str | None
    name: str | None
    food_id: str | None
    hint: str = Field(description="What would settle it.")


class MealEditView(View):
    """A meal after its foods were changed."""

    success: bool = Field(description="Whether anything has changed.")
    meal_id: str
    version: int
    message: str
    dish_name: str | None
    total_calories: Shown | None
    updated_nutrition: UpdatedNutritionView
    updated_food_items: list[FoodItemView]
    nutrition_override: OverrideView | None
    edit_metadata: EditMetadataView
    unmatched: list[UnmatchedView] = Field(description="Changes that were not made, because nothing is known of their food.")
    ignored_ids: list[str] = Field(description="Ids of the changes that are not on the plate.")
    events: list[str] = Field(description="The domain events that the edit is.")


def edit_view(before: Meal, after: Meal, outcome: Outcome) -> MealEditView:
    """What an edit of the foods made of the meal; `before` and `after` are the same where nothing has changed."""
    figures = {name: getattr(after.nutrition, field, None) for name, field in MACRO_FIELDS.items()}
    is_changed = after != before
    return MealEditView(
        success=is_changed,
        meal_id=after.meal_id,
        version=after.version,
        message="The meal was changed." if is_changed else "Nothing was changed.",
        dish_name=after.dish_name,
        total_calories=figures["calories"],
        updated_nutrition=UpdatedNutritionView(**figures),
        updated_food_items=[item_view(item) for item in after.items],
        nutrition_override=override_view(after.nutrition_override) if after.nutrition_override else None,
        edit_metadata=EditMetadataView(edit_count=after.edit_count, changes_summary=changes_summary(before, after)),
        unmatched=[_unmatched(change) for change in outcome.unmatched],
        ignored_ids=list(outcome.ignored),
        events=[event.type for event in domain_events(before, after)],
    )


def _unmatched(change: Unmatched) -> UnmatchedView:
    what = f"food {change.food_id}" if change.food_id else f"food called {change.name}" if change.name else "food by its name"
    hint = f"No {what} is known: choose one of GET /v1/foods/search, or send custom_nutrition."
    return UnmatchedView(action=change.action, id=change.item_id, name=change.name, food_id=change.food_id, hint=hint)
