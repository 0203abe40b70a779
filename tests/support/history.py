"""Years of meals, put into the store as the rules have them: no photo was analysed for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random

from shared import clock
from shared.clients import cloudinary
from shared.clients.firestore import atomically, document_of, firestore
from shared.ids import derived_id
from shared.meals import reading, store
from shared.meals.models import Analysis, Image, Meal, MealType, Source, Status
from shared.nutrition.models import FoodItem, Provenance
from shared.nutrition.rules import total
from shared.profiles.target import Target
from shared.prompts.hints import AnalysisHints

FOODS = ("white rice", "phở bò", "grilled chicken breast", "broccoli", "Käsespätzle", "=SUM(A1)", "🍎 apple", "soy sauce")
_RAW = '{"dish_name": "Lunch", "foods": [{"name": "white rice", "grams": 150, "confidence": 0.9}]}' * 12


def meals_of(uid: str, number: int, days: int, *, seed: int = 1) -> list[Meal]:
    """So many meals, spread over so many days up to yesterday."""
    random, last = Random(seed), clock.now().date() - timedelta(days=1)
    return [_meal(random, uid, n, last - timedelta(days=days - 1 - n * days // number)) for n in range(number)]


def settle(meals: Sequence[Meal]) -> None:
    """Puts meals with their days, each of which wants something else."""
    by_day: dict[date, list[Meal]] = {}
    for meal in meals:
        by_day.setdefault(meal.local_date, []).append(meal)
    for n, (day, of_day) in enumerate(by_day.items()):
        target = Target(calories=1800 + n % 500, protein_g=120, carbs_g=200, fat_g=60)
        frame = store.Frame(target, tracked=(None, True, False)[n % 3])
        add = partial(store.add, uid=of_day[0].uid, local_date=day, new=of_day, frame=frame, now=clock.now())
        atomically(add)


def put_beside(meal: Meal, **changes: object) -> None:
    """A variant of a meal that is on no day."""
    changed = meal.model_copy(update={"meal_id": derived_id("beside", meal.meal_id, str(changes))} | changes)
    firestore().document(reading.meal_path(changed.uid, changed.meal_id)).set(document_of(changed))


def _meal(random: Random, uid: str, number: int, day: date) -> Meal:
    meal_id = derived_id("history", uid, number)
    logged_at = datetime.combine(day, time(random.randrange(6, 22), random.randrange(60)), UTC)
    items = tuple(_item(random, meal_id, order) for order in range(random.randrange(2, 7)))
    stored = cloudinary.delivery(derived_id("image", meal_id), "jpeg", 1738324802)
    image = Image(
        image_id=derived_id("image", meal_id),
        url=stored.url,
        thumbnail_url=stored.thumbnail_url,
        format="jpeg",
        size_bytes=400_000,
        width=1600,
        height=1200,
    )
    return Meal(
        meal_id=meal_id,
        uid=uid,
        status=Status.READY,
        status_changed_at=logged_at,
        source=Source.SCANNER,
        meal_type=random.choice(list(MealType)),
        dish_name=random.choice(FOODS),
        emoji="🍜",
        local_date=day,
        logged_at=logged_at,
        timezone="Asia/Ho_Chi_Minh",
        ready_at=logged_at,
        image=image,
        items=items,
        nutrition=total(items),
        analysis=Analysis(hints=AnalysisHints(), raw_response=_RAW),
        created_at=logged_at,
        updated_at=logged_at,
    )


def _item(random: Random, meal_id: str, order: int) -> FoodItem:
    grams = random.uniform(20, 400)
    return FoodItem(
        id=derived_id("item", meal_id, order),
        name=random.choice(FOODS),
        quantity=grams,
        unit="g",
        grams=grams,
        calories=grams * random.uniform(0.3, 3),
        protein_g=grams * random.uniform(0, 0.3),
        carbs_g=grams * random.uniform(0, 0.4),
        fat_g=random.choice((None, grams * random.uniform(0, 0.1))),
        fiber_g=None,
        sugar_g=random.choice((None, grams * 0.01)),
        confidence=random.uniform(0.5, 1),
        order=order,
        provenance=Provenance(source="model_estimate", model="gemini-2.5-flash", prompt_version="meal-photo-1"),
    )
