"""Workers are killed and tasks get lost: the sweeper finishes the meal, and leaves alone what only waits its turn."""

from __future__ import annotations

from datetime import timedelta

from local.cloud import Cloud
from local.invoker import HostUnavailable
from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.ai.models import Usage
from shared.clients.firestore import firestore
from shared.meals import reading, store
from shared.meals.analysing import rules
from shared.meals.analysing.queue import task_name
from shared.meals.models import Meal
from shared.nutrition.models import MealDraft
from shared.prompts import answers, meal_photo
from tests.support.meals import budget_of, day_of, finished, meal_of, posted, queued, reached, sweep_is_due
from tests.support.photos import plate
from tests.support.vendors import StandIn
from tests.support.waiting import eventually
from tests.unit.prompts.make_cases import ALL, COMPACT

MODEL = ":generateContent"
SWEEPER = "sweep_stuck_meals"


def post_and_lose(phone: Phone, queue: TaskQueue) -> str:
    """A meal whose task has vanished from the queue."""
    queue.pause()
    meal_id = posted(phone, plate())
    queued(queue, meal_id)
    assert queue.purge() == 1
    return meal_id


def test_worker_killed_while_the_model_thinks(cloud: Cloud, phone: Phone, gemini: StandIn, queue: TaskQueue) -> None:
    gemini.will({"delay_s": 2})
    meal_id = posted(phone, plate())
    eventually(lambda: gemini.calls(MODEL), "the question to the model")
    held = reached(phone, meal_id, "ANALYZING")["analysis"]
    assert held["lease_owner"]
    assert clock.now() < held["lease_until"] <= clock.now() + timedelta(seconds=float(cloud.environment["ANALYSIS_LEASE_S"]))

    queue.pause()  # its next attempt comes when the meal has moved on to another run
    cloud.host.kill()
    lease_runs_out(phone, meal_id)
    assert meal_of(phone, meal_id)["status"] == "ANALYZING"
    eventually(lambda: swept(cloud), "the host to serve again")
    queue.resume()

    meal = finished(phone, meal_id)
    assert meal["status"] == "READY", meal["error_code"]
    assert (meal["analysis"]["run"], meal["analysis"]["lost_runs"], meal["analysis"]["attempts"]) == (2, 1, 2)
    eventually(lambda: queue.list() == [], "the first run's task to find nothing to do")
    assert len(gemini.calls(MODEL)) == 2
    assert meal_of(phone, meal_id) == meal
    assert meal_id in day_of(phone, meal)["entries"]
    assert budget_of(phone) == {"day": meal["local_date"], "charged": [meal_id], "in_flight": []}


def lease_runs_out(phone: Phone, meal_id: str) -> None:
    """As if the time of the worker that owns the meal had passed."""
    ended = {"analysis.lease_until": clock.now(), "analysis.sweep_at": clock.now()}
    firestore().document(reading.meal_path(phone.uid, meal_id)).update(ended)


def swept(cloud: Cloud) -> bool:
    try:
        return cloud.fire(SWEEPER) == 204
    except HostUnavailable:
        return False


def test_worker_killed_after_the_model_answered(cloud: Cloud, phone: Phone, gemini: StandIn, queue: TaskQueue) -> None:
    """The answer was paid for: the next run goes on from it."""
    meal_id = post_and_lose(phone, queue)
    draft = meal_photo.interpret(answers.read_object(COMPACT).value)
    store.change(phone.uid, meal_id, lambda meal: rules.claim(meal, run=1, owner="dead", lease=timedelta(0), now=clock.now()))
    store.change(phone.uid, meal_id, lambda meal: recognised(meal, draft))
    assert day_of(phone, meal_of(phone, meal_id))["entries"][meal_id]["status"] == "ENRICHING"

    queue.resume()
    assert cloud.fire(SWEEPER) == 204

    meal = finished(phone, meal_id)
    assert meal["status"] == "READY", meal["error_code"]
    assert [item["name"] for item in meal["items"]] == ALL
    assert gemini.calls(MODEL) == []
    assert meal["analysis"]["usage"]["calls"] == 1
    assert day_of(phone, meal)["entries"][meal_id]["status"] == "READY"


def recognised(meal: Meal, draft: MealDraft) -> Meal:
    usage = Usage(model="m", prompt_version=meal_photo.VERSION, calls=1, prompt_tokens=1, output_tokens=1, latency_ms=1)
    return rules.recognised(
        meal,
        owner="dead",
        dish_name=draft.dish_name,
        emoji=draft.emoji,
        items=draft.items,
        strategy="basic",
        usage=usage,
        partial=False,
        issues=(),
        raw_response=COMPACT,
        now=clock.now(),
    )


