"""The queue's promise in short: never more than the rate, nobody lost, first come, first served. (bench/ has the long form.)"""

from __future__ import annotations

from collections.abc import Callable

from local.pacing import late_tokens
from local.phone import Phone
from local.queues import TaskQueue
from shared.meals.analysing.queue import task_name
from tests.support.meals import finished, posted, queued
from tests.support.photos import plate
from tests.support.vendors import StandIn

PER_MINUTE, BURST = 120, 1
CLOCK_S = 0.002  # what the clock and the bucket's rounding may be off by
LATE = late_tokens(PER_MINUTE / 60)  # what a dispatcher that wakes up late catches up on


def test_rate_order_and_completeness(new_phone: Callable[[], Phone], gemini: StandIn, queue: TaskQueue) -> None:
    queue.change(paused=True, per_minute=PER_MINUTE, burst=BURST)
    phones = [new_phone() for _ in range(4)]
    meals = []
    for number in range(12):
        phone = phones[number % 4]
        meal_id = posted(phone, plate(number))
        meals.append((phone, meal_id))
        queued(queue, meal_id)
    tasks = queue.list()
    assert [task.task_id for task in tasks] == [task_name(meal_id, 1) for _, meal_id in meals]

    queue.resume()
    states = [finished(phone, meal_id)["status"] for phone, meal_id in meals]

    assert states == ["READY"] * 12
    assert [task.dispatch_count for task in tasks] == [1] * 12
    times = [task.first_attempt_at for task in tasks]
    assert all(times)
    moments = [moment or 0.0 for moment in times]
    assert moments == sorted(moments), "order of arrival"
    for first, start in enumerate(moments):
        for last, end in enumerate(moments[first:], first):
            allowed = BURST + LATE + PER_MINUTE / 60 * (end - start + CLOCK_S)
            assert last - first + 1 <= allowed, f"{last - first + 1} dispatches within {end - start:.3f} s"
