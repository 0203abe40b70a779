"""One client a process: made when it is first needed, and once also when several requests need it first at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """As functools.cache, which runs `make` in every thread that asks before the first result is there.

    For clients that matters: a second one registers what exists already, or closes the connections of both when it is dropped.
    """
    lock = threading.Lock()
    made: list[T] = []

    @wraps(make)
    def get() -> T:
        if not made:
            with lock:
                if not made:
                    made.append(make())
        return made[0]

    return get
