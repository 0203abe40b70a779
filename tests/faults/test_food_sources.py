"""Pinecone, FoodData Central and Open Food Facts down, slow, talking rubbish: the table still answers, in time, and says so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from local.phone import Phone
from tests.functions.test_search_foods import search, unseen
from tests.support.vendors import StandIn
from tests.support.waiting import eventually

# The tests' cloud gives outside sources 1.5 s; the rest is a busy machine's.
DEADLINE_S, SLACK_S, SLOW_S = 1.5, 8.0, 20.0
FAULTS: dict[str, dict[str, Any]] = {
    "503": {"status": 503},
    "429": {"status": 429, "retry_after_s": 0.1},
    "wrong key": {"status": 401},
    "bad request": {"status": 400},
    "slow": {"delay_s": SLOW_S},
    "dropped": {"drop": True},
    "html": {"text": "<html>gone</html>"},
    "a number": {"text": "17"},
    "null": {"text": "null"},
    "a list": {"text": "[[[]]]"},
    "NaN": {"text": '{"foods": NaN, "data": NaN, "matches": NaN}'},
    "deep": {"text": "[" * 100_000},
    "long": {"text": '{"foods": "' + "x" * 5_000_000 + '"}'},
    "wrong types": {"json": {"foods": {"a": 1}, "data": [{"values": ["x"]}], "matches": [{"id": 7}]}},
}


@pytest.fixture
def sources(phone: Phone, pinecone: StandIn, fdc: StandIn, openfoodfacts: StandIn) -> Iterator[tuple[StandIn, StandIn, StandIn]]:
    """All three; when the test is over, the functions have noticed that they are back."""
    yield pinecone, fdc, openfoodfacts
    for stand_in in (pinecone, fdc, openfoodfacts):
        stand_in.behaves()
    eventually(lambda: search(phone, unseen("zanahoria"), language="es")["degraded"] == [], "the sources to be back")


@pytest.mark.parametrize("fault", FAULTS)
def test_search_answers_in_time(phone: Phone, sources: tuple[StandIn, StandIn, StandIn], fault: str) -> None:
    pinecone, fdc, _ = sources
    for stand_in in (pinecone, fdc):
        stand_in.will(FAULTS[fault] | {"always": True})
    began = time.monotonic()
    found = search(phone, unseen("tempeh"), language="es")
    assert time.monotonic() - began < DEADLINE_S + SLACK_S
    assert "usda-174272" in {food["food_id"] for food in found["results"]}, "the table's"
    assert found["degraded"] == ["fdc", "pinecone"]


def test_an_outage_costs_one_call_its_time(phone: Phone, sources: tuple[StandIn, StandIn, StandIn]) -> None:
    pinecone, fdc, _ = sources
    for stand_in in (pinecone, fdc):
        stand_in.will({"delay_s": SLOW_S, "always": True})
    search(phone, unseen("tempeh"), language="es")
    began = time.monotonic()
    assert search(phone, unseen("tempeh"), language="es")["degraded"] == ["fdc", "pinecone"]
    assert time.monotonic() - began < DEADLINE_S - 0.3, "it does not wait again"


def test_one_of_two_is_enough(phone: Phone, sources: tuple[StandIn, StandIn, StandIn]) -> None:
    pinecone, _, _ = sources
    pinecone.will({"status": 503, "always": True})
    found = search(phone, unseen("nutty acres crunchy peanut butter"), language="es")
    assert 9000001 in {food["fdc_id"] for food in found["results"]}
    assert found["degraded"] == ["pinecone"]


def test_what_the_table_is_sure_of_is_not_degraded(phone: Phone, sources: tuple[StandIn, StandIn, StandIn]) -> None:
    for stand_in in sources:
        stand_in.will({"status": 503, "always": True})
    assert search(phone, "chicken breast", limit=1)["degraded"] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_barcode_answers_in_time(phone: Phone, sources: tuple[StandIn, StandIn, StandIn], fault: str) -> None:
    for stand_in in sources[1:]:
        stand_in.will(FAULTS[fault] | {"always": True})
    began = time.monotonic()
    answer = phone.request("GET", "/v1/foods/barcode/2000000005003")
    assert time.monotonic() - began < 2 * DEADLINE_S + SLACK_S
    assert answer.status_code == 503
