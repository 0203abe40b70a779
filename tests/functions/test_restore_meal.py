"""A deleted meal comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients.firestore import document_of, firestore
from shared.ids import new_id
from shared.meals import reading, states
from shared.meals.days.rules import day_entry, empty_day
from shared.meals.models import MAX_MEALS_A_DAY
from tests.support.http import PHOTO, problem, ready_meal, stored_meal
from tests.support.meals import budget_of, day_of, finished, meal_of, posted


def test_it_is_back_on_its_day(phone: Phone) -> None:
    meal = ready_meal(phone)
    before = day_of(phone, meal)
    path = f"/v1/meals/{meal['meal_id']}"
    phone.request("DELETE", path)
    answer = phone.request("POST", f"{path}/restore")
    assert answer.status_code == 200
    changed = {"version", "updated_at"}
    assert {k: v for k, v in answer.json().items() if k not in changed} == {k: v for k, v in meal.items() if k not in changed}
    assert answer.json()["version"] == meal["version"] + 2
    assert phone.request("GET", path).json() == answer.json()
    after = day_of(phone, meal)
    assert (after["entries"], after["totals"]) == (before["entries"], before["totals"])
    document = meal_of(phone, meal["meal_id"])
    assert not document["is_deleted"]
    assert {document[name] for name in ("deleted_at", "deleted_from", "expires_at")} == {None}


def test_what_is_not_deleted_cannot_be_restored(phone: Phone) -> None:
    now = clock.now()
    meal = stored_meal(phone.uid, now.date(), now)
    found = problem(phone.request("POST", f"/v1/meals/{meal.meal_id}/restore"), 409, "MEAL_STATE_CONFLICT")
    assert found["status_now"] == "READY"


def test_after_30_days_it_is_gone(phone: Phone) -> None:
    now = clock.now()
    meal = states.deleted(stored_meal(phone.uid, now.date(), now), now=now - states.RESTORABLE_FOR)
    firestore().document(reading.meal_path(phone.uid, meal.meal_id)).set(document_of(meal))
    problem(phone.request("POST", f"/v1/meals/{meal.meal_id}/restore"), 404, "MEAL_NOT_FOUND")


def test_on_the_last_day_it_is_not(phone: Phone) -> None:
    now = clock.now()
    meal = states.deleted(stored_meal(phone.uid, now.date(), now), now=now - states.RESTORABLE_FOR + timedelta(minutes=5))
    firestore().document(reading.meal_path(phone.uid, meal.meal_id)).set(document_of(meal))
    assert phone.request("POST", f"/v1/meals/{meal.meal_id}/restore").status_code == 200


@pytest.mark.parametrize("meal_id", ["0b8e3f5a-5f0e-4c41-9f57-3c5d1a9c7e11", "no-id"])
def test_unknown(phone: Phone, meal_id: str) -> None:
    problem(phone.request("POST", f"/v1/meals/{meal_id}/restore"), 404, "MEAL_NOT_FOUND")


def test_others_cannot(new_phone: Callable[[], Phone]) -> None:
    owner, other = new_phone(), new_phone()
    now = clock.now()
    meal = stored_meal(owner.uid, now.date(), now)
    owner.request("DELETE", f"/v1/meals/{meal.meal_id}")
    problem(other.request("POST", f"/v1/meals/{meal.meal_id}/restore"), 404, "MEAL_NOT_FOUND")


def test_a_full_day_takes_no_more(phone: Phone) -> None:
    day, now = date(2025, 3, 10), clock.now()
    meal = stored_meal(phone.uid, day, now)
    entry = day_entry(meal)
    assert entry is not None
    phone.request("DELETE", f"/v1/meals/{meal.meal_id}")
    full = empty_day(day, now).model_copy(update={"entries": {new_id(): entry for _ in range(MAX_MEALS_A_DAY)}})
    firestore().document(reading.day_path(phone.uid, day)).set(document_of(full))
    problem(phone.request("POST", f"/v1/meals/{meal.meal_id}/restore"), 422, "DAY_FULL")
    assert meal_of(phone, meal.meal_id)["is_deleted"]


def test_an_unfinished_one_is_analysed_anew(phone: Phone, held: TaskQueue) -> None:
    meal_id = posted(phone, PHOTO)
    phone.request("DELETE", f"/v1/meals/{meal_id}")
    answer = phone.request("POST", f"/v1/meals/{meal_id}/restore")
    assert (answer.status_code, answer.json()["status"]) == (200, "pending")
    assert meal_of(phone, meal_id)["analysis"]["run"] == 2
    assert budget_of(phone)["in_flight"] == [meal_id]
    held.resume()
    assert finished(phone, meal_id)["status"] == "READY"
    assert budget_of(phone)["charged"] == [meal_id], "it counts once"


def test_an_unfinished_one_needs_a_place(phone: Phone, held: TaskQueue) -> None:
    first = posted(phone, PHOTO)
    phone.request("DELETE", f"/v1/meals/{first}")
    for _ in range(3):
        posted(phone, PHOTO)
    problem(phone.request("POST", f"/v1/meals/{first}/restore"), 429, "TOO_MANY_ANALYSES_IN_FLIGHT")
    assert meal_of(phone, first)["status"] == "INACTIVE"
