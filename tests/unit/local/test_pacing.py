from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.pacing import TokenBucket, late_tokens, retry_after_s, retry_interval_s
from shared.rows import Queue


def queue(min_backoff_s: float = 10, max_backoff_s: float = 300, max_doublings: int = 3) -> Queue:
    return Queue("q", 60, 1, 1, 10, min_backoff_s, max_backoff_s, max_doublings)


def test_intervals_double_then_grow_linearly_then_stay() -> None:
    """The example of Cloud Tasks' documentation of RetryConfig."""
    assert [retry_interval_s(queue(), failures) for failures in range(1, 10)] == [10, 20, 40, 80, 160, 240, 300, 300, 300]


def test_without_doublings_intervals_grow_linearly() -> None:
    assert [retry_interval_s(queue(max_doublings=0), failures) for failures in (1, 2, 3)] == [10, 20, 30]


@given(st.integers(1, 200), st.floats(0.01, 100), st.integers(0, 16))
def test_intervals_never_shrink_nor_pass_the_longest(failures: int, shortest: float, doublings: int) -> None:
    settings = queue(shortest, shortest * 50, doublings)
    assert retry_interval_s(settings, failures) <= retry_interval_s(settings, failures + 1) <= settings.max_backoff_s


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    bucket = TokenBucket(rate_per_s=2, burst=3, now=100)
    assert [bucket.take(100) for _ in range(4)] == [True, True, True, False]
    assert bucket.wait_s(100) == 0.5
    assert not bucket.take(100.4)
    assert bucket.take(100.5)


def test_a_bucket_saves_no_more_than_its_burst() -> None:
    bucket = TokenBucket(rate_per_s=10, burst=2, now=0)
    assert [bucket.take(1000) for _ in range(3)] == [True, True, False]


def test_who_is_late_for_a_token_does_not_lose_the_rate() -> None:
    bucket, now = TokenBucket(rate_per_s=10, burst=1, now=0), 0.0
    given = 0
    while now < 60:
        given += bucket.take(now)
        now += bucket.wait_s(now) + 0.03
    assert 600 <= given <= 601


def test_nor_does_it_gain_more_than_one() -> None:
    bucket = TokenBucket(rate_per_s=10, burst=1, now=0)
    assert bucket.take(0)
    assert bucket.wait_s(0) == pytest.approx(0.1)
    assert [bucket.take(1000), bucket.take(1000)] == [True, False]
    assert bucket.wait_s(1000) == pytest.approx(0.001)
    assert [bucket.take(2000), bucket.take(2000)] == [True, False]


def test_at_a_slow_rate_nobody_catches_up() -> None:
    bucket, now = TokenBucket(rate_per_s=10 / 60, burst=1, now=0), 0.0
    taken: list[float] = []
    while len(taken) < 30:
        if bucket.take(now):
            taken.append(now)
        now += bucket.wait_s(now) + 0.03 * (len(taken) % 2)
    assert all(later - first >= 60 for first, later in zip(taken, taken[10:], strict=False)), "ten in a minute, never eleven"


def test_a_rate_of_zero_never_gives_another_token() -> None:
    bucket = TokenBucket(rate_per_s=0, burst=1, now=0)
    assert bucket.take(0)
    assert bucket.wait_s(1e9) == float("inf")


def test_a_new_rate_counts_from_the_change() -> None:
    bucket = TokenBucket(rate_per_s=1, burst=1, now=0)
    bucket.take(0)
    bucket.change(rate_per_s=10, burst=1, now=0)
    assert bucket.wait_s(0) == pytest.approx(0.1)


def test_a_clock_that_goes_back_takes_nothing_away() -> None:
    bucket = TokenBucket(rate_per_s=1, burst=2, now=100)
    assert bucket.take(50)
    assert bucket.take(50)


@given(st.floats(0.1, 50), st.integers(1, 10), st.lists(st.floats(0, 2), min_size=1, max_size=60))
def test_no_span_of_time_sees_more_than_rate_and_burst(rate: float, burst: int, pauses: list[float]) -> None:
    bucket, now = TokenBucket(rate, burst, now=0), 0.0
    taken: list[float] = []
    for pause in pauses:
        now += pause
        while bucket.take(now):
            taken.append(now)
    for first, start in enumerate(taken):
        for last in range(first, len(taken)):
            assert last - first + 1 <= burst + late_tokens(rate) + rate * (taken[last] - start) + 0.01


@given(st.floats(0.01, 20), st.floats(0, 2e9))  # epoch seconds, of which a float keeps a quarter of a microsecond
def test_waiting_as_long_as_told_is_enough(rate: float, start: float) -> None:
    bucket = TokenBucket(rate, 1, start)
    bucket.take(start)
    now, waits = start, 0
    while (wait_s := bucket.wait_s(now)) > 0:
        now, waits = now + wait_s, waits + 1
        assert waits <= 2
    assert bucket.take(now)


NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7),
        (" 7 ", 7),
        ("Thu, 01 Jan 2026 00:00:30 GMT", 30),
        ("Wed, 31 Dec 2025 23:00:00 GMT", 0),
        ("soon", None),
        ("-3", None),
        ("", None),
        ("٣", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, NOW) == seconds
