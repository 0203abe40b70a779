"""Weigh-ins that the app has kept: all or none of them, and twice the same as once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from local.phone import Phone
from shared import clock
from shared.ids import new_id
from shared.weight.requests import MOST_AT_ONCE
from tests.support.http import invalid, problem
from tests.support.people import onboarded
from tests.support.weights import PATH, weighed

SYNC = f"{PATH}/sync"


def told(weight_kg: float, days_ago: float, **more: Any) -> dict[str, Any]:
    return {"weight_kg": weight_kg, "recorded_at": (START - timedelta(days=days_ago)).isoformat(), **more}


START = clock.now()


def synced(phone: Phone, *entries: dict[str, Any]) -> dict[str, Any]:
    answer = phone.request("POST", SYNC, json={"entries": list(entries)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def counts(found: dict[str, Any]) -> tuple[int, int, int]:
    return found["created"], found["updated"], found["unchanged"]


def test_new_known_and_changed_ones(phone: Phone) -> None:
    mine = new_id()
    first = synced(phone, told(80, 2), told(79, 1, id=mine))
    assert counts(first) == (2, 0, 0)
    assert [entry["weight_kg"] for entry in first["entries"]] == [79, 80], "newest first"
    assert first["entries"][0]["id"] == mine
    second = synced(phone, told(80, 2), told(78.5, 1.5, id=mine), told(81, 3))
    assert counts(second) == (1, 1, 1)
    listed = phone.request("GET", PATH).json()["entries"]
    assert [(entry["weight_kg"], entry["source"]) for entry in listed] == [(78.5, "sync"), (80, "sync"), (81, "sync")]
    third = synced(phone, told(80, 2), told(78.5, 1.5, id=mine), told(81, 3))
    assert counts(third) == (0, 0, 3)
    assert third["entries"] == listed


def test_our_own_entries_come_back_as_themselves(phone: Phone) -> None:
    entry = weighed(phone, 80, START)
    found = synced(phone, {name: entry[name] for name in ("id", "weight_kg", "recorded_at")}, told(80, 0))
    assert counts(found) == (0, 0, 1)
    assert [each["source"] for each in found["entries"]] == ["manual"]


def test_of_the_same_one_told_twice_the_last_counts(phone: Phone) -> None:
    found = synced(phone, told(80, 1), told(70, 1))
    assert (counts(found), found["entries"][0]["weight_kg"]) == ((1, 0, 0), 70)


def test_the_newest_is_the_present_weight(phone: Phone) -> None:
    onboarded(phone)
    synced(phone, told(90, 30), told(85, 10))
    metrics = phone.request("GET", "/v1/user-profiles/metrics").json()
    assert (metrics["weight_kg"], metrics["version"]) == (80, 1), "old ones change nothing"
    synced(phone, told(95, 20), {"weight_kg": 78, "recorded_at": clock.now().isoformat()}, told(96, 21))
    metrics = phone.request("GET", "/v1/user-profiles/metrics").json()
    assert (metrics["weight_kg"], metrics["version"]) == (78, 2), "one change, to the newest"


def test_all_or_none(phone: Phone) -> None:
    bad = {"weight_kg": 80, "recorded_at": (clock.now() + timedelta(days=1)).isoformat()}
    problem(phone.request("POST", SYNC, json={"entries": [told(80, 1), bad]}), 422, "RECORDED_OUT_OF_RANGE")
    assert phone.request("GET", PATH).json()["entries"] == []


@pytest.mark.parametrize("entry_id", ["1", "a/b", "..", "", "3B9D5C1E-7F42-4A86-9C0B-5D1E8F6A2C74"])
def test_ids_that_are_none(phone: Phone, entry_id: str) -> None:
    assert invalid(phone.request("POST", SYNC, json={"entries": [told(80, 1, id=entry_id)]})) == {("body", "entries", "id")}


def test_a_year_at_once(phone: Phone) -> None:
    onboarded(phone)
    year = [told(80 + number / 10, number) for number in range(1, MOST_AT_ONCE + 1)]
    assert counts(synced(phone, *year)) == (MOST_AT_ONCE, 0, 0)
    assert len(phone.request("GET", PATH, params={"limit": 365}).json()["entries"]) == 365
    assert invalid(phone.request("POST", SYNC, json={"entries": [*year, told(80, 500)]})) == {("body", "entries")}
    assert invalid(phone.request("POST", SYNC, json={"entries": []})) == {("body", "entries")}
