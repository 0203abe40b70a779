"""What makes two calls with one Idempotency-Key the same call."""

from __future__ import annotations

import tracemalloc
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel

from shared.http import Upload
from shared.idempotency import fingerprint_of

PHOTO = bytes(10 * 1024 * 1024)


class Form(BaseModel):
    name: str
    day: date


def request(**changes: Any) -> dict[str, Any]:
    usual = {"path": "/v1/x", "file": Upload(PHOTO), "form": Form(name="a", day=date(2026, 1, 1)), "zone": ZoneInfo("UTC"), "n": 1}
    return usual | changes


def test_the_same_inputs() -> None:
    assert fingerprint_of(request(file=Upload(bytes(PHOTO)))) == fingerprint_of(request())


@pytest.mark.parametrize(
    "changed",
    [
        {"path": "/v1/y"},
        {"file": Upload(PHOTO[:-1] + b"x")},
        {"form": Form(name="a", day=date(2026, 1, 2))},
        {"zone": ZoneInfo("Europe/Vienna")},
        {"n": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_other_inputs(changed: dict[str, Any]) -> None:
    assert fingerprint_of(request(**changed)) != fingerprint_of(request())


def test_a_photo_is_not_copied() -> None:
    given = request()
    tracemalloc.start()
    try:
        fingerprint_of(given)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1024 * 1024
