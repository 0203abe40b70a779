"""What the event edges share: starting a function, remembering what was delivered, and logging how it went."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import functions_framework
from cachetools import TTLCache
from cloudevents.http import CloudEvent

from shared import logging as structured
from shared.clients.firestore import measure
from shared.logging import fields
from shared.rows import Row
from shared.settings import require, settings
from shared.starts import started

log = logging.getLogger("shared.events")


class Permanent(Exception):
    """This delivery can never succeed; the text says why. It is logged as an error and not delivered again."""


class Seen:
    """Deliveries that this instance has already handled.

    Senders deliver at least once, mostly once more within minutes. Remembering that here saves the work; what makes a second
    delivery harmless, also on another instance, are the deterministic names and ids of whatever a handler does.
    """

    def __init__(self) -> None:
        self._ids: TTLCache[str, None] = TTLCache(maxsize=10_000, ttl=600)
        self._lock = threading.Lock()

    def __contains__(self, delivery: str) -> bool:
        with self._lock:
            return delivery in self._ids

    def add(self, delivery: str) -> None:
        """Call it after success only: a failed delivery has to come again."""
        with self._lock:
            self._ids[delivery] = None


def start(row: Row) -> None:
    """Once, when the function starts. Raises SettingsError where the row's settings are missing."""
    require(row.needs, row.name)
    structured.configure(settings().LOG_LEVEL)


@contextmanager
def handling(row: Row, headers: structured.Headers, **about: Any) -> Iterator[None]:
    """The log context of one delivery, and one line when it is done. A Permanent ends here; anything else goes on to the sender."""
    began = time.perf_counter()
    cost = measure()
    structured.start(headers, function=row.deployed_name, project=settings().GOOGLE_CLOUD_PROJECT)
    structured.bind(**about)
    outcome = "failed"
    try:
        yield
        outcome = "done"
    except Permanent as error:
        outcome = "dropped"
        log.error("delivery dropped: %s", error)
    finally:
        log.info(
            "delivery",
            extra=fields(
                outcome=outcome,
                latency=f"{time.perf_counter() - began:.3f}s",
                firestore_reads=cost.reads,
                firestore_writes=cost.writes,
            ),
        )
        started()


def cloud_event_function(row: Row, handle: Callable[[CloudEvent], None]) -> Callable[[CloudEvent], None]:
    """A function that functions-framework serves to Eventarc: returning acknowledges the event, raising has it delivered again."""
    start(row)
    seen = Seen()

    def function(event: CloudEvent) -> None:
        delivery = f"{event['source']}/{event['id']}"
        headers: dict[str, str] = {"traceparent": event.get("traceparent") or ""}
        with handling(row, headers, event_id=event["id"]):
            if delivery not in seen:
                handle(event)
                seen.add(delivery)

    function.__name__ = row.name
    served: Callable[[CloudEvent], None] = functions_framework.cloud_event(function)
    return served
