"""A meal is deleted: gone from everywhere at once, and kept for 30 days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.meals.analysing import failures
from tests.support.http import PHOTO, fail, problem, ready_meal, stored_meal
from tests.support.meals import budget_of, day_of, meal_of, posted


def test_it_leaves_its_day(phone: Phone) -> None:
    meal = ready_meal(phone)
    assert list(day_of(phone, meal)["entries"]) == [meal["meal_id"]]
    answer = phone.request("DELETE", f"/v1/meals/{meal['meal_id']}")
    assert answer.status_code == 200
    assert (answer.json()["meal_id"], answer.json()["status"]) == (meal["meal_id"], "INACTIVE")
    day = day_of(phone, meal)
    assert (day["entries"], day["meal_count"], day["totals"]["calories"]) == ({}, 0, 0)
    document = meal_of(phone, meal["meal_id"])
    assert (document["status"], document["is_deleted"], document["version"]) == ("INACTIVE", True, meal["version"] + 1)
    assert document["expires_at"] - document["deleted_at"] == timedelta(days=30)
    assert abs(document["deleted_at"] - clock.now()) < timedelta(minutes=1)


def test_a_second_time_there_is_nothing(phone: Phone) -> None:
    now = clock.now()
    path = f"/v1/meals/{stored_meal(phone.uid, now.date(), now).meal_id}"
    assert phone.request("DELETE", path).status_code == 200
    problem(phone.request("DELETE", path), 404, "MEAL_NOT_FOUND")


def test_others_cannot(new_phone: Callable[[], Phone]) -> None:
    owner, other = new_phone(), new_phone()
    now = clock.now()
    path = f"/v1/meals/{stored_meal(owner.uid, now.date(), now).meal_id}"
    problem(other.request("DELETE", path), 404, "MEAL_NOT_FOUND")
    assert owner.request("GET", path).status_code == 200


@pytest.mark.parametrize("meal_id", ["0b8e3f5a-5f0e-4c41-9f57-3c5d1a9c7e11", "no-id"])
def test_unknown(phone: Phone, meal_id: str) -> None:
    problem(phone.request("DELETE", f"/v1/meals/{meal_id}"), 404, "MEAL_NOT_FOUND")


def test_a_waiting_one_gives_its_place_back(phone: Phone, held: TaskQueue) -> None:
    meal_id = posted(phone, PHOTO)
    assert budget_of(phone)["in_flight"] == [meal_id]
    assert phone.request("DELETE", f"/v1/meals/{meal_id}").status_code == 200
    assert budget_of(phone)["in_flight"] == []
    assert budget_of(phone)["charged"] == [meal_id], "the day's analysis is spent"
    assert meal_of(phone, meal_id)["analysis"]["sweep_at"] is None


def test_a_failed_one(phone: Phone, held: TaskQueue) -> None:
    meal_id = posted(phone, PHOTO)
    fail(phone, meal_id, failures.NOT_FOOD_IMAGE)
    assert phone.request("DELETE", f"/v1/meals/{meal_id}").status_code == 200
    assert meal_of(phone, meal_id)["deleted_from"] == "FAILED"
