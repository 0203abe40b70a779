"""Waiting for what is bound to happen, without guessing how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

POLL_S, LONGEST_POLL_S = 0.03, 0.1  # looks less and less often, since each look costs what it looks at
PATIENCE_S = 45.0  # a busy machine included


def eventually(condition: Callable[[], T | None], what: str, timeout_s: float = PATIENCE_S) -> T:
    """The first true value of `condition`. Fails, naming `what` was waited for and the last value, after `timeout_s` seconds."""
    deadline, pause_s = time.monotonic() + timeout_s, POLL_S
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s:g} s: {what} (last: {value!r})")
        time.sleep(pause_s)
        pause_s = min(pause_s * 1.25, LONGEST_POLL_S)
    return value
