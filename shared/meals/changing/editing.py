"""What a person does with meals by hand: log, change, move, copy, give a photo. One function a use case.

Foods are looked up before the commit, which then happens only while the meal is still the one that they were looked up for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from shared import clock
from shared.clients.firestore import Unit
from shared.foods import explaining, lookup, own
from shared.foods.language.words import name_key
from shared.foods.models import Food, Match
from shared.idempotency import Receipt
from shared.ids import derived_id
from shared.images import photo
from shared.meals import photos, reading, store
from shared.meals.answering import changed
from shared.meals.changing import overrides, plates, rules
from shared.meals.changing.changes import Change, LookedUp, apply, names_wanted
from shared.meals.changing.requests import CopyRequest, IngredientsRequest, ManualMealRequest, MealChange
from shared.meals.changing.views import MealEditView, edit_view
from shared.meals.days.rules import check_loggable, when_logged
from shared.meals.models import Image, Meal, Source
from shared.meals.reading import checked_id
from shared.meals.views import MealView, meal_view
from shared.settings import settings
from shared.users.models import Person
from shared.versions import check_version

MAX_PHOTO_BYTES = 8 * 1024 * 1024


# New meals


def create_manual_meal(person: Person, request: ManualMealRequest, receipt: Receipt) -> MealView:
    """A meal whose foods are known is READY at once. Raises UnknownFoods, AmountUnknown and the like."""
    now = clock.now()
    local_date, logged_at = when_logged(person, request.target_date, now)
    servings = [item.serving() for item in request.items]
    foods = lookup.by_ids(person.uid, _each_once(serving.food_id for serving in servings))
    meal = rules.logged_meal(
        meal_id=receipt.resource_id(),
        uid=person.uid,
        source=Source(request.source),
        dish_name=request.dish_name,
        emoji=request.emoji,
        items=plates.plate(servings, foods, error_shares(), _alike(servings)),
        local_date=local_date,
        logged_at=logged_at,
        zone=person.zone,
        meal_type=request.meal_type,
        now=now,
    )
    return receipt.commit(lambda unit: meal_view(store.log(unit, meal)))


def copy_meal(person: Person, meal_id: str, request: CopyRequest, receipt: Receipt) -> MealView:
    """The same meal on another day, or once more today. Its photo is shared: the commit rests on the original still showing it."""
    now, copy_id = clock.now(), receipt.resource_id()
    local_date, logged_at = when_logged(person, request.target_date, now)
    checked_id(meal_id)

    def work(unit: Unit) -> MealView:
        copy = rules.copied(
            store.read(unit, person.uid, meal_id),
            meal_id=copy_id,
            local_date=local_date,
            logged_at=logged_at,
            zone=person.zone,
            meal_type=request.meal_type,
            now=now,
        )
        return meal_view(store.log(unit, copy))

    return receipt.commit(work)


# Changes


def edit_ingredients(
    person: Person, meal_id: str, request: IngredientsRequest, receipt: Receipt, expected: int | None
) -> MealEditView:
    """Changes the foods of a READY meal; what could not be made is told in the answer."""
    now, errors = clock.now(), error_shares()
    changes = [change.change() for change in request.food_item_changes]
    seen = reading.get_meal(person.uid, checked_id(meal_id))
    check_version(seen.version, expected)
    rules.by_hand(seen, now=now)
    found = _looked_up(person, seen, changes)

    def work(unit: Unit) -> MealEditView:
        answers: list[MealEditView] = []

        def step(before: Meal) -> Meal:
            check_version(before.version, expected)
            outcome = apply(before.items, changes, found, errors)
            after = rules.edited(before, now=now, items=outcome.items, dish_name=request.dish_name or before.dish_name)
            answers.append(edit_view(before, after, outcome))
            return after

        store.change_in(unit, person.uid, meal_id, step)
        return answers[0]

    return receipt.commit(work)


def update_meal(person: Person, meal_id: str, change: MealChange, receipt: Receipt, expected: int | None) -> MealView:
    """Changes what a READY meal is called and when it was; on another day, both days change with it."""
    now = clock.now()
    return _changed(person, meal_id, partial(_updated, person, change, now), receipt, expected, now)


def _updated(person: Person, change: MealChange, now: datetime, meal: Meal) -> Meal:
    local_date, logged_at = rules.moment(
        meal, day=change.target_date, instant=change.logged_at, day_start_hour=person.account.day_start_hour
    )
    if local_date != meal.local_date:
        check_loggable(local_date, person.today(now))
    override = meal.nutrition_override
    if change.clear_nutrition_override:
        override = None
    elif change.nutrition_override:
        override = overrides.override_of(change.nutrition_override.told(), error_share=settings().KCAL_ERROR_TYPED, now=now)
    return rules.edited(
        meal,
        now=now,
        dish_name=change.dish_name or meal.dish_name,
        emoji=change.emoji if "emoji" in change.model_fields_set else meal.emoji,
        meal_type=change.meal_type or meal.meal_type,
        local_date=local_date,
        logged_at=logged_at,
        nutrition_override=override,
    )


# Photos


def set_photo(person: Person, meal_id: str, data: bytes, receipt: Receipt, expected: int | None) -> MealView:
    """Shows another photo. The one before is deleted once no meal shows it (shared.meals.following)."""
    now = clock.now()
    info = photo.inspect(data, max_bytes=MAX_PHOTO_BYTES)
    seen = reading.get_meal(person.uid, checked_id(meal_id))
    check_version(seen.version, expected)
    rules.by_hand(seen, now=now)
    image_id = derived_id("image", meal_id, receipt.resource_id())
    image = photos.upload(image_id, data, info)
    try:
        return _changed(person, meal_id, partial(_shown, image, now), receipt, expected, now)
    except Exception:
        photos.discard_unless_shown(person.uid, image_id)
        raise


def delete_photo(person: Person, meal_id: str, receipt: Receipt, expected: int | None) -> MealView:
    """The meal without its photo, which is deleted once no meal shows it; a meal without one stays as it is."""
    now = clock.now()
    return _changed(person, meal_id, partial(_shown, None, now), receipt, expected, now)


def _shown(image: Image | None, now: datetime, meal: Meal) -> Meal:
    return rules.with_photo(meal, image, now=now)


# Parts


def error_shares() -> plates.ErrorShares:
    current = settings()
    return plates.ErrorShares(measured=current.KCAL_ERROR_MEASURED, typed=current.KCAL_ERROR_TYPED, judged=current.KCAL_ERROR_PHOTO)


def _looked_up(person: Person, meal: Meal, changes: Sequence[Change]) -> LookedUp:
    by_id = lookup.by_ids(person.uid, _each_once(change.food_id for change in changes))
    names = names_wanted(meal.items, changes, by_id)
    foods = lookup.Foods(person.account.language_code)
    on_plate = {item.id: item for item in meal.items}
    named = [
        change if change.name or (item := on_plate.get(change.item_id or "")) is None else replace(change, name=item.name)
        for change in changes
    ]
    mine = own.named(person.uid, names)
    by_name = {
        name: Match(food, 1.0) if (food := mine.get(name_key(name))) else foods.named(name, state=state)
        for name, state in names.items()
    }
    return LookedUp(by_id, by_name, _alike(named))


def _alike(told: Iterable[Change | plates.Serving]) -> dict[str, Food]:
    """The table's foods of the names whose own figures want an explanation."""
    found = {
        one.name: explaining.alike(one.name, one.own_figures.of(100), 100, one.category)
        for one in told
        if one.name and one.own_figures is not None
    }
    return {name: food for name, food in found.items() if food is not None}


def _each_once(food_ids: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(food_id for food_id in food_ids if food_id is not None))


def _changed(person: Person, meal_id: str, step: store.Step, receipt: Receipt, expected: int | None, now: datetime) -> MealView:
    def checked(meal: Meal) -> Meal:
        check_version(meal.version, expected)
        return step(meal)

    return changed(person, meal_id, checked, receipt, now)
