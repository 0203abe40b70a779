"""How many calls are left in a window that slides: pure arithmetic over the permits that are out.

Each permit is written down with the second at which it may be given again: a window's length after its last possible use. So no
window of that length, wherever it begins, ever sees more calls than allowed. Permits are taken for calls that wait, and a few in
advance, so that a caller who asks now and then need not be written down each time. Permits in advance may stay unused, hence they
are never more than a twentieth of the allowance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.rows import Limit

_ADVANCE = 20  # one permit in so many may be out in advance
_STEPS = 60  # a window is told apart in so many steps, so that what is out stays a short list
_TO_BE_USED_S = 0.25  # how long a call that waits for its permit may need to use it


class Allowance(NamedTuple):
    """So many `calls` in any `window_s` seconds."""

    calls: int
    window_s: int

    @classmethod
    def of(cls, limit: Limit, factor: float = 1) -> Allowance:
        return cls(max(1, round(limit.per_minute * limit.minutes * factor)), limit.minutes * 60)

    @property
    def in_advance(self) -> int:
        return self.calls // _ADVANCE

    @property
    def step_s(self) -> int:
        return max(1, self.window_s // _STEPS)


class Permits(NamedTuple):
    """`calls` that may be made until `good_until` (epoch seconds)."""

    calls: int
    good_until: float


class Out(NamedTuple):
    """The permits that are out, by the second (epoch) at which they may be given again: for calls, and in advance."""

    calls: Mapping[int, int] = {}
    in_advance: Mapping[int, int] = {}

    def at(self, now: float) -> Out:
        """What is still out."""
        return Out(_later(self.calls, now), _later(self.in_advance, now))

    @property
    def all(self) -> int:
        return sum(self.calls.values()) + sum(self.in_advance.values())

    @property
    def next_back(self) -> int | None:
        """When the first of them may be given again."""
        return min((*self.calls, *self.in_advance), default=None)

    @property
    def all_back(self) -> int | None:
        return max((*self.calls, *self.in_advance), default=None)


def take(out: Out, allowance: Allowance, wanted: int, now: float) -> tuple[Out, list[Permits]]:
    """Permits for `wanted` calls that wait, as far as they reach, and some in advance; and what is out then."""
    out = out.at(now)
    free = max(0, allowance.calls - out.all)
    for_calls = min(wanted, free)
    # Half of what is left: another instance, where the same caller ends up too, finds some as well.
    left = allowance.in_advance - sum(out.in_advance.values())
    in_advance = max(0, min((left + 1) // 2, free - for_calls)) if for_calls == wanted else 0

    step = allowance.step_s
    soon = math.ceil((now + _TO_BE_USED_S) / step) * step
    later = math.ceil(now + allowance.window_s)
    after = Out(
        _with(out.calls, soon + allowance.window_s, for_calls), _with(out.in_advance, later + allowance.window_s, in_advance)
    )
    return after, [Permits(for_calls, soon), Permits(in_advance, later)]


def still_good(permits: Iterable[Permits], now: float) -> list[Permits]:
    return [some for some in permits if some.calls > 0 and some.good_until > now]


def _later(counts: Mapping[int, int], now: float) -> dict[int, int]:
    return {second: count for second, count in counts.items() if second > now}


def _with(counts: Mapping[int, int], second: int, more: int) -> Mapping[int, int]:
    return {**counts, second: counts.get(second, 0) + more} if more else counts
