"""Meals that are deleted, also in the middle of their analysis, and brought back."""

from __future__ import annotations

from uuid import uuid4

from local.phone import Phone
from local.queues import TaskQueue
from tests.support.meals import budget_of, day_of, finished, meal_of, posted, reached
from tests.support.photos import plate
from tests.support.vendors import StandIn
from tests.support.waiting import eventually

MODEL = ":generateContent"


def delete(phone: Phone, meal_id: str) -> None:
    answer = phone.request("DELETE", f"/v1/meals/{meal_id}")
    assert answer.status_code == 200
    assert answer.json()["status"] == "INACTIVE"


def restore(phone: Phone, meal_id: str) -> str:
    """The stage of the restored meal."""
    answer = phone.request("POST", f"/v1/meals/{meal_id}/restore")
    assert answer.status_code == 200, answer.text
    assert answer.json()["meal_id"] == meal_id
    return str(answer.json()["stage"])


def test_while_the_model_thinks(phone: Phone, gemini: StandIn, queue: TaskQueue) -> None:
    assert phone.request("DELETE", f"/v1/meals/{uuid4()}").status_code == 404  # loads the function: it has to be in time below
    gemini.will({"delay_s": 2})
    meal_id = posted(phone, plate())
    eventually(lambda: gemini.calls(MODEL), "the question to the model")

    delete(phone, meal_id)

    assert budget_of(phone)["in_flight"] == []
    eventually(lambda: queue.list() == [], "the worker to come to its end")
    meal = meal_of(phone, meal_id)
    assert (meal["status"], meal["is_deleted"], meal["deleted_from"]) == ("INACTIVE", True, "ANALYZING")
    assert day_of(phone, meal)["entries"] == {}
    assert phone.request("GET", f"/v1/meals/{meal_id}").status_code == 404

    assert restore(phone, meal_id) == "ANALYZING"

    meal = finished(phone, meal_id)
    assert (meal["status"], meal["analysis"]["run"]) == ("READY", 2)
    assert (meal["is_deleted"], meal["deleted_at"], meal["deleted_from"], meal["expires_at"]) == (False, None, None, None)
    assert list(day_of(phone, meal)["entries"]) == [meal_id]
    assert budget_of(phone) == {"day": meal["local_date"], "charged": [meal_id], "in_flight": []}
    assert len(gemini.calls(MODEL)) == 2


def test_while_it_waits(phone: Phone, gemini: StandIn, queue: TaskQueue) -> None:
    queue.pause()
    meal_id = posted(phone, plate())
    eventually(lambda: queue.list(), "the task")
    delete(phone, meal_id)
    queue.resume()
    eventually(lambda: queue.list() == [], "the task to find nothing to do")
    assert gemini.calls(MODEL) == []
    assert meal_of(phone, meal_id)["status"] == "INACTIVE"
    assert restore(phone, meal_id) == "PROCESSING"
    assert finished(phone, meal_id)["status"] == "READY"


def test_when_it_is_ready(phone: Phone, gemini: StandIn) -> None:
    others = posted(phone, plate(1))
    meal_id = posted(phone, plate())
    before = reached(phone, meal_id, "READY")
    kept = reached(phone, others, "READY")

    delete(phone, meal_id)

    day = day_of(phone, before)
    assert list(day["entries"]) == [others]
    assert day["totals"]["calories"] == kept["nutrition"]["calories"]

    assert restore(phone, meal_id) == "READY"

    after = meal_of(phone, meal_id)
    assert {name: after[name] for name in ("items", "nutrition", "dish_name", "local_date", "ready_at", "analysis")} == {
        name: before[name] for name in ("items", "nutrition", "dish_name", "local_date", "ready_at", "analysis")
    }
    assert set(day_of(phone, before)["entries"]) == {meal_id, others}
    assert len(gemini.calls(MODEL)) == 2, "it is not analysed again"
    answer = phone.request("POST", f"/v1/meals/{meal_id}/restore")
    assert (answer.status_code, answer.json()["error_code"]) == (409, "MEAL_STATE_CONFLICT")


def test_when_it_has_failed(phone: Phone, gemini: StandIn) -> None:
    gemini.will({"finish_reason": "SAFETY"})
    meal_id = posted(phone, plate())
    reached(phone, meal_id, "FAILED")
    delete(phone, meal_id)
    assert restore(phone, meal_id) == "FAILED"
    assert meal_of(phone, meal_id)["error_code"] == "CONTENT_BLOCKED"
    assert budget_of(phone)["in_flight"] == []


def test_deleted_before_a_retry(phone: Phone, gemini: StandIn) -> None:
    gemini.will({"status": 403})
    meal_id = posted(phone, plate())
    reached(phone, meal_id, "FAILED")
    delete(phone, meal_id)
    assert phone.request("POST", f"/v1/meals/{meal_id}/retry").status_code == 404
    assert phone.request("DELETE", f"/v1/meals/{meal_id}").status_code == 404
