"""Meals from a photo in each of their states, for the tests of what happens to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.ai.models import Usage
from shared.meals import states
from shared.meals.analysing import failures, rules
from shared.meals.models import Image, Meal, Status
from shared.nutrition.models import FoodItem
from shared.prompts.hints import AnalysisHints

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
WAIT = timedelta(minutes=10)
LEASE = timedelta(minutes=2)
RICE = FoodItem(name="rice", quantity=150, unit="g", grams=150, calories=195, protein_g=4.0, carbs_g=42.0, fat_g=0.4)
EGG = FoodItem(name="egg", quantity=1, unit="piece", grams=50, calories=72.5, protein_g=6.3, carbs_g=0.4, fat_g=4.8, fiber_g=0.0)
USAGE = Usage(model="m", prompt_version="p", calls=1, prompt_tokens=10, output_tokens=5, latency_ms=7)


def new_meal(meal_id: str = "m1") -> Meal:
    image = Image(image_id="i", url="u", thumbnail_url="t", format="jpeg", size_bytes=1, width=40, height=40)
    return rules.photo_meal(
        meal_id=meal_id,
        uid="u1",
        image=image,
        hints=AnalysisHints(),
        local_date=date(2026, 3, 1),
        logged_at=NOW,
        zone=ZoneInfo("UTC"),
        meal_type=None,
        now=NOW,
        check_after=WAIT,
    )


def claimed(meal: Meal | None = None, run: int = 1) -> Meal:
    return rules.claim(meal or new_meal(), run=run, owner="w1", lease=LEASE, now=NOW)


def recognised(meal: Meal | None = None, items: tuple[FoodItem, ...] = (RICE, EGG)) -> Meal:
    return rules.recognised(
        meal or claimed(),
        owner="w1",
        dish_name="Egg fried rice",
        emoji=None,
        items=items,
        strategy="basic",
        usage=USAGE,
        partial=False,
        issues=(),
        raw_response="{}",
        now=LATER,
    )


def ready(meal_id: str = "m1") -> Meal:
    return rules.ready(recognised(claimed(new_meal(meal_id))), owner="w1", items=(RICE, EGG), now=LATER)


def failed(failure: failures.Failure = failures.AI_UNAVAILABLE) -> Meal:
    return rules.failed(claimed(), failure, owner="w1", now=LATER)


BY_STATUS: dict[Status, Callable[[], Meal]] = {
    Status.PROCESSING: new_meal,
    Status.ANALYZING: claimed,
    Status.ENRICHING: recognised,
    Status.READY: ready,
    Status.FAILED: failed,
    Status.INACTIVE: lambda: states.deleted(ready(), now=LATER),
}
