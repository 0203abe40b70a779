"""What a meal is called and when it was; and figures of the whole that a person sets by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from math import fsum
from typing import Any

import httpx
import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients.firestore import document_of, firestore
from shared.ids import new_id
from shared.meals import reading
from shared.meals.days.rules import day_entry, empty_day
from shared.meals.models import MAX_MEALS_A_DAY, Meal
from tests.support.by_hand import calories_of, day, logged, patch, read, rice, whey
from tests.support.events import Listener
from tests.support.http import PHOTO, cost, invalid, problem
from tests.support.meals import meal_of, posted
from tests.support.people import onboarded

MONDAY, TUESDAY = "2025-03-10", "2025-03-11"


def test_what_is_left_out_stays(phone: Phone) -> None:
    meal = logged(phone, target_date=MONDAY, emoji="🍚")
    answer = patch(phone, meal, dish_name="Dinner", meal_type="dinner")
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    told = answer.json()
    assert (told["dish_name"], told["meal_type"], told["emoji"], told["edit_count"]) == ("Dinner", "dinner", "🍚", 1)
    kept = {"food_items", "nutrition", "local_date", "logged_at", "created_at", "source"}
    assert {name: told[name] for name in kept} == {name: meal[name] for name in kept}
    entry = day(phone, MONDAY)["entries"][meal["meal_id"]]
    assert (entry["name"], entry["meal_type"]) == ("Dinner", "dinner")
    assert patch(phone, meal, emoji=None).json()["emoji"] is None
    assert read(phone, meal)["dish_name"] == "Dinner"


def test_another_day(phone: Phone) -> None:
    meal, other = logged(phone, rice(100), target_date=MONDAY), logged(phone, rice(200), target_date=TUESDAY)
    told = patch(phone, meal, target_date=TUESDAY).json()
    assert (told["local_date"], told["logged_at"][:10]) == (TUESDAY, TUESDAY)
    assert told["logged_at"][10:] == meal["logged_at"][10:], "the time of day stays"
    assert (day(phone, MONDAY)["entries"], calories_of(phone, MONDAY)) == ({}, 0)
    assert set(day(phone, TUESDAY)["entries"]) == {meal["meal_id"], other["meal_id"]}
    assert calories_of(phone, TUESDAY) == 390
    listed = phone.request("GET", "/v1/meals", params={"from": TUESDAY, "to": TUESDAY}).json()["meals"]
    assert {one["meal_id"] for one in listed} == {meal["meal_id"], other["meal_id"]}


def test_another_instant(phone: Phone) -> None:
    meal = logged(phone, target_date=MONDAY)
    told = patch(phone, meal, logged_at="2025-03-11T23:30:00+02:00").json()
    assert (told["local_date"], told["logged_at"]) == (TUESDAY, "2025-03-11T21:30:00Z")
    assert told["meal_type"] == meal["meal_type"], "it was chosen once"
    problem(patch(phone, meal, logged_at="2025-03-11T10:00:00Z", target_date=MONDAY), 422, "DATE_OUT_OF_RANGE")
    assert ("body", "logged_at") in invalid(patch(phone, meal, logged_at="2025-03-11T10:00:00"))


def test_a_day_that_cannot_be(phone: Phone) -> None:
    meal = logged(phone)
    for wrong in (str(clock.now().date() + timedelta(days=3)), "1999-12-31"):
        problem(patch(phone, meal, target_date=wrong), 422, "DATE_OUT_OF_RANGE")
    for wrong in ("2999-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        problem(patch(phone, meal, logged_at=wrong), 422, "DATE_OUT_OF_RANGE")
    assert read(phone, meal) == meal


def test_a_full_day_takes_no_more(phone: Phone) -> None:
    meal = logged(phone, target_date=MONDAY)
    entry = day_entry(Meal.model_validate(meal_of(phone, meal["meal_id"])))
    assert entry is not None
    full = empty_day(clock.now().date().replace(2025, 3, 11), clock.now())
    full = full.model_copy(update={"entries": {new_id(): entry for _ in range(MAX_MEALS_A_DAY)}})
    firestore().document(reading.day_path(phone.uid, full.local_date)).set(document_of(full))
    problem(patch(phone, meal, target_date=TUESDAY), 422, "DAY_FULL")
    assert list(day(phone, MONDAY)["entries"]) == [meal["meal_id"]]


def test_the_target_of_the_other_day(phone: Phone) -> None:
    """A day that the move makes has the target that held on it."""
    onboarded(phone)
    today = clock.now().date()
    meal = logged(phone, target_date=MONDAY)
    patch(phone, meal, target_date=str(today))
    assert day(phone, str(today))["target"] is not None
    assert day(phone, MONDAY)["target"] is None


def test_figures_by_hand(phone: Phone) -> None:
    meal = logged(phone, rice(100), whey(10), target_date=MONDAY)
    told = patch(phone, meal, nutrition_override={"calories": 850}).json()
    assert (told["total_calories"], told["nutrition"]["protein_g"]) == (850, meal["nutrition"]["protein_g"])
    assert (told["nutrition"]["calories_low"], told["nutrition"]["calories_high"]) == (765, 935)
    assert told["nutrition_override"]["calories"] == 850
    assert (told["nutrition_override"]["protein_g"], told["nutrition_override"]["flags"]) == (None, [])
    assert told["food_items"] == meal["food_items"], "what the tables say stands beside it"
    assert calories_of(phone, MONDAY) == 850
    assert patch(phone, meal, dish_name="x").json()["total_calories"] == 850
    cleared = patch(phone, meal, clear_nutrition_override=True).json()
    assert (cleared["total_calories"], cleared["nutrition_override"]) == (meal["total_calories"], None)
    assert calories_of(phone, MONDAY) == pytest.approx(meal["total_calories"])


def test_figures_that_contradict_themselves(phone: Phone) -> None:
    meal = logged(phone)
    said = {"calories": 2000, "protein_g": 30, "carbs_g": 60, "fat_g": 20}
    told = patch(phone, meal, nutrition_override=said).json()
    assert told["total_calories"] == 540
    assert told["nutrition_override"]["set_aside"] == {"calories": 2000}
    assert "ENERGY_MISMATCH" in told["nutrition_override"]["flags"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({}, ("body",)),
        ({"dish_name": " "}, ("body", "dish_name")),
        ({"emoji": ""}, ("body", "emoji")),
        ({"nutrition_override": {}}, ("body", "nutrition_override")),
        ({"nutrition_override": {"calories": -1}}, ("body", "nutrition_override", "calories")),
        ({"nutrition_override": {"calories": 1}, "clear_nutrition_override": True}, ("body",)),
    ],
    ids=str,
)
def test_what_is_no_change(phone: Phone, change: dict[str, Any], place: tuple[str, ...]) -> None:
    assert invalid(patch(phone, logged(phone), **change)) == {place}


def test_the_same_again_is_no_change(phone: Phone) -> None:
    meal = logged(phone, target_date=MONDAY)
    assert patch(phone, meal, dish_name="Lunch", target_date=MONDAY).json() == meal


def test_only_what_is_ready(phone: Phone, held: TaskQueue) -> None:
    problem(patch(phone, {"meal_id": posted(phone, PHOTO)}, dish_name="x"), 409, "MEAL_STATE_CONFLICT")


def test_only_the_version_that_was_read(phone: Phone) -> None:
    meal = logged(phone)
    seen = {"If-Match": '"1"'}
    assert patch(phone, meal, seen, dish_name="x").status_code == 200
    problem(patch(phone, meal, seen, dish_name="y"), 412, "PRECONDITION_FAILED")


def test_repeated_with_its_key(phone: Phone) -> None:
    meal = logged(phone, target_date=MONDAY)
    key = {"Idempotency-Key": new_id()}
    first, again = (patch(phone, meal, key, target_date=TUESDAY) for _ in range(2))
    assert (first.status_code, again.content) == (200, first.content)
    assert read(phone, meal)["version"] == 2


def test_many_moves_at_once_leave_it_on_one_day(phone: Phone) -> None:
    meals = [logged(phone, rice(100 + number), target_date=MONDAY) for number in range(2)]
    dates = [MONDAY, TUESDAY, "2025-03-12"]

    def move(number: int) -> httpx.Response:
        return patch(phone, meals[number % 2], target_date=dates[number % 3])

    with ThreadPoolExecutor(9) as pool:
        assert {answer.status_code for answer in pool.map(move, range(18))} == {200}
    found = {date: day(phone, date) for date in dates}
    for meal in meals:
        where = [date for date in dates if meal["meal_id"] in found[date]["entries"]]
        assert where == [read(phone, meal)["local_date"]]
    for document in found.values():
        entries = document["entries"].values()
        assert not entries or document["totals"]["calories"] == fsum(entry["nutrition"]["calories"] for entry in entries)


def test_what_others_hear(phone: Phone, domain_events: Listener) -> None:
    meal = logged(phone, target_date=MONDAY)
    patch(phone, meal, target_date=TUESDAY)
    heard = domain_events.wait_for(meal["meal_id"], "MealNutritionUpdated", "MealEdited")
    (told,) = {event["event_id"]: event for event in heard if event["type"] == "MealEdited"}.values()
    assert (told["edit_type"], told["changes_summary"]) == ("details", f"Moved it to {TUESDAY}")
    assert told["nutrition_delta"]["calories"] == 0


def test_what_it_costs(phone: Phone) -> None:
    meal = logged(phone, target_date=MONDAY)
    logged(phone, target_date=TUESDAY)
    assert cost(patch(phone, meal, dish_name="x")) == (2, 2), "the meal and its day"
    assert cost(patch(phone, meal, target_date=TUESDAY)) == (3, 3), "the meal and both days"
