"""The figures of the measurements, against their definitions."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.figures import most_within, out_of_order, per_minute, percentile, spread

times = st.lists(st.floats(min_value=0, max_value=1000, allow_nan=False), min_size=1, max_size=60)


@given(times, st.integers(1, 100))
def test_percentile_is_a_measured_value_that_enough_others_do_not_exceed(values: list[float], percent: int) -> None:
    found = percentile(values, percent)
    assert found in values
    assert 100 * sum(value <= found for value in values) >= percent * len(values)
    assert 100 * sum(value < found for value in values) < percent * len(values)


def test_p99_of_a_thousand_leaves_ten_above() -> None:
    assert percentile(list(range(1, 1001)), 99) == 990


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_percentile_refuses_what_is_no_share(percent: float) -> None:
    with pytest.raises(ValueError, match="percent"):
        percentile([1.0], percent)


@given(times)
def test_spread_is_in_order(values: list[float]) -> None:
    found = spread(values)
    assert found.low <= found.median <= found.high
    assert found.low <= found.p95 <= found.p99 <= found.high
    assert (found.n, found.median) == (len(values), statistics.median(values))


def test_spread_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        spread([])


@given(times, st.floats(min_value=0.1, max_value=500, allow_nan=False))
def test_most_within_is_what_counting_every_window_finds(instants: list[float], window_s: float) -> None:
    assert most_within(instants, window_s) == max(sum(a <= b < a + window_s for b in instants) for a in instants)


def test_a_window_ends_before_its_end() -> None:
    every_six_seconds = [6.0 * n for n in range(30)]
    assert most_within(every_six_seconds, 60) == 10
    assert most_within(every_six_seconds, 60.001) == 11
    assert most_within([], 60) == 0


def test_per_minute_counts_intervals() -> None:
    assert per_minute([0.0, 6.0, 12.0]) == 10
    for nothing in ([], [1.0], [1.0, 1.0]):
        with pytest.raises(ValueError, match="two instants"):
            per_minute(nothing)


def test_out_of_order_counts_those_that_came_before_an_earlier_one() -> None:
    assert out_of_order([1, 2, 2, 3]) == 0
    assert out_of_order([3, 1, 2, 4]) == 2
    assert out_of_order([]) == 0


@given(times)
def test_sorted_times_are_in_order(values: list[float]) -> None:
    assert out_of_order(sorted(values)) == 0
