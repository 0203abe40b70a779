"""A fresh instance gets all its first requests at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from local.cloud import Cloud
from local.phone import Phone
from local.queues import TaskQueue
from tests.support.meals import finished, posted
from tests.support.photos import plate
from tests.support.vendors import StandIn
from tests.support.waiting import eventually


def test_everything_at_once(cloud: Cloud, new_phone: Callable[[], Phone], gemini: StandIn, queue: TaskQueue) -> None:
    queue.change(paused=True)
    phones = [new_phone() for _ in range(3)]
    meals = [(phone, posted(phone, plate(number))) for number in range(2) for phone in phones]
    eventually(lambda: len(queue.list()) == len(meals), "the tasks")
    cloud.host.kill()
    eventually(lambda: phones[0].request("GET", "/health").status_code == 200, "the host to serve again")

    queue.resume()
    with ThreadPoolExecutor(6) as callers:
        answers = list(callers.map(lambda number: phones[number % 3].request("GET", "/v1/meals"), range(6)))

    assert [answer.status_code for answer in answers] == [200] * 6
    for phone, meal_id in meals:
        meal = finished(phone, meal_id)
        assert (meal["status"], meal["analysis"]["attempts"]) == ("READY", 1)
