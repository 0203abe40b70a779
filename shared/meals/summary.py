"""What an edit was, in words."""

from __future__ import annotations

from collections.abc import Sequence

from shared.meals.models import Meal
from shared.nutrition.models import FoodItem


def changes_summary(before: Meal, after: Meal) -> str:
    """What an edit did, in words."""
    said = _phrases(before.items, after.items)
    if before.dish_name != after.dish_name:
        said.append(f"Named it {after.dish_name}")
    if before.local_date != after.local_date:
        said.append(f"Moved it to {after.local_date}")
    elif before.logged_at != after.logged_at:
        said.append("Changed its time")
    if before.meal_type != after.meal_type:
        said.append(f"Made it {after.meal_type}")
    if before.nutrition_override != after.nutrition_override:
        said.append("Set its figures by hand" if after.nutrition_override else "Figures set by hand no longer count")
    return "; ".join(said)


def _phrases(before: Sequence[FoodItem], after: Sequence[FoodItem]) -> list[str]:
    """The difference of two plates in words, one phrase an item."""
    old, new = {item.id: item for item in before}, {item.id: item for item in after}
    changed = (_phrase(old[item.id], item) for item in after if item.id in old and old[item.id] != item)
    return [
        *(f"Added {_amount(item)} of {item.name}" for item in after if item.id not in old),
        *(phrase for phrase in changed if phrase),
        *(f"Removed {item.name}" for item in before if item.id not in new),
    ]


def _phrase(old: FoodItem, new: FoodItem) -> str:
    if old.name != new.name or old.food_reference_id != new.food_reference_id:
        return f"Changed {_amount(old)} of {old.name} to {_amount(new)} of {new.name}"
    if _amount(old) != _amount(new):
        return f"Changed {new.name} from {_amount(old)} to {_amount(new)}"
    return f"Changed the figures of {new.name}"


def _amount(item: FoodItem) -> str:
    return f"{round(item.quantity, 1):g} {item.unit}"
