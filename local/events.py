"""Firestore triggers as Eventarc delivers them: at least once, with back-off, and on request twice or out of order.

The Firestore emulator posts an event once and forgets it. `accept` takes it over (the emulator gets its 200 at once); from then on
it is delivered until the function answers 2xx, for at most ten minutes.
"""

from __future__ import annotations

import base64
import binascii
import heapq
import itertools
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import urllib3
from google.events.cloud.firestore import DocumentEventData
from google.protobuf.message import DecodeError

from local.invoker import FunctionTimeout, HostUnavailable, Invoker
from shared.rows import DocumentRow

WORKERS = 8
FIRST_RETRY_S, LONGEST_RETRY_S, GIVE_UP_AFTER_S = 0.2, 10.0, 600.0
REGISTER_TIMEOUT_S = 30.0  # an emulator that has just started, on a busy machine
WRITTEN = "google.cloud.firestore.document.v1.written"


def retry_delay_s(failures: int) -> float:
    """Seconds between the `failures`-th failed delivery (1 = the first) and the next."""
    return float(min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(failures - 1, 30)))


@dataclass(slots=True, eq=False)
class Delivery:
    """One copy of an event on its way to a function. Times are of the monotonic clock."""

    function: str
    headers: Mapping[str, str]
    body: bytes
    timeout_s: float
    accepted_at: float
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Mode:
    """How events are delivered: each `copies` times, after a random delay up to `shuffle_s`; not at all while on `hold`."""

    copies: int = 1
    shuffle_s: float = 0.0
    hold: bool = False


class EventDelivery:
    """Delivers events to functions, in order of their due time, by a few workers."""

    def __init__(self, invoker: Invoker, say: Callable[[str], None]) -> None:
        self._invoker = invoker
        self._say = say
        self._mode = Mode()
        self._heap: list[tuple[float, int, Delivery]] = []
        self._arrivals = itertools.count()
        self._changed = threading.Condition()
        self._closed = False
        self._running = 0
        self._delivered = 0
        self._retried = 0
        self._failed = 0
        self._workers = [threading.Thread(target=self._work, name=f"events-{n}", daemon=True) for n in range(WORKERS)]

    def start(self) -> None:
        for worker in self._workers:
            worker.start()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def set_mode(self, *, copies: int = 1, shuffle_s: float = 0.0, hold: bool = False) -> Mode:
        """Changes how events that arrive from now on are delivered; what was held goes out when the hold ends.

        Raises ValueError.
        """
        if not 1 <= copies <= 10 or not 0 <= shuffle_s <= 60:
            raise ValueError("copies has to be 1 to 10 and shuffle_s 0 to 60")
        with self._changed:
            self._mode = Mode(copies, shuffle_s, hold)
            self._changed.notify_all()
            return self._mode

    def accept(self, row: DocumentRow, headers: Mapping[str, str], body: bytes) -> None:
        """Takes over an event; it is delivered from another thread."""
        with self._changed:
            now = time.monotonic()
            for _ in range(self._mode.copies):
                delivery = Delivery(row.name, headers, body, row.profile.timeout_s, accepted_at=now)
                self._push(delivery, now + random.uniform(0, self._mode.shuffle_s))

    def report(self) -> dict[str, Any]:
        """Counts of deliveries: `delivered` got a 2xx, `retried` is failed attempts that are or were repeated, `failed` gave up."""
        with self._changed:
            return {
                "delivered": self._delivered,
                "retried": self._retried,
                "failed": self._failed,
                "pending": len(self._heap) + self._running,
                "mode": {"copies": self._mode.copies, "shuffle_s": self._mode.shuffle_s, "hold": self._mode.hold},
            }

    def _push(self, delivery: Delivery, due_at: float) -> None:
        heapq.heappush(self._heap, (due_at, next(self._arrivals), delivery))
        self._changed.notify()

    def _work(self) -> None:
        while (delivery := self._next()) is not None:
            succeeded = self._deliver(delivery)
            with self._changed:
                self._settle(delivery, succeeded)

    def _next(self) -> Delivery | None:
        """Waits for the next delivery that is due; None when the work is over."""
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                if self._heap and not self._mode.hold and self._heap[0][0] <= now:
                    self._running += 1
                    return heapq.heappop(self._heap)[2]
                self._changed.wait(self._heap[0][0] - now if self._heap and not self._mode.hold else None)
        return None

    def _deliver(self, delivery: Delivery) -> bool:
        try:
            status = self._invoker.call(delivery.function, delivery.headers, delivery.body, delivery.timeout_s)
        except (HostUnavailable, FunctionTimeout):
            return False
        return 200 <= status < 300

    def _settle(self, delivery: Delivery, succeeded: bool) -> None:
        self._running -= 1
        if succeeded:
            self._delivered += 1
            return
        delivery.failures += 1
        now = time.monotonic()
        if now - delivery.accepted_at > GIVE_UP_AFTER_S:
            self._failed += 1
            self._say(f"events: gave up on an event for {delivery.function} after {delivery.failures} attempts")
        else:
            self._retried += 1
            self._push(delivery, now + retry_delay_s(delivery.failures))


def from_emulator(headers: Mapping[str, str], body: bytes) -> tuple[dict[str, str], bytes] | None:
    """The CloudEvent (binary mode) that Eventarc would send for what the Firestore emulator posted.

    None for a write that changed nothing: Firestore sends no event for it, the emulator does. Raises ValueError for a body that
    is not what the emulator sends.
    """
    try:
        data = base64.b64decode(body, validate=True)
    except binascii.Error:
        raise ValueError("the body is not base64") from None
    try:
        event = DocumentEventData.pb(DocumentEventData.deserialize(data))
    except DecodeError:
        raise ValueError("the body is no DocumentEventData") from None
    if event.value == event.old_value:
        return None
    given = {name.lower(): value for name, value in headers.items()}
    event_headers = {name: value for name, value in given.items() if name.startswith("ce-")}
    # The emulator repeats the collection name: //firestore.googleapis.com/projects/projects/P/databases/D
    event_headers["ce-source"] = event_headers.get("ce-source", "").replace("/projects/projects/", "/projects/")
    return event_headers | {"content-type": "application/protobuf"}, data


def register_trigger(firestore_url: str, project: str, row: DocumentRow) -> None:
    """Has the Firestore emulator post every write of the row's documents to `/functions/projects/P/triggers/FUNCTION`."""
    response = urllib3.request(
        "POST",
        f"{firestore_url}/emulator/v1/projects/{project}/eventarcTrigger?eventarcTriggerId={row.name}",
        json={
            "eventType": WRITTEN,
            "database": "(default)",
            "namespace": "(default)",
            "document": {"value": row.document, "matchType": "PATH_PATTERN"},
        },
        timeout=REGISTER_TIMEOUT_S,
    )
    if response.status != 200:
        raise RuntimeError(f"The Firestore emulator refused the trigger {row.name}: HTTP {response.status}")
