"""What a person changes on a plate: foods added, removed, named anew or weighed anew. Pure, item by item, in the order given.

An item that no change names stays as it is, under its id. A change without data is not guessed at: it is told back, with what would
settle it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shared.errors import Conflict, Unprocessable
from shared.foods.models import Food, Match
from shared.foods.rules import AmountOutOfRange, amount_unknown, grams_of
from shared.meals.changing.plates import Choice, ErrorShares, Estimate, Serving, estimated_food, own_food, serve
from shared.nutrition.models import MAX_GRAMS, MAX_ITEMS, MAX_QUANTITY, Evidence, FoodItem, Per100g, State
from shared.nutrition.rules import resting_on, scale
from shared.nutrition.units import canonical, is_weight, normalize, to_grams

_DEFAULT_GRAMS = 100.0


class TooManyItems(Unprocessable):
    error_code, title = "TOO_MANY_ITEMS", "A meal cannot hold that many foods"


class MealChanged(Conflict):
    error_code, title = "MEAL_CHANGED", "The meal was changed at the same moment"


class Action(StrEnum):
    ADD = "add"
    UPDATE = "update"
    REMOVE = "remove"


@dataclass(frozen=True)
class Change:
    """One change. The food is the first of these that has data: `estimate`, `own_figures`, `food_id`, `name`."""

    action: Action
    item_id: str | None = None
    food_id: str | None = None
    name: str | None = None
    quantity: float | None = None
    unit: str | None = None
    own_figures: Per100g | None = None
    category: str | None = None
    estimate: Estimate | None = None  # of what is added
    error_share: float = 0.0  # ± of its energy at least, of what is added


@dataclass(frozen=True)
class LookedUp:
    """What the tables said beforehand: foods by their ids, and by names as `names_wanted` told them (None: nothing is like it)."""

    by_id: Mapping[str, Food] = field(default_factory=dict)
    by_name: Mapping[str, Match | None] = field(default_factory=dict)
    alike: Mapping[str, Food] = field(default_factory=dict)  # by the names that own figures are given for


@dataclass(frozen=True)
class Unmatched:
    """A change that was not made because nothing is known of its food."""

    action: Action
    item_id: str | None
    name: str | None
    food_id: str | None


@dataclass(frozen=True)
class Outcome:
    """The plate after the changes; `ignored` are ids that are not on it."""

    items: tuple[FoodItem, ...]
    unmatched: tuple[Unmatched, ...] = ()
    ignored: tuple[str, ...] = ()


# What to look up


def names_wanted(items: Iterable[FoodItem], changes: Iterable[Change], known_ids: Collection[str]) -> dict[str, State]:
    """The names that the changes need found, each with the state that its food is in on the plate."""
    by_id = {item.id: item for item in items}
    wanted: dict[str, State] = {}
    for change in changes:
        item = by_id.get(change.item_id or "") if change.action is Action.UPDATE else None
        is_told = change.own_figures is not None or change.estimate is not None
        if not is_told and (change.food_id or "") not in known_ids and (name := _name_to_find(change, item)):
            wanted.setdefault(_key(name), item.state if item else State.UNKNOWN)
    return wanted


def _name_to_find(change: Change, item: FoodItem | None) -> str | None:
    """The word that says which food it is: the change's, or that of an item which never had figures and now gets an amount."""
    if change.action is Action.REMOVE:
        return None
    if change.name and not (item and _key(change.name) == _key(item.name)):
        return change.name
    if item and item.is_unmatched:
        return change.name or item.name
    return None


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


# Changing


def apply(items: Sequence[FoodItem], changes: Sequence[Change], found: LookedUp, errors: ErrorShares) -> Outcome:
    """The items after the changes. Raises AmountUnknown, AmountOutOfRange, TooManyItems, and MealChanged where a food would have to
    be looked up that was not: another edit has come in between."""
    plate = list(items)
    unmatched: list[Unmatched] = []
    ignored: list[str] = []
    for change in changes:
        place = next((n for n, item in enumerate(plate) if item.id == change.item_id), None)
        if change.action is not Action.ADD and place is None:
            ignored.append(change.item_id or "")
        elif change.action is Action.REMOVE and place is not None:
            del plate[place]
        elif place is None or change.action is Action.ADD:
            order = max((item.order for item in plate), default=-1) + 1
            added = _added(change, found, errors, order)
            plate += [added] if added else []
            unmatched += [] if added else [_unmatched(change)]
        else:
            updated = _updated(plate[place], change, found, errors)
            unmatched += [] if updated else [_unmatched(change)]
            plate[place] = updated or plate[place]
    if len(plate) > MAX_ITEMS:
        raise TooManyItems(f"A meal holds {MAX_ITEMS} foods: remove some first.")
    return Outcome(tuple(plate), tuple(unmatched), tuple(dict.fromkeys(ignored)))


def _added(change: Change, found: LookedUp, errors: ErrorShares, order: int) -> FoodItem | None:
    unit = change.unit or "g"
    quantity = change.quantity or (_DEFAULT_GRAMS if canonical(unit) == "g" else 1.0)
    if change.estimate is not None:
        serving = Serving(quantity, unit, name=change.name, category=change.category, error_share=change.error_share)
        choice: Choice | None = estimated_food(serving, change.estimate, errors)
    else:
        choice = _choice(change, None, found)
    if choice is None:
        return None
    return serve(choice, quantity, unit, errors, order=order)


