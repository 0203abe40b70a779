"""What the measurements are condensed to. Pure; times are in seconds unless a name says otherwise."""

from __future__ import annotations

import math
import statistics
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """A sample in short. `p95` and `p99` are by nearest rank, so they are values that were measured."""

    n: int
    median: float
    p95: float
    p99: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """Raises ValueError for an empty sample."""
    if not values:
        raise ValueError("nothing was measured")
    return Spread(
        n=len(values),
        median=statistics.median(values),
        p95=percentile(values, 95),
        p99=percentile(values, 99),
        low=min(values),
        high=max(values),
    )


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` (over 0, up to 100) of the sample do not exceed: the nearest rank."""
    if not 0 < percent <= 100:
        raise ValueError("percent has to be above 0 and at most 100")
    ordered = sorted(values)
    return ordered[math.ceil(percent * len(ordered) / 100) - 1]


def most_within(instants: Sequence[float], window_s: float) -> int:
    """The largest number of instants in any window of that length; its end does not belong to a window, its start does."""
    ordered = sorted(instants)
    return max((bisect_left(ordered, start + window_s) - index for index, start in enumerate(ordered)), default=0)


def per_minute(instants: Sequence[float]) -> float:
    """The rate between the first and the last instant: their intervals, so the first one starts the clock. Needs two instants."""
    elapsed = max(instants) - min(instants) if len(instants) > 1 else 0.0
    if elapsed <= 0:
        raise ValueError("a rate needs two instants")
    return 60 * (len(instants) - 1) / elapsed


def out_of_order(times: Sequence[float]) -> int:
    """How many of `times`, taken in the order in which they were to come, came before one that was to come earlier."""
    late, latest = 0, -math.inf
    for time in times:
        late += time < latest
        latest = max(latest, time)
    return late
