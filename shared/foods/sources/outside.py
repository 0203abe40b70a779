"""Asking outside sources together, each in a thread of its own, and waiting for them no longer than the caller has time.

A source that failed is left alone for a while, so that an outage costs one call its time-out and not every call. What is remembered
is this instance's own.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from shared.clients.once import once
from shared.errors import VendorBusy, VendorError
from shared.logging import fields
from shared.settings import settings

log = logging.getLogger(__name__)

_THREADS = 16
_LONGEST_PAUSE_S = 160.0
_LONGEST_ASKED_S = 600.0  # of a pause that the source itself asks for


class Breaker:
    """Whether a source may be asked. Thread-safe."""

    def __init__(self, first_pause_s: float) -> None:
        self._first_pause_s = first_pause_s
        self._failures = 0
        self._until = 0.0
        self._lock = threading.Lock()

    def admits(self) -> bool:
        """Whether to ask now. After a pause one is let through alone: while it finds out, the others do not wait."""
        with self._lock:
            now = time.monotonic()
            if now < self._until:
                return False
            if self._failures:
                self._until = now + self._first_pause_s
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._until = 0, 0.0

    def failed(self, retry_after_s: float | None = None) -> None:
        with self._lock:
            pause = min(self._first_pause_s * 2**self._failures, _LONGEST_PAUSE_S)
            self._failures = min(self._failures + 1, 10)
            asked = min(retry_after_s or 0.0, _LONGEST_ASKED_S)
            self._until = max(self._until, time.monotonic() + max(pause, asked))


_breakers: dict[str, Breaker] = {}
_making = threading.Lock()


def breaker(source: str) -> Breaker:
    with _making:
        return _breakers.setdefault(source, Breaker(settings().FOOD_SOURCE_PAUSE_S))


@dataclass(frozen=True)
class Answers:
    """What the sources said, by their names; `silent` are those that said nothing in time."""

    said: dict[str, Any]
    silent: tuple[str, ...] = ()


def ask(calls: Mapping[str, Callable[[], Any]], seconds: float) -> Answers:
    """Every call's result, as far as it came within `seconds`. A call raises VendorError where its source does not answer."""
    give_up = time.monotonic() + seconds
    running: dict[str, Future[Any]] = {}
    for source, call in calls.items():
        if breaker(source).admits():
            running[source] = _pool().submit(_call, source, call, give_up)
    wait(running.values(), timeout=max(0.0, give_up - time.monotonic()))
    said, silent = {}, [source for source in calls if source not in running]
    for source, future in running.items():
        if not future.done():
            future.cancel()  # one that waits for a thread never runs; one that runs ends with its own time-out
            breaker(source).failed()
            log.warning("an outside source is slow", extra=fields(vendor=source))
        if future.done() and not future.cancelled() and future.exception() is None:
            said[source] = future.result()
        else:
            silent.append(source)
    return Answers(said, tuple(sorted(silent)))


def ask_one(source: str, call: Callable[[], Any], seconds: float) -> Any:
    """One source's answer. Raises VendorBusy where it says nothing in time."""
    answers = ask({source: call}, seconds)
    if answers.silent:
        raise VendorBusy(source, "no answer in time", retry_after_s=settings().FOOD_SOURCE_PAUSE_S)
    return answers.said[source]


def _call(source: str, call: Callable[[], Any], give_up: float) -> Any:
    try:
        result = call()
    except VendorError as error:
        breaker(source).failed(error.retry_after_s if isinstance(error, VendorBusy) else None)
        level = logging.WARNING if isinstance(error, VendorBusy) else logging.ERROR
        log.log(level, "an outside source does not answer", extra=fields(vendor=source, reason=str(error)))
        raise
    except Exception as error:
        breaker(source).failed()
        log.exception("an outside source's answer could not be used", extra=fields(vendor=source, reason=type(error).__name__))
        raise
    if time.monotonic() <= give_up:
        breaker(source).succeeded()
    return result


@once
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, "outside")
