"""Cloud Scheduler on one machine: calls each scheduled function when its cron expression (UTC) says so, once, or by hand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from croniter import croniter

from local.invoker import FunctionTimeout, HostUnavailable, Invoker
from shared.rows import ScheduleRow


def next_fire(cron: str, after: datetime) -> datetime:
    """The first time after `after` (aware) at which `cron` fires, in UTC."""
    following: datetime = croniter(cron, after.astimezone(UTC)).get_next(datetime)
    return following


class Scheduler:
    """Fires the rows on time from `start` to `close`; `fire` works at any time."""

    def __init__(self, rows: Iterable[ScheduleRow], invoker: Invoker, say: Callable[[str], None]) -> None:
        self._rows = tuple(rows)
        self._invoker = invoker
        self._say = say
        self._closed = threading.Event()

    def start(self) -> None:
        for row in self._rows:
            threading.Thread(target=self._run, args=(row,), name=f"cron-{row.name}", daemon=True).start()

    def close(self) -> None:
        self._closed.set()

    def fire(self, row: ScheduleRow, at: datetime | None = None) -> int:
        """Calls the function as the job scheduled for `at` (now) and returns its status.

        Raises HostUnavailable or FunctionTimeout.
        """
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Google-Cloud-Scheduler",
            "Authorization": "Bearer local-oidc",
            "X-CloudScheduler": "true",
            "X-CloudScheduler-JobName": row.deployed_name,
            "X-CloudScheduler-ScheduleTime": (at or datetime.now(UTC)).isoformat().replace("+00:00", "Z"),
        }
        return self._invoker.call(row.name, headers, b"{}", row.profile.timeout_s)

    def _run(self, row: ScheduleRow) -> None:
        due = next_fire(row.cron, datetime.now(UTC))
        while not self._closed.wait(max(0.0, due.timestamp() - time.time())):
            try:
                status = self.fire(row, due)
                if not 200 <= status < 300:
                    self._say(f"schedule {row.name}: the function answered {status}")
            except (HostUnavailable, FunctionTimeout) as error:
                self._say(f"schedule {row.name}: {error}")
            # From now, not from `due`: what was missed while the machine slept is not made up for.
            due = next_fire(row.cron, datetime.now(UTC))