def _updated(item: FoodItem, change: Change, found: LookedUp, errors: ErrorShares) -> FoodItem | None:
    """The item as it is now; None where the food that it should be is not known."""
    choice = _choice(change, item, found)
    if choice is not None:
        updated = _replaced(item, choice, change, errors)
    elif change.own_figures or change.food_id or _name_to_find(change, item):
        return None
    else:
        updated = _weighed_anew(item, change, errors)
        if change.name and change.name != item.name:  # the same word, written otherwise
            updated = updated.model_copy(update={"name": change.name})
    return updated


def _choice(change: Change, item: FoodItem | None, found: LookedUp) -> Choice | None:
    """The food that the change names; None where it names none, or none is known."""
    if change.own_figures is not None:
        own = change.name or (item.name if item else "")
        return own_food(own, change.own_figures, like=item, category=change.category, alike=found.alike.get(own))
    if change.food_id is not None and (food := found.by_id.get(change.food_id)):
        return Choice(food, own_name=change.name, least_error=change.error_share)
    name = _name_to_find(change, item)
    if name is None:
        return None
    if _key(name) not in found.by_name:
        raise MealChanged("Somebody else has just changed it: read it again, and try again.")
    match = found.by_name[_key(name)]
    return Choice(match.food, own_name=name, match_score=match.score) if match else None


def _replaced(item: FoodItem, choice: Choice, change: Change, errors: ErrorShares) -> FoodItem:
    """Another food, or other figures, in the item's place. Without a new amount it weighs what it weighed."""
    if change.quantity is not None:
        return serve(choice, change.quantity, change.unit or item.unit, errors, item=item)
    grams = item.grams
    counted = grams_of(choice.food, item.quantity, item.unit)
    if counted is not None and (grams is None or (item.evidence is not Evidence.PHOTO and choice.told is None)):
        grams = counted  # two pieces of the one are not as heavy as two pieces of the other
    if change.unit is not None and normalize(change.unit) != normalize(item.unit):
        if grams is None:
            raise amount_unknown(choice.food, item.quantity, item.unit)
        return serve(choice, _as_many(choice.food, grams, change.unit), change.unit, errors, grams=grams, item=item)
    return serve(choice, item.quantity, item.unit, errors, grams=grams, item=item)


def _weighed_anew(item: FoodItem, change: Change, errors: ErrorShares) -> FoodItem:
    """The same food, another amount: scaled within a unit, by weight from one unit to another, never by the bare numbers."""
    unit = change.unit or item.unit
    is_same_unit = normalize(unit) == normalize(item.unit)
    if change.quantity is None:
        if is_same_unit:
            return item
        return _in_unit(item, unit)
    if is_same_unit:
        if change.quantity == item.quantity:
            return item
        return _told(_scaled(item, change.quantity / item.quantity, change.quantity, unit), change.quantity, unit, errors)
    before, after = _weight(item, item.quantity, item.unit), _weight(item, change.quantity, unit)
    if before is None or after is None:
        raise amount_unknown(_food_of(item), change.quantity, unit)
    return _told(_scaled(item, after / before, change.quantity, unit), change.quantity, unit, errors)


def _in_unit(item: FoodItem, unit: str) -> FoodItem:
    """The same amount, told in another unit."""
    grams = _weight(item, item.quantity, item.unit)
    if grams is None:
        raise amount_unknown(_food_of(item), item.quantity, item.unit)
    return item.model_copy(update={"quantity": _as_many(_food_of(item), grams, unit), "unit": unit, "grams": grams})


def _as_many(food: Food, grams: float, unit: str) -> float:
    """How many of the unit weigh so much."""
    one = grams_of(food, 1, unit)
    if one is None:
        raise amount_unknown(food, 1, unit)
    if not 0 < (quantity := grams / one) <= MAX_QUANTITY:
        raise _too_large(food.name, grams, "g")
    return quantity


def _scaled(item: FoodItem, factor: float, quantity: float, unit: str) -> FoodItem:
    grams = item.grams * factor if item.grams is not None else None
    try:
        figures = scale(item.nutrients, factor)
    except ValueError:
        raise _too_large(item.name, quantity, unit) from None
    if grams is not None and not 0 < grams <= MAX_GRAMS:
        raise _too_large(item.name, quantity, unit)
    return item.model_copy(update={**dict(figures), "grams": grams})


def _told(item: FoodItem, quantity: float, unit: str, errors: ErrorShares) -> FoodItem:
    """The amount rests on the person's word from now on."""
    evidence = Evidence.WEIGHED if is_weight(unit) else Evidence.TYPED
    told = item.model_copy(update={"quantity": quantity, "unit": unit})
    return resting_on(told, evidence, errors.of(evidence))


def _weight(item: FoodItem, quantity: float, unit: str) -> float | None:
    if item.grams is not None and (quantity, unit) == (item.quantity, item.unit):
        return item.grams
    return to_grams(quantity, unit, allowed_units=item.allowed_units, density=item.density)


def _food_of(item: FoodItem) -> Food:
    """The item's food as far as its amounts go."""
    return Food(food_id="item-itself", name=item.name, per_100g=Per100g(), portions=item.allowed_units, density=item.density)


def _too_large(name: str, quantity: float, unit: str) -> AmountOutOfRange:
    return AmountOutOfRange(f"{quantity:g} {unit} of {name} is more than an item can be: split it.")


def _unmatched(change: Change) -> Unmatched:
    return Unmatched(change.action, change.item_id, change.name, change.food_id)
