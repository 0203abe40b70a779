"""The model does not do its part: every way in which it can, the meal ends READY or FAILED, and the person's budget is right."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from local.phone import Phone
from local.queues import TaskQueue
from tests.support.events import Listener
from tests.support.meals import budget_of, day_of, finished, posted
from tests.support.photos import plate
from tests.support.vendors import StandIn
from tests.unit.prompts.make_cases import ALL, BROCCOLI, CHICKEN, COMPACT, RICE, until

MODEL = ":generateContent"
CUT_OFF = until('"name": "Broc')


def failed(phone: Phone, meal_id: str) -> dict[str, Any]:
    """The meal, once it is FAILED; it leaves nothing behind on its day or in flight."""
    meal = finished(phone, meal_id)
    assert meal["status"] == "FAILED"
    assert meal["error_message"]
    assert (meal["items"], meal["nutrition"]) == ([], None), "no half meal"
    assert (meal["analysis"]["lease_owner"], meal["analysis"]["sweep_at"]) == (None, None)
    assert meal_id not in day_of(phone, meal)["entries"]
    assert meal_id not in budget_of(phone)["in_flight"]
    return meal


def ready(phone: Phone, meal_id: str) -> dict[str, Any]:
    """The meal, once it is READY; it is on its day, and counts."""
    meal = finished(phone, meal_id)
    assert meal["status"] == "READY", meal["error_code"]
    assert day_of(phone, meal)["entries"][meal_id]["nutrition"] == meal["nutrition"]
    assert budget_of(phone) == {"day": meal["local_date"], "charged": [meal_id], "in_flight": []}
    return meal


def names(meal: dict[str, Any]) -> list[str]:
    return [item["name"] for item in meal["items"]]


def test_rate_limited_twice(phone: Phone, gemini: StandIn, queue: TaskQueue) -> None:
    gemini.will({"status": 429, "retry_after_s": 1, "times": 2})
    before = len(queue.report()["dispatches"])

    meal = ready(phone, posted(phone, plate()))

    assert [call["status"] for call in gemini.calls(MODEL)] == [429, 429, 200]
    assert meal["analysis"]["attempts"] == 3
    assert meal["analysis"]["usage"]["calls"] == 1, "only answers are counted"
    dispatches = queue.report()["dispatches"][before:]
    assert len(dispatches) == 3
    # The queue's own back-off is 0.2 and 0.4 s: only Retry-After makes it wait longer.
    assert all(later - earlier >= 1 for earlier, later in itertools.pairwise(dispatches)), dispatches


def test_daily_allowance_spent(phone: Phone, gemini: StandIn) -> None:
    gemini.will({"status": 429, "per_day": True, "retry_after_s": 1, "always": True})
    meal = failed(phone, posted(phone, plate()))
    assert (meal["error_code"], meal["retryable"]) == ("AI_UNAVAILABLE", True)
    assert len(gemini.calls(MODEL)) == 1, "the allowance does not come back within minutes"


@pytest.mark.parametrize("status", [503, 500])
def test_never_available(phone: Phone, gemini: StandIn, queue: TaskQueue, domain_events: Listener, status: int) -> None:
    queue.change(min_backoff_s=0.05, max_backoff_s=0.05)
    gemini.will({"status": status, "always": True})
    meal_id = posted(phone, plate())

    meal = failed(phone, meal_id)

    assert (meal["error_code"], meal["retryable"]) == ("AI_UNAVAILABLE", True)
    assert len(gemini.calls(MODEL)) == queue.settings.max_attempts
    assert budget_of(phone)["charged"] == [], "the failure was ours"
    domain_events.wait_for(meal_id, "MealImageUploaded", "MealAnalysisStarted", "MealFailed")

    gemini.reset()
    answer = phone.request("POST", f"/v1/meals/{meal_id}/retry")

    assert answer.status_code == 202
    assert (answer.json()["stage"], answer.json()["error_code"]) == ("ANALYZING", None)
    again = ready(phone, meal_id)
    assert again["analysis"]["run"] == 2
    assert (again["error_code"], again["error_message"], again["retryable"]) == (None, None, None)
    assert len(gemini.calls(MODEL)) == 1
    domain_events.wait_for(
        meal_id, "MealImageUploaded", "MealAnalysisStarted", "MealFailed", "MealAnalysisStarted", "MealNutritionUpdated"
    )


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_refused(phone: Phone, gemini: StandIn, status: int) -> None:
    """Our key or our request is wrong: asking again cannot help now, but may once somebody has repaired it."""
    gemini.will({"status": status})
    meal = failed(phone, posted(phone, plate()))
    assert (meal["error_code"], meal["retryable"]) == ("AI_UNAVAILABLE", True)
    assert len(gemini.calls(MODEL)) == 1
    assert budget_of(phone)["charged"] == []


@pytest.mark.parametrize(
    "reply",
    [{"finish_reason": "SAFETY"}, {"finish_reason": "PROHIBITED_CONTENT"}, {"block_reason": "SAFETY"}, {"block_reason": "OTHER"}],
    ids=lambda reply: "-".join(*reply.items()),
)
def test_content_blocked(phone: Phone, gemini: StandIn, reply: dict[str, str]) -> None:
    gemini.will(reply)
    meal_id = posted(phone, plate())

    meal = failed(phone, meal_id)

    assert (meal["error_code"], meal["retryable"]) == ("CONTENT_BLOCKED", False)
    assert len(gemini.calls(MODEL)) == 1
    assert budget_of(phone)["charged"] == [meal_id], "the model was paid for its answer"
    answer = phone.request("POST", f"/v1/meals/{meal_id}/retry")
    assert (answer.status_code, answer.json()["error_code"]) == (409, "MEAL_STATE_CONFLICT")
    assert failed(phone, meal_id)["version"] == meal["version"]


def test_not_food(phone: Phone, gemini: StandIn) -> None:
    gemini.will({"json": {"is_food": False, "dish_name": "", "foods": []}})
    meal_id = posted(phone, plate())
    meal = failed(phone, meal_id)
    assert (meal["error_code"], meal["retryable"]) == ("NOT_FOOD_IMAGE", False)
    assert len(gemini.calls(MODEL)) == 1
    assert phone.request("POST", f"/v1/meals/{meal_id}/retry").status_code == 409


@pytest.mark.parametrize("first", [{"finish_reason": "MAX_TOKENS"}, {"finish_reason": "MAX_TOKENS", "text": CUT_OFF}])
def test_cut_off_once(phone: Phone, gemini: StandIn, first: dict[str, str]) -> None:
    gemini.will(first, {"text": COMPACT})
    meal = ready(phone, posted(phone, plate()))
    assert names(meal) == ALL
    assert meal["analysis"]["partial"] is False
    room = [call["fields"]["generationConfig"]["maxOutputTokens"] for call in gemini.calls(MODEL)]
    assert room == [room[0], 2 * room[0]]
    assert meal["analysis"]["usage"]["calls"] == 2


def test_cut_off_twice(phone: Phone, gemini: StandIn) -> None:
    gemini.will({"finish_reason": "MAX_TOKENS", "text": CUT_OFF, "times": 2})
    meal = ready(phone, posted(phone, plate()))
    assert names(meal) == [RICE, CHICKEN], f"only whole items: {BROCCOLI} was cut"
    assert meal["analysis"]["partial"] is True
    assert len(gemini.calls(MODEL)) == 2
    assert phone.request("GET", f"/v1/meals/{meal['meal_id']}").json()["is_partial"] is True


@pytest.mark.parametrize("reply", [{"finish_reason": "MAX_TOKENS"}, {"finish_reason": "MAX_TOKENS", "text": COMPACT[:60]}])
def test_cut_off_before_anything_is_said(phone: Phone, gemini: StandIn, reply: dict[str, str]) -> None:
    gemini.will({**reply, "always": True})
    meal = failed(phone, posted(phone, plate()))
    assert (meal["error_code"], meal["retryable"]) == ("ANSWER_TOO_LONG", True)
    assert len(gemini.calls(MODEL)) == 2
    assert meal["analysis"]["usage"]["calls"] == 2, "what did not help was paid for as well"
    assert budget_of(phone)["charged"] == []


@pytest.mark.parametrize("reply", [{"empty": True}, {"text": " \n\t "}, {"finish_reason": "OTHER"}])
def test_empty(phone: Phone, gemini: StandIn, queue: TaskQueue, reply: dict[str, Any]) -> None:
    queue.change(min_backoff_s=0.05, max_backoff_s=0.05)
    gemini.will({**reply, "always": True})
    meal = failed(phone, posted(phone, plate()))
    assert (meal["error_code"], meal["retryable"]) == ("EMPTY_ANSWER", True)
    assert len(gemini.calls(MODEL)) == queue.settings.max_attempts
    assert budget_of(phone)["charged"] == []


@pytest.mark.parametrize(
    ("reply", "status"),
    [({"empty": True}, 200), ({"not_json": "<html>Service Unavailable</html>"}, 200), ({"drop": True}, 0), ({"delay_s": 20}, None)],
    ids=["empty", "not-json", "dropped", "too-late"],
)
def test_once_without_an_answer(phone: Phone, gemini: StandIn, reply: dict[str, Any], status: int | None) -> None:
    """Nothing said, no JSON, a dropped connection, a time-out (GEMINI_TIMEOUT_S is shorter than the delay): asked again."""
    gemini.will(reply)
    meal = ready(phone, posted(phone, plate()))
    assert [call["status"] for call in gemini.calls(MODEL)] == [status, 200]
    assert (meal["analysis"]["run"], meal["analysis"]["attempts"]) == (1, 2)


def test_photo_unreachable_for_a_moment(phone: Phone, gemini: StandIn, cloudinary: StandIn) -> None:
    cloudinary.will({"path": "delivery", "status": 503}, {"path": "delivery", "drop": True})
    meal = ready(phone, posted(phone, plate()))
    assert [call["status"] for call in cloudinary.calls("/delivery/")] == [503, 0, 200]
    assert meal["analysis"]["attempts"] == 3
    assert len(gemini.calls(MODEL)) == 1, "no picture, no question"


def test_photo_gone(phone: Phone, gemini: StandIn, cloudinary: StandIn) -> None:
    cloudinary.will({"path": "delivery", "status": 404})
    meal = failed(phone, posted(phone, plate()))
    assert (meal["error_code"], meal["retryable"]) == ("IMAGE_MISSING", False)
    assert gemini.calls(MODEL) == []
    assert budget_of(phone)["charged"] == []
