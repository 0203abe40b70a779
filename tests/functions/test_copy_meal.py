"""A meal once more, on another day or today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients.firestore import Unit, atomically
from shared.ids import new_id
from shared.meals import store
from shared.meals.changing import rules
from tests.support.by_hand import calories_of, day, edit, logged, patch, read, rice
from tests.support.events import Listener
from tests.support.http import PHOTO, cost, problem, ready_meal
from tests.support.meals import meal_of, posted

MONDAY, TUESDAY = "2025-03-10", "2025-03-11"


def copy(phone: Phone, meal: dict[str, Any], headers: dict[str, str] | None = None, **where: str) -> httpx.Response:
    return phone.request("POST", f"/v1/meals/{meal['meal_id']}/copy", json=where, headers=headers)


def test_it_is_a_meal_of_its_own(phone: Phone) -> None:
    meal = logged(phone, target_date=MONDAY, meal_type="breakfast", emoji="🍚")
    answer = copy(phone, meal, target_date=TUESDAY)
    told = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/v1/meals/{told['meal_id']}")
    assert told["meal_id"] != meal["meal_id"]
    assert (told["local_date"], told["meal_type"], told["dish_name"], told["emoji"]) == (TUESDAY, "breakfast", "Lunch", "🍚")
    assert (told["version"], told["edit_count"], told["source"], told["status"]) == (1, 0, "manual", "ready")
    assert not {item["id"] for item in told["food_items"]} & {item["id"] for item in meal["food_items"]}
    for was, now in zip(meal["food_items"], told["food_items"], strict=True):
        assert now | {"id": was["id"]} == was
    assert told["nutrition"] == meal["nutrition"]
    assert calories_of(phone, MONDAY) == calories_of(phone, TUESDAY) == pytest.approx(meal["total_calories"])


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "application/json"}], ids=["of no type", "JSON"])
def test_without_a_body(phone: Phone, headers: dict[str, str]) -> None:
    """Each of its fields has a default: today, and the original's type."""
    meal = logged(phone, target_date=MONDAY, meal_type="breakfast")
    answer = phone.request("POST", f"/v1/meals/{meal['meal_id']}/copy", headers=headers)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["local_date"], answer.json()["meal_type"]) == (clock.now().date().isoformat(), "breakfast")
    other = phone.request("POST", f"/v1/meals/{meal['meal_id']}/copy", content=b"{}", headers={"Content-Type": "text/plain"})
    problem(other, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_neither_changes_the_other(phone: Phone) -> None:
    meal = logged(phone, rice(100), target_date=MONDAY)
    other = copy(phone, meal, target_date=MONDAY).json()
    assert calories_of(phone, MONDAY) == 260
    edit(phone, other, {"action": "update", "id": other["food_items"][0]["id"], "quantity": 200})
    assert read(phone, meal) == meal
    assert calories_of(phone, MONDAY) == 390
    phone.request("DELETE", f"/v1/meals/{meal['meal_id']}")
    assert read(phone, other)["total_calories"] == 260
    assert calories_of(phone, MONDAY) == 260


def test_today_and_of_another_type(phone: Phone) -> None:
    meal = logged(phone, target_date=MONDAY)
    told = copy(phone, meal, meal_type="snack").json()
    assert (told["local_date"], told["meal_type"]) == (str(clock.now().date()), "snack")
    problem(copy(phone, meal, target_date=str(clock.now().date() + timedelta(days=3))), 422, "DATE_OUT_OF_RANGE")


def test_the_photo_is_shown_with_both(phone: Phone, domain_events: Listener) -> None:
    meal = ready_meal(phone)
    told = copy(phone, meal, target_date=MONDAY).json()
    assert (told["image_url"], told["thumbnail_url"]) == (meal["image_url"], meal["thumbnail_url"])
    assert (told["portion_question"], told["total_calories"]) == (None, meal["total_calories"])
    assert day(phone, MONDAY)["entries"][told["meal_id"]]["thumbnail_url"] == meal["thumbnail_url"]
    document = meal_of(phone, told["meal_id"])
    assert document["analysis"] is None, "nothing is analysed"
    domain_events.wait_for(told["meal_id"], "MealNutritionUpdated")


def test_figures_by_hand_come_along(phone: Phone) -> None:
    meal = logged(phone)
    patch(phone, meal, nutrition_override={"calories": 850})
    told = copy(phone, meal, target_date=MONDAY).json()
    assert (told["total_calories"], told["nutrition_override"]["calories"]) == (850, 850)


def test_only_what_is_ready(phone: Phone, held: TaskQueue) -> None:
    problem(copy(phone, {"meal_id": posted(phone, PHOTO)}), 409, "MEAL_STATE_CONFLICT")


def test_what_is_gone_is_not_copied(phone: Phone, new_phone: Callable[[], Phone]) -> None:
    meal = logged(phone)
    problem(copy(new_phone(), meal), 404, "MEAL_NOT_FOUND")
    phone.request("DELETE", f"/v1/meals/{meal['meal_id']}")
    problem(copy(phone, meal), 404, "MEAL_NOT_FOUND")


def test_repeated_with_its_key(phone: Phone) -> None:
    meal = logged(phone, target_date=MONDAY)
    key = {"Idempotency-Key": new_id()}
    first, again = (copy(phone, meal, key, target_date=TUESDAY) for _ in range(2))
    assert (first.status_code, again.content) == (201, first.content)
    assert day(phone, TUESDAY)["meal_count"] == 1


def test_the_original_is_left_as_it_was(phone: Phone) -> None:
    meal = logged(phone)
    before = meal_of(phone, meal["meal_id"])
    copy(phone, meal, target_date=MONDAY)
    assert meal_of(phone, meal["meal_id"]) == before


def test_it_rests_on_the_original_as_it_was_read(phone: Phone) -> None:
    """A change in between makes the copy start anew: it must not show a photo that the original has just let go of."""
    meal = logged(phone, target_date=MONDAY)
    read_as: list[str | None] = []

    def work(unit: Unit) -> None:
        original = store.read(unit, phone.uid, meal["meal_id"])
        read_as.append(original.dish_name)
        if len(read_as) == 1:
            assert patch(phone, meal, dish_name="Dinner").status_code == 200
        now = clock.now()
        copied = rules.copied(
            original, meal_id=new_id(), local_date=now.date(), logged_at=now, zone=ZoneInfo("UTC"), meal_type=None, now=now
        )
        store.log(unit, copied)

    atomically(work)
    assert read_as == ["Lunch", "Dinner"]
    assert {entry["name"] for entry in day(phone, str(clock.now().date()))["entries"].values()} == {"Dinner"}


def test_what_it_costs(phone: Phone) -> None:
    meal = logged(phone, target_date=MONDAY)
    assert cost(copy(phone, meal, target_date=MONDAY)) == (3, 3), (
        "original, copy and day; the original's version is checked by a write"
    )
