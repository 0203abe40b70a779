"""A failed analysis once more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients.firestore import firestore
from shared.ids import new_id
from shared.limits.ai_use import budget_path
from shared.meals.analysing import failures
from tests.support.http import PHOTO, fail, problem, stored_meal
from tests.support.meals import budget_of, finished, meal_of, posted


def test_it_becomes_ready(phone: Phone, held: TaskQueue) -> None:
    meal_id = posted(phone, PHOTO)
    fail(phone, meal_id, failures.AI_UNAVAILABLE)
    shown = phone.request("GET", f"/v1/meals/{meal_id}").json()
    assert (shown["status"], shown["error_code"], shown["retryable"]) == ("failed", "AI_UNAVAILABLE", True)
    assert shown["error_message"]
    assert budget_of(phone) | {"day": None} == {"day": None, "charged": [], "in_flight": []}, "the failure was ours"

    answer = phone.request("POST", f"/v1/meals/{meal_id}/retry")
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/v1/meals/{meal_id}"
    meal = answer.json()
    assert (meal["status"], meal["stage"]) == ("analyzing", "ANALYZING")
    assert (meal["error_code"], meal["error_message"], meal["retryable"]) == (None, None, None)
    assert budget_of(phone)["charged"] == budget_of(phone)["in_flight"] == [meal_id]
    held.resume()
    final = finished(phone, meal_id)
    assert (final["status"], final["analysis"]["run"]) == ("READY", 2)


def test_a_final_failure(phone: Phone, held: TaskQueue) -> None:
    meal_id = posted(phone, PHOTO)
    fail(phone, meal_id, failures.CONTENT_BLOCKED)
    found = problem(phone.request("POST", f"/v1/meals/{meal_id}/retry"), 409, "MEAL_STATE_CONFLICT")
    assert found["status_now"] == "FAILED"
    assert meal_of(phone, meal_id)["error_code"] == "CONTENT_BLOCKED"


def test_only_a_failure_is_tried_again(phone: Phone, held: TaskQueue) -> None:
    now = clock.now()
    ready, waiting = stored_meal(phone.uid, now.date(), now).meal_id, posted(phone, PHOTO)
    for meal_id, state in ((ready, "READY"), (waiting, "PROCESSING")):
        found = problem(phone.request("POST", f"/v1/meals/{meal_id}/retry"), 409, "MEAL_STATE_CONFLICT")
        assert found["status_now"] == state


def test_a_deleted_one_is_not_found(phone: Phone, held: TaskQueue) -> None:
    meal_id = posted(phone, PHOTO)
    fail(phone, meal_id)
    phone.request("DELETE", f"/v1/meals/{meal_id}")
    problem(phone.request("POST", f"/v1/meals/{meal_id}/retry"), 404, "MEAL_NOT_FOUND")


def test_it_counts_as_an_analysis(phone: Phone, held: TaskQueue) -> None:
    meal_id = posted(phone, PHOTO)
    fail(phone, meal_id)
    firestore().document(budget_path(phone.uid)).update({"charged": [new_id() for _ in range(12)]})
    problem(phone.request("POST", f"/v1/meals/{meal_id}/retry"), 429, "AI_QUOTA_EXCEEDED")
    assert meal_of(phone, meal_id)["status"] == "FAILED"


@pytest.mark.parametrize("meal_id", ["0b8e3f5a-5f0e-4c41-9f57-3c5d1a9c7e11", "no-id"])
def test_unknown(phone: Phone, meal_id: str) -> None:
    problem(phone.request("POST", f"/v1/meals/{meal_id}/retry"), 404, "MEAL_NOT_FOUND")


def test_others_cannot(new_phone: Callable[[], Phone], held: TaskQueue) -> None:
    owner, other = new_phone(), new_phone()
    meal_id = posted(owner, PHOTO)
    fail(owner, meal_id)
    problem(other.request("POST", f"/v1/meals/{meal_id}/retry"), 404, "MEAL_NOT_FOUND")
