"""The activities of a day, from its one document."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients.firestore import document_of, firestore
from shared.meals import reading
from shared.meals.days.rules import empty_day, with_meal
from shared.meals.models import Meal
from tests.support.http import PHOTO, cost, problem, ready_meal, stored_meal
from tests.support.meals import posted

PATH = "/v1/activities/daily"
NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)


def on_its_day(phone: Phone, moment: datetime, **changes: Any) -> Meal:
    """A stored meal that counts on its day."""
    meal = stored_meal(phone.uid, moment.date(), moment, **changes)
    day = with_meal(reading.get_day(phone.uid, moment.date()) or empty_day(moment.date(), moment), meal, moment)
    firestore().document(reading.day_path(phone.uid, moment.date())).set(document_of(day))
    return meal


def daily(phone: Phone, **given: Any) -> list[dict[str, Any]]:
    answer = phone.request("GET", PATH, **given)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def test_a_photo(phone: Phone) -> None:
    meal = ready_meal(phone, target_date="2025-03-10")
    (activity,) = daily(phone, params={"date": "2025-03-10"})
    assert activity == {
        "id": meal["meal_id"],
        "type": "meal",
        "timestamp": meal["logged_at"],
        "title": meal["dish_name"],
        "meal_type": meal["meal_type"],
        "calories": meal["total_calories"],
        "macros": meal["total_nutrition"],
        "quantity": meal["total_weight_grams"],
        "status": "ready",
        "image_url": meal["image_url"],
    }
    assert meal["image_url"], "there is a picture to show"


def test_newest_first_and_no_weight_invented(phone: Phone) -> None:
    meals = [on_its_day(phone, NOON - timedelta(hours=hours)) for hours in (3, 0, 5)]
    nutrition = meals[0].nutrition
    assert nutrition is not None
    unweighed = on_its_day(phone, NOON - timedelta(hours=1), nutrition=nutrition.model_copy(update={"total_weight_g": None}))
    found = daily(phone, params={"date": "2025-03-10"})
    assert [each["id"] for each in found] == [meals[1].meal_id, unweighed.meal_id, meals[0].meal_id, meals[2].meal_id]
    assert [each["quantity"] for each in found] == [150, None, 150, 150]
    assert found[0]["image_url"] is None


def test_today_is_the_persons(phone: Phone) -> None:
    zone = "Pacific/Kiritimati"
    where = clock.zone(zone)
    assert where is not None
    today = clock.local_date(clock.now(), where)
    meal = on_its_day(phone, datetime.combine(today, NOON.timetz()))
    assert [each["id"] for each in daily(phone, headers={"X-Timezone": zone})] == [meal.meal_id]
    assert daily(phone, headers={"X-Timezone": "Etc/GMT+12"}) == []


def test_what_does_not_count_is_no_activity(phone: Phone, held: TaskQueue) -> None:
    posted(phone, PHOTO)
    assert daily(phone) == []


def test_cost(phone: Phone) -> None:
    for hours in range(3):
        on_its_day(phone, NOON - timedelta(hours=hours))
    phone.request("GET", "/v1/meals/none")
    assert cost(phone.request("GET", PATH, params={"date": "2025-03-10"})) == (1, 0)


def test_a_day_that_is_none(phone: Phone) -> None:
    problem(phone.request("GET", PATH, params={"date": "10.03.2025"}), 400, "INVALID_DATE_FORMAT")
