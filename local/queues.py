"""A Cloud Tasks queue: tasks in order of their due time, dispatched at the queue's rate, tried again with back-off."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import urllib3

from local.pacing import TokenBucket, retry_after_s, retry_interval_s
from shared.rows import Queue

NAME_BLOCKED_S = 3600.0  # how long the name of a finished or deleted task stays taken
CONNECT_TIMEOUT_S = 5.0
KEPT_DISPATCHES = 1000


class NameTaken(Exception):
    """The queue has, or lately had, a task of that name."""


@dataclass(frozen=True, slots=True)
class HttpCall:
    """What a task asks for."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    deadline_s: float


@dataclass(slots=True, eq=False)
class QueuedTask:
    """A task and what became of it so far. Times are epoch seconds; `due_at` moves on with every failed attempt."""

    task_id: str
    call: HttpCall
    created_at: float
    due_at: float
    message: Any = None  # the client's own Task, kept to be shown again
    dispatch_count: int = 0
    response_count: int = 0
    first_attempt_at: float | None = None
    last_attempt_at: float | None = None
    last_status: int | None = None
    last_reason: str = ""
    running: bool = False
    order: int = field(default=0)


class TaskQueue:
    """One queue with a dispatching thread of its own. Every method may be called from any thread.

    Order is by due time, and by arrival among equals. Every dispatch, the first as well as a retry, takes a token of the bucket.
    """

    def __init__(self, settings: Queue, say: Callable[[str], None], clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._say = say
        self._clock = clock
        self._bucket = TokenBucket(settings.per_minute / 60, settings.burst, clock())
        self._tasks: dict[str, QueuedTask] = {}
        self._heap: list[tuple[float, int, QueuedTask]] = []
        self._blocked_until: dict[str, float] = {}
        self._arrivals = itertools.count(1)
        self._running = 0
        self._paused = False
        self._closed = False
        self._dispatches: deque[float] = deque(maxlen=KEPT_DISPATCHES)
        self._completed = 0
        self._failed = 0
        self._changed = threading.Condition()
        self._http = urllib3.PoolManager(num_pools=4, maxsize=64, retries=False)
        self._thread = threading.Thread(target=self._dispatch_forever, name=f"queue-{settings.name}", daemon=True)

    @property
    def settings(self) -> Queue:
        return self._settings

    @property
    def paused(self) -> bool:
        return self._paused

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Dispatches nothing more; attempts under way are left to end by themselves."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout=2)
        self._http.clear()

    def add(self, task_id: str, call: HttpCall, due_at: float | None = None, message: Any = None) -> QueuedTask:
        """Queues a task. Raises NameTaken when the name is in use or was within the last hour."""
        with self._changed:
            now = self._clock()
            if task_id in self._tasks or self._blocked_until.get(task_id, 0) > now:
                raise NameTaken(task_id)
            task = QueuedTask(task_id, call, created_at=now, due_at=max(now, due_at or now), message=message)
            self._tasks[task_id] = task
            self._push(task)
            return task

    def get(self, task_id: str) -> QueuedTask | None:
        with self._changed:
            return self._tasks.get(task_id)

    def list(self) -> list[QueuedTask]:
        """The tasks that wait or run, oldest first."""
        with self._changed:
            return list(self._tasks.values())

    def delete(self, task_id: str) -> bool:
        """Forgets a task; an attempt under way is not interrupted, and is the last. False when there is no such task."""
        with self._changed:
            if task_id not in self._tasks:
                return False
            self._forget(self._tasks[task_id])
            return True

    def purge(self) -> int:
        """Deletes every task and says how many there were."""
        with self._changed:
            tasks = list(self._tasks.values())
            for task in tasks:
                self._forget(task)
            return len(tasks)

    def run_now(self, task_id: str) -> QueuedTask | None:
        """Dispatches a task at once, whatever the rate, the pause or its due time. None when there is no such task."""
        with self._changed:
            task = self._tasks.get(task_id)
            if task is not None and not task.running:
                self._start(task, self._clock())
            return task

    def pause(self) -> None:
        self.change(paused=True)

    def resume(self) -> None:
        self.change(paused=False)

    def change(self, *, paused: bool | None = None, **settings: Any) -> None:
        """Changes the queue while it runs: `paused`, and any field of `shared.rows.Queue` but its name.

        Raises TypeError for an unknown setting and ValueError for one that makes no sense.
        """
        if "name" in settings:
            raise TypeError("a queue keeps its name")
        if unknown := settings.keys() - set(Queue._fields):
            raise TypeError(f"a queue has no {', '.join(sorted(unknown))}")
        changed = self._settings._replace(**settings)
        for name in settings:
            value = getattr(changed, name)
            if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
                raise ValueError(f"{name} has to be a number, 0 or more")
        if changed.burst < 1 or changed.max_concurrent < 1 or changed.max_attempts < 1:
            raise ValueError("burst, max_concurrent and max_attempts have to be 1 or more")
        with self._changed:
            self._settings = changed
            self._bucket.change(changed.per_minute / 60, changed.burst, self._clock())
            self._paused = self._paused if paused is None else paused
            self._changed.notify_all()

    def report(self) -> dict[str, Any]:
        """What the queue holds and did. `dispatches` are the epoch seconds of the last 1000 attempts."""
        with self._changed:
            settings = self._settings
            return {
                "name": settings.name,
                "depth": len(self._tasks),
                "running": self._running,
                "completed": self._completed,
                "failed": self._failed,
                "paused": self._paused,
                "dispatches": list(self._dispatches),
                "per_minute": settings.per_minute,
                "burst": settings.burst,
                "max_concurrent": settings.max_concurrent,
                "max_attempts": settings.max_attempts,
                "min_backoff_s": settings.min_backoff_s,
                "max_backoff_s": settings.max_backoff_s,
                "max_doublings": settings.max_doublings,
            }

    # Below, callers of the private methods hold the lock unless a method takes it itself.

    def _push(self, task: QueuedTask) -> None:
        task.order = next(self._arrivals)
        heapq.heappush(self._heap, (task.due_at, task.order, task))
        self._changed.notify_all()

    def _forget(self, task: QueuedTask) -> None:
        now = self._clock()
        self._tasks.pop(task.task_id, None)
        self._blocked_until = {name: until for name, until in self._blocked_until.items() if until > now}
        self._blocked_until[task.task_id] = now + NAME_BLOCKED_S

    def _is_waiting(self, order: int, task: QueuedTask) -> bool:
        """False for what the heap still holds of a task that was deleted, was started by hand or was queued anew."""
        return self._tasks.get(task.task_id) is task and not task.running and task.order == order

    def _dispatch_forever(self) -> None:
        with self._changed:
            while not self._closed:
                wait_s = self._dispatch_next()
                if wait_s is None or wait_s > 0:
                    self._changed.wait(None if wait_s is None else min(wait_s, threading.TIMEOUT_MAX))

    def _dispatch_next(self) -> float | None:
        """Starts the next task and returns 0, or returns the seconds to wait; None to wait until something changes."""
        while self._heap and not self._is_waiting(*self._heap[0][1:]):
            heapq.heappop(self._heap)
        if not self._heap or self._paused or self._running >= self._settings.max_concurrent:
            return None
        now = self._clock()
        due_at, _, task = self._heap[0]
        if due_at > now:
            return due_at - now
        if not self._bucket.take(now):
            return self._bucket.wait_s(now)
        heapq.heappop(self._heap)
        self._start(task, now)
        return 0.0

    def _start(self, task: QueuedTask, now: float) -> None:
        """`now` is when the token was taken, not a busy moment later."""
        task.running = True
        task.dispatch_count += 1
        task.first_attempt_at = task.first_attempt_at or now
        task.last_attempt_at = now
        self._running += 1
        self._dispatches.append(now)
        threading.Thread(target=self._attempt, args=(task, self._headers(task)), name=f"task-{task.task_id}", daemon=True).start()

    def _headers(self, task: QueuedTask) -> dict[str, str]:
        headers = dict(task.call.headers) | {
            "User-Agent": "Google-Cloud-Tasks",
            "X-CloudTasks-QueueName": self._settings.name,
            "X-CloudTasks-TaskName": task.task_id,
            "X-CloudTasks-TaskRetryCount": str(task.dispatch_count - 1),
            "X-CloudTasks-TaskExecutionCount": str(task.response_count),
            "X-CloudTasks-TaskETA": f"{task.due_at:.6f}",
        }
        if task.dispatch_count > 1:
            headers["X-CloudTasks-TaskRetryReason"] = task.last_reason
            if task.last_status is not None:
                headers["X-CloudTasks-TaskPreviousResponse"] = str(task.last_status)
        return headers

    def _attempt(self, task: QueuedTask, headers: dict[str, str]) -> None:
        status: int | None = None
        retry_after: str | None = None
        reason = ""
        try:
            timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT_S, read=task.call.deadline_s)
            response = self._http.request(
                task.call.method, task.call.url, headers=headers, body=task.call.body, timeout=timeout, redirect=False
            )
            status, retry_after = response.status, response.headers.get("Retry-After")
            reason = f"HTTP {status}"
        except urllib3.exceptions.ReadTimeoutError:
            reason = "DEADLINE_EXCEEDED"
        except (urllib3.exceptions.HTTPError, OSError) as error:
            reason = f"UNAVAILABLE ({type(error).__name__})"
        with self._changed:
            self._settle(task, status, reason, retry_after)

    def _settle(self, task: QueuedTask, status: int | None, reason: str, retry_after: str | None) -> None:
        now = self._clock()
        task.running = False
        task.last_status, task.last_reason = status, reason
        task.response_count += status is not None
        self._running -= 1
        self._changed.notify_all()
        if self._tasks.get(task.task_id) is not task or self._closed:
            return
        if status is not None and 200 <= status < 300:
            self._completed += 1
            self._forget(task)
        elif task.dispatch_count >= self._settings.max_attempts:
            self._failed += 1
            self._forget(task)
            self._say(f"queue {self._settings.name}: gave up on {task.task_id} after {task.dispatch_count} attempts ({reason})")
        else:
            asked_s = retry_after_s(retry_after, now) if status in {429, 503} else None
            task.due_at = now + max(retry_interval_s(self._settings, task.dispatch_count), asked_s or 0.0)
            self._push(task)
