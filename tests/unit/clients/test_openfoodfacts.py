"""The rate that Open Food Facts asks for is kept by every instance."""

from __future__ import annotations

import time

import pytest

from shared.clients.openfoodfacts import Bucket


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that have passed."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_fifteen_a_minute(clock: list[float]) -> None:
    bucket = Bucket(15)
    assert [bucket.take() for _ in range(15)] == [0.0] * 15
    assert bucket.take() == pytest.approx(4)
    clock[0] += 3.9
    assert bucket.take() > 0
    clock[0] += 0.2
    assert bucket.take() == 0.0
    assert bucket.take() > 0


def test_a_pause_saves_up_no_more_than_a_minute(clock: list[float]) -> None:
    bucket = Bucket(15)
    clock[0] += 3600
    assert sum(bucket.take() == 0.0 for _ in range(40)) == 15
