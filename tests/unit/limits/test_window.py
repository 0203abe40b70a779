"""The sliding window: never more calls than allowed in any window, and never many fewer, however instances share a caller."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.limits.window import Allowance, Out, Permits, still_good, take
from shared.rows import Limit

START = 1_700_000_000.4


class Shared:
    """What is out, as all instances know it, and the calls that they let in."""

    def __init__(self, allowance: Allowance, instances: int) -> None:
        self.allowance, self.out = allowance, Out()
        self.in_hand: list[list[Permits]] = [[] for _ in range(instances)]
        self.calls: list[float] = []

    def call(self, instance: int, now: float) -> bool:
        hand = still_good(self.in_hand[instance], now)
        if not hand:
            self.out, hand = take(self.out, self.allowance, 1, now)
        hand = still_good(hand, now)
        if hand:
            self.calls.append(now)
            hand[0] = Permits(hand[0].calls - 1, hand[0].good_until)
        self.in_hand[instance] = hand
        return bool(hand)


def most_in_a_window(calls: Sequence[float], window_s: float) -> int:
    ordered = sorted(calls)
    return max((sum(1 for other in ordered if first <= other < first + window_s) for first in ordered), default=0)


@given(
    calls=st.integers(1, 60),
    window_s=st.sampled_from([60, 600]),
    steps=st.lists(st.tuples(st.floats(0, 0.2), st.integers(0, 3)), max_size=300),
)
def test_no_window_ever_sees_more(calls: int, window_s: int, steps: list[tuple[float, int]]) -> None:
    """Pauses are parts of the window, so that several of them pass."""
    shared, now = Shared(Allowance(calls, window_s), 4), START
    for pause, instance in steps:
        now += pause * window_s
        shared.call(instance, now)
    assert most_in_a_window(shared.calls, window_s) <= calls


def test_what_is_used_late_counts_late() -> None:
    """A permit in advance lasts a window, and is given again a window after that."""
    shared = Shared(Allowance(200, 60), 2)
    for now in (START, *(START + 59.9 for _ in range(5))):
        assert shared.call(0, now)
    while shared.call(1, START + 63):
        pass
    assert most_in_a_window(shared.calls, 60) == 200


@given(calls=st.integers(1, 200), instances=st.integers(1, 10), order=st.randoms(use_true_random=False))
def test_a_first_window_gives_nearly_all(calls: int, instances: int, order: object) -> None:
    """Also where the instances that took permits in advance see no call of this person again."""
    shared = Shared(Allowance(calls, 60), instances)
    for instance in range(instances):
        shared.call(instance, START)
    for _ in range(calls):
        shared.call(instances - 1, START + 1)
    assert calls * 0.95 <= len(shared.calls) <= calls


@pytest.mark.parametrize("instances", [1, 5])
def test_who_never_stops_gets_nearly_the_rate(instances: int) -> None:
    shared, windows = Shared(Allowance(60, 60), instances), 20
    for tick in range(windows * 60 * 4):
        for instance in range(instances):
            while shared.call(instance, START + tick / 4):
                pass
    assert 0.95 * 60 * windows <= len(shared.calls)
    assert most_in_a_window(shared.calls, 60) <= 60


def test_permits_for_all_that_wait() -> None:
    out, (waiting, in_advance) = take(Out(), Allowance(60, 60), 20, START)
    assert (waiting.calls, in_advance.calls, out.all) == (20, 2, 22)
    out, (waiting, in_advance) = take(out, Allowance(60, 60), 20, START)
    assert (waiting.calls, in_advance.calls) == (20, 1), "a twentieth is in advance at most"
    out, (waiting, in_advance) = take(out, Allowance(60, 60), 20, START)
    assert (waiting.calls, in_advance.calls, out.all) == (17, 0, 60)
    assert take(out, Allowance(60, 60), 1, START)[1] == [Permits(0, waiting.good_until), Permits(0, in_advance.good_until)]


def test_permits_come_back() -> None:
    out, _ = take(Out(), Allowance(10, 60), 10, START)
    assert out.next_back is not None
    assert 60 <= out.next_back - START < 62
    assert take(out, Allowance(10, 60), 1, out.next_back - 0.1)[1][0].calls == 0
    assert take(out, Allowance(10, 60), 1, out.next_back)[1][0].calls == 1


def test_what_is_out_is_a_short_list() -> None:
    """However long and steadily somebody calls."""
    out, allowance = Out(), Allowance(600, 600)
    for second in range(3000):
        out, _ = take(out, allowance, 1, START + second)
    assert len(out.calls) + len(out.in_advance) < 100


def test_allowances() -> None:
    assert Allowance.of(Limit(per_minute=60, minutes=10)) == Allowance(600, 600)
    assert Allowance.of(Limit(per_minute=5), 10) == Allowance(50, 60)
    assert Allowance.of(Limit(per_minute=1), 0.1) == Allowance(1, 60), "a limit is never nothing"
