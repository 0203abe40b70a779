"""The queue before the model: that it never exceeds its rate, keeps the order and loses nothing; and that it reaches its rate."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import urllib3

from bench import scene
from bench.figures import most_within, out_of_order, per_minute
from bench.report import Goal, Line, Table
from bench.serving import usage
from local.cloud import Cloud
from local.phone import Phone
from local.queues import QueuedTask, TaskQueue
from shared.clients.firestore import firestore
from shared.meals import reading
from shared.meals.models import Status

PEOPLE, PHOTOS_EACH = 10, 3  # as many as one person may have in flight
SLOW: dict[str, Any] = {"per_minute": 10.0, "burst": 1}
WINDOW_S = 60.0
ENQUEUE_TIMEOUT_S, SLOW_TIMEOUT_S, FAST_TIMEOUT_S = 120.0, 600.0, 300.0
THINKING_S = 0.5  # of the model, so that a task is still in the queue when it is looked at
# Wide enough that the rate is the limit, as it has to be for a model that answers within seconds.
FAST: dict[str, Any] = {"per_minute": 600.0, "burst": 1, "max_concurrent": 32}
FAST_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Mine:
    """A meal that was handed in."""

    uid: str
    meal_id: str


def measure(cloud: Cloud, photos: int, progress: Callable[[str], None]) -> list[Table]:
    """Both rates; `photos` is for the fast one. The slow one takes three minutes."""
    queue = scene.analysis_queue(cloud)
    with _as_before(queue):
        return [_slow(cloud, queue, progress), _fast(cloud, queue, photos, progress)]


@contextmanager
def _as_before(queue: TaskQueue) -> Iterator[None]:
    before = queue.settings
    try:
        yield
    finally:
        queue.change(per_minute=before.per_minute, burst=before.burst, max_concurrent=before.max_concurrent)


def _slow(cloud: Cloud, queue: TaskQueue, progress: Callable[[str], None]) -> Table:
    """Everybody posts at once; the tasks are watched from their arrival to their end."""
    total = PEOPLE * PHOTOS_EACH
    queue.change(**SLOW)
    began = time.time()
    phones = [scene.new_phone(cloud) for _ in range(PEOPLE)]
    try:
        with _thinking(cloud), ThreadPoolExecutor(total, "post") as together:
            posts = [together.submit(_post, phone) for phone in phones for _ in range(PHOTOS_EACH)]
            tasks = _watch_arrivals(queue, total, progress)
            meals = [post.result() for post in posts]
            scene.wait_until(lambda: _told(queue, total, progress), SLOW_TIMEOUT_S, "the end of every analysis")
    finally:
        for phone in phones:
            phone.close()
    dispatches = [instant for instant in queue.report()["dispatches"] if instant >= began]
    arrived = sorted(tasks, key=lambda task: task.created_at)
    most, ready = most_within(dispatches, WINDOW_S), _count_ready(meals)
    late = out_of_order([task.first_attempt_at or 0.0 for task in arrived])
    title = f"{total} photos at once by {PEOPLE} people, queue at {SLOW['per_minute']:g} a minute, burst {SLOW['burst']}"
    table = Table(title, ("measured",))
    table.lines += [
        _count("dispatches, most in any 60 s", most, Goal(SLOW["per_minute"] + SLOW["burst"], "")),
        _count("dispatches a minute, first to last", per_minute(dispatches), None),
        _count("meals READY", ready, Goal(total, "", at_least=True)),
        _count("tasks dispatched before an earlier one", late, Goal(0, "")),
    ]
    return table


def _fast(cloud: Cloud, queue: TaskQueue, photos: int, progress: Callable[[str], None]) -> Table:
    """The meals wait in the paused queue; then it is let go."""
    queue.pause()
    queue.change(**FAST)
    progress(f"writing {photos} meals that wait")
    image = scene.stored_photo(scene.small_photo())
    meals = [Mine(meal.uid, meal.meal_id) for meal in (scene.waiting_meal(f"bench-{n % PEOPLE}", image) for n in range(photos))]
    scene.wait_until(lambda: len(queue.list()) >= photos, ENQUEUE_TIMEOUT_S, "the arrival of every task")
    host, here = _host_cpu_s(cloud), time.process_time()
    began = time.time()
    queue.resume()
    scene.wait_until(lambda: _told(queue, photos, progress), FAST_TIMEOUT_S, "the end of every analysis")
    ended = time.time()
    host, here = _host_cpu_s(cloud) - host, time.process_time() - here
    dispatches = [instant for instant in queue.report()["dispatches"] if instant >= began]
    goal = Goal(FAST_SHARE * FAST["per_minute"], "a minute", at_least=True)
    title = f"{photos} waiting photos, queue at {FAST['per_minute']:g} a minute, {FAST['max_concurrent']} at once"
    table = Table(title, ("measured",))
    table.lines += [
        _count("dispatches a minute, first to last", per_minute(dispatches), goal),
        _count("meals READY", _count_ready(meals), Goal(photos, "", at_least=True)),
        _count("seconds from the first dispatch to the last READY", ended - dispatches[0], None),
        _count("processor ms a photo, function host", 1000 * host / photos, None),
        _count("processor ms a photo, gateway and stand-ins", 1000 * here / photos, None),
        _count("photos a minute that these processors can do at most", 60 * (os.cpu_count() or 1) * photos / (host + here), None),
    ]
    table.notes.append("The most that can be done leaves out the emulators and every other program on the machine.")
    return table


def _post(phone: Phone) -> Mine:
    return Mine(phone.uid, scene.post_photo(phone, scene.small_photo()))


@contextmanager
def _thinking(cloud: Cloud) -> Iterator[None]:
    script = f"{cloud.urls['gemini']}/script"
    urllib3.request("POST", script, json={"replies": [{"delay_s": THINKING_S, "always": True}]})
    try:
        yield
    finally:
        urllib3.request("DELETE", script)


def _watch_arrivals(queue: TaskQueue, total: int, progress: Callable[[str], None]) -> list[QueuedTask]:
    """Every task that comes in, seen while it waits or runs; the queue forgets it afterwards, we do not."""
    seen: dict[str, QueuedTask] = {}

    def all_seen() -> bool:
        seen.update((task.task_id, task) for task in queue.list())
        progress(f"{len(seen)} of {total} photos in the queue")
        return len(seen) >= total

    scene.wait_until(all_seen, ENQUEUE_TIMEOUT_S, "the arrival of every task")
    return list(seen.values())


def _told(queue: TaskQueue, total: int, progress: Callable[[str], None]) -> bool:
    depth = len(queue.list())
    progress(f"{total - depth} of {total} analyses done")
    return depth == 0


def _count_ready(meals: list[Mine]) -> int:
    documents = [firestore().document(reading.meal_path(meal.uid, meal.meal_id)) for meal in meals]
    return sum((found.to_dict() or {}).get("status") == Status.READY for found in firestore().get_all(documents))


def _host_cpu_s(cloud: Cloud) -> float:
    return usage(cloud.host.pid).cpu_s if cloud.host.pid else 0.0


def _count(name: str, value: float, goal: Goal | None) -> Line:
    return Line(name, (f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}",), {"value": value}, value, goal)
