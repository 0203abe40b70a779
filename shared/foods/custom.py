"""A person's own foods: made, changed, listed, deleted. One function a use case."""

from __future__ import annotations

from datetime import datetime

from shared import clock
from shared.clients.firestore import Unit, atomically
from shared.errors import Conflict, Unprocessable
from shared.foods import explaining, gtin, store
from shared.foods.models import Custom, Food, Kind
from shared.foods.requests import CustomFoodRequest
from shared.foods.rules import TABLE_EXPLAINS, FoodNotFound, judged
from shared.foods.views import CustomFoodDeletedView, CustomFoodListView, CustomFoodView, custom_view
from shared.idempotency import Receipt
from shared.ids import is_id
from shared.nutrition.models import NUTRIENTS, AllowedUnit, Nutrients, Per100g
from shared.nutrition.rules import ENERGY_DERIVED, ENERGY_MISMATCH, set_aside
from shared.settings import settings
from shared.versions import check_version

_PREFIX = "custom-"
_KEPT = frozenset({ENERGY_MISMATCH, ENERGY_DERIVED, TABLE_EXPLAINS})


class TooManyCustomFoods(Conflict):
    error_code, title = "TOO_MANY_CUSTOM_FOODS", "There is no room for another food"


class ImplausibleFigures(Unprocessable):
    """`codes` name what cannot be."""

    error_code, title = "IMPLAUSIBLE_FIGURES", "These figures cannot be those of a food"


def create(uid: str, request: CustomFoodRequest, receipt: Receipt) -> CustomFoodView:
    """Raises TooManyCustomFoods, ImplausibleFigures and InvalidBarcode."""
    custom = _custom(receipt.resource_id(), request, clock.now())

    def work(unit: Unit) -> CustomFoodView:
        stored, _ = _add(unit, uid, custom)
        return custom_view(stored)

    return receipt.commit(work)


def take_over(uid: str, custom: Custom) -> bool:
    """A food out of the person's export, under its own id, by which meals know it. False where it is there already.

    Raises TooManyCustomFoods.
    """
    own = {"food_id": f"{_PREFIX}{custom.custom_id}", "kind": Kind.CUSTOM, "source": "custom", "fdc_id": None}
    food = custom.model_copy(update={"food": custom.food.model_copy(update=own)})
    return atomically(lambda unit: _add(unit, uid, food)[1])


def _add(unit: Unit, uid: str, custom: Custom) -> tuple[Custom, bool]:
    """The food as it is stored, and whether this put it there."""
    count, stored = store.count_custom(unit, uid), store.find_custom(unit, uid, custom.custom_id)
    if stored is not None:
        return stored, False
    if count >= (most := settings().CUSTOM_FOODS_MAX):
        raise TooManyCustomFoods(f"You have {most} foods of your own: delete one first.", most=most)
    store.put_custom(unit, uid, custom.custom_id, custom)
    store.put_custom_count(unit, uid, count + 1)
    return custom, True


def update(uid: str, food_id: str, request: CustomFoodRequest, version: int | None) -> CustomFoodView:
    """Replaces all of it. Raises FoodNotFound, PreconditionFailed, ImplausibleFigures and InvalidBarcode."""
    custom_id, now = _custom_id(food_id), clock.now()
    told = _custom(custom_id, request, now)

    def work(unit: Unit) -> CustomFoodView:
        before = store.read_custom(unit, uid, custom_id)
        check_version(before.version, version)
        after = told.model_copy(update={"version": before.version + 1, "created_at": before.created_at})
        store.put_custom(unit, uid, custom_id, after)
        return custom_view(after)

    return atomically(work)


def delete(uid: str, food_id: str) -> CustomFoodDeletedView:
    """For good; meals keep what they have. Raises FoodNotFound."""
    custom_id = _custom_id(food_id)

    def work(unit: Unit) -> None:
        count = store.count_custom(unit, uid)
        store.read_custom(unit, uid, custom_id)
        store.delete_custom(unit, uid, custom_id)
        store.put_custom_count(unit, uid, max(count - 1, 0))

    atomically(work)
    return CustomFoodDeletedView(food_id=f"{_PREFIX}{custom_id}", deleted=True)


def listing(uid: str, cursor: str | None, limit: int) -> CustomFoodListView:
    """Newest first. Raises InvalidCursor."""
    page = store.list_custom(uid, cursor, limit)
    return CustomFoodListView(foods=[custom_view(custom) for custom in page.foods], next_cursor=page.next_cursor)


def _custom_id(food_id: str) -> str:
    """The document's name in an id; also the bare one counts. Anything else names no food, and must not reach a path."""
    custom_id = food_id.removeprefix(_PREFIX)
    if not is_id(custom_id):
        raise FoodNotFound("You have no food of your own with this id.")
    return custom_id


def _custom(custom_id: str, request: CustomFoodRequest, now: datetime) -> Custom:
    per_100g, flags, aside, category = _figures(request)
    own = [] if request.serving is None else [AllowedUnit(unit=request.serving.unit, grams=request.serving.grams)]
    portions = {portion.unit.casefold(): portion for portion in reversed((*own, *request.portions))}
    food = Food(
        food_id=f"{_PREFIX}{custom_id}",
        name=request.name,
        brand=request.brand,
        category=category,
        kind=Kind.CUSTOM,
        state=request.state,
        per_100g=per_100g,
        portions=tuple(reversed(portions.values())),
        density=request.density,
        barcode=gtin.canonical(request.barcode) if request.barcode else None,
        source="custom",
        is_estimate=ENERGY_DERIVED in flags,
        flags=flags,
    )
    return Custom(custom_id=custom_id, food=food, set_aside=aside, created_at=now, updated_at=now)


def _figures(request: CustomFoodRequest) -> tuple[Per100g, tuple[str, ...], dict[str, float], str | None]:
    """For 100 g, with what was set aside: energy that contradicts the macros; and the category. What cannot be is refused."""
    grams = request.serving.grams if request.basis == "serving" and request.serving else 100.0
    told = Nutrients.model_construct(None, **{name: getattr(request.nutrition, name) for name in NUTRIENTS})
    kept, codes, category = judged(told, grams, request.category, explaining.alike(request.name, told, grams, request.category))
    impossible = [code for code in codes if code not in _KEPT]
    if impossible:
        reasons = ", ".join(code.lower().replace("_", " ") for code in impossible)
        raise ImplausibleFigures(f"Check the figures and what they are for: {reasons}.", codes=impossible)
    per_100g = Per100g.model_validate(dict(kept.per_100g(grams)))
    return per_100g, codes, set_aside(told.per_100g(grams), per_100g), category
