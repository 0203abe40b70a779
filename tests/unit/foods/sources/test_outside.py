"""Outside sources: nobody waits longer than they have time for, and a source that is down is left alone for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from shared import settings
from shared.errors import VendorBusy, VendorRefused
from shared.foods.sources import outside

PAUSE_S = 0.3


@pytest.fixture
def source(function_settings: pytest.MonkeyPatch) -> str:
    """A source that nobody has asked yet."""
    function_settings.setenv("FOOD_SOURCE_PAUSE_S", str(PAUSE_S))
    settings.settings.cache_clear()
    return uuid4().hex


@pytest.fixture
def stuck() -> Iterator[Callable[[], str]]:
    """A call that does not end while the test runs."""
    over = threading.Event()
    yield lambda: str(over.wait(20))
    over.set()


def down() -> str:
    raise VendorBusy("x", "answered 503")


def test_all_that_answer_are_heard(source: str) -> None:
    answers = outside.ask({source: lambda: 1, f"{source}b": lambda: 2}, 5)
    assert (answers.said, answers.silent) == ({source: 1, f"{source}b": 2}, ())


@pytest.mark.parametrize("error", [VendorBusy("x", "y"), VendorRefused("x", "y"), ValueError("a bug in a reader")], ids=repr)
def test_one_that_fails_does_not_spoil_the_others(source: str, error: Exception) -> None:
    def fail() -> None:
        raise error

    answers = outside.ask({source: fail, f"{source}b": lambda: 2}, 5)
    assert (answers.said, answers.silent) == ({f"{source}b": 2}, (source,))


def test_nobody_waits_for_a_slow_one(source: str, stuck: Callable[[], str]) -> None:
    began = time.monotonic()
    answers = outside.ask({source: stuck, f"{source}b": lambda: 2}, 0.2)
    assert time.monotonic() - began < 2
    assert (answers.said, answers.silent) == ({f"{source}b": 2}, (source,))


def test_one_that_is_down_is_not_asked_again_at_once(source: str) -> None:
    calls = []

    def fail() -> None:
        calls.append(1)
        raise VendorBusy("x", "y")

    for _ in range(5):
        assert outside.ask({source: fail}, 5).silent == (source,)
    assert len(calls) == 1


def test_after_the_pause_one_finds_out_and_the_others_do_not_wait(source: str, stuck: Callable[[], str]) -> None:
    outside.ask({source: down}, 5)
    time.sleep(PAUSE_S)
    probe = threading.Thread(target=outside.ask, args=({source: stuck}, 0.2))
    probe.start()
    began = time.monotonic()
    while not outside.breaker(source)._until > time.monotonic():
        assert time.monotonic() - began < 2
    assert outside.ask({source: lambda: 1}, 5).silent == (source,)
    probe.join()


def test_one_that_is_back_is_asked_again(source: str) -> None:
    outside.ask({source: down}, 5)
    time.sleep(PAUSE_S)
    assert outside.ask({source: lambda: 1}, 5).said == {source: 1}
    assert outside.ask({source: lambda: 2}, 5).said == {source: 2}


def test_pauses_grow_and_what_the_source_asks_for_counts() -> None:
    breaker = outside.Breaker(10)
    pauses = []
    for asked in (None, None, None, None, None, None, 300.0, 10**9):
        breaker._until = 0
        breaker.failed(asked)
        pauses.append(round(breaker._until - time.monotonic()))
    assert pauses == [10, 20, 40, 80, 160, 160, 300, 600]


def test_ask_one(source: str) -> None:
    assert outside.ask_one(source, lambda: 5, 5) == 5
    with pytest.raises(VendorBusy):
        outside.ask_one(source, down, 5)