def test_waiting_in_the_queue_is_not_lost(cloud: Cloud, phone: Phone, gemini: StandIn, queue: TaskQueue) -> None:
    queue.pause()
    meal_id = posted(phone, plate())
    queued(queue, meal_id)
    sweep_is_due(phone, meal_id)
    due = meal_of(phone, meal_id)

    assert cloud.fire(SWEEPER) == 204

    meal = meal_of(phone, meal_id)
    assert (meal["status"], meal["analysis"]["run"], meal["analysis"]["lost_runs"]) == ("PROCESSING", 1, 0)
    assert meal["analysis"]["sweep_at"] > due["analysis"]["sweep_at"], "it will be looked after again"
    assert [task.task_id for task in queue.list()] == [task_name(meal_id, 1)]

    queue.resume()
    meal = finished(phone, meal_id)
    assert (meal["status"], meal["analysis"]["run"]) == ("READY", 1)
    assert len(gemini.calls(MODEL)) == 1


def test_under_way_is_not_lost(cloud: Cloud, phone: Phone, gemini: StandIn) -> None:
    assert cloud.fire(SWEEPER) == 204  # loads the function: it has to be in time below
    gemini.will({"delay_s": 2})
    meal_id = posted(phone, plate())
    before = reached(phone, meal_id, "ANALYZING")

    assert cloud.fire(SWEEPER) == 204

    assert meal_of(phone, meal_id)["analysis"]["run"] == before["analysis"]["run"]
    meal = finished(phone, meal_id)
    assert (meal["status"], meal["analysis"]["run"]) == ("READY", 1)
    assert len(gemini.calls(MODEL)) == 1


def test_lost_task(cloud: Cloud, phone: Phone, gemini: StandIn, queue: TaskQueue) -> None:
    meal_id = post_and_lose(phone, queue)
    queue.resume()
    assert cloud.fire(SWEEPER) == 204
    assert meal_of(phone, meal_id)["analysis"]["run"] == 1, "too early to be lost"

    sweep_is_due(phone, meal_id)
    assert cloud.fire(SWEEPER) == 204

    meal = finished(phone, meal_id)
    assert meal["status"] == "READY", meal["error_code"]
    assert (meal["analysis"]["run"], meal["analysis"]["lost_runs"]) == (2, 1)
    assert len(gemini.calls(MODEL)) == 1


def test_lost_three_times(cloud: Cloud, phone: Phone, gemini: StandIn, queue: TaskQueue) -> None:
    meal_id = post_and_lose(phone, queue)
    for run in (2, 3):
        sweep_is_due(phone, meal_id)
        assert cloud.fire(SWEEPER) == 204
        queued(queue, meal_id, run)
        assert queue.purge() == 1
        assert meal_of(phone, meal_id)["analysis"]["run"] == run

    sweep_is_due(phone, meal_id)
    assert cloud.fire(SWEEPER) == 204

    meal = meal_of(phone, meal_id)
    assert (meal["status"], meal["error_code"], meal["retryable"]) == ("FAILED", "ANALYSIS_TIMED_OUT", True)
    assert budget_of(phone) == {"day": meal["local_date"], "charged": [], "in_flight": []}
    assert meal["analysis"]["sweep_at"] is None
    assert gemini.calls(MODEL) == []

    queue.resume()
    assert phone.request("POST", f"/v1/meals/{meal_id}/retry").status_code == 202
    meal = finished(phone, meal_id)
    assert (meal["status"], meal["analysis"]["run"], meal["analysis"]["lost_runs"]) == ("READY", 4, 0)


def test_a_meal_that_cannot_be_read_keeps_no_other_from_being_taken_up(cloud: Cloud, phone: Phone, queue: TaskQueue) -> None:
    lost = post_and_lose(phone, queue)
    sweep_is_due(phone, lost)
    broken = firestore().document(f"tests/{phone.uid}/meals/broken")  # where no trigger looks, and the sweep does
    broken.set({"meal_id": "broken", "is_deleted": False, "analysis": {"sweep_at": clock.now() - timedelta(days=1)}})
    try:
        assert cloud.fire(SWEEPER) == 204
    finally:
        broken.delete()
    queue.resume()
    assert finished(phone, lost)["status"] == "READY"
