"""A weigh-in: kept once, on the person's day, and followed by profile and targets where it is the newest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from shared.ids import new_id
from tests.support.http import invalid, problem
from tests.support.meals import stored
from tests.support.people import onboarded
from tests.support.weights import PATH, weighed

METRICS = "/v1/user-profiles/metrics"


def present(phone: Phone) -> tuple[float, int]:
    """The profile's weight and version."""
    told = phone.request("GET", METRICS).json()
    return told["weight_kg"], told["version"]


def entries(phone: Phone) -> list[tuple[float, str]]:
    """Weight and source of each weigh-in, newest first."""
    return [(entry["weight_kg"], entry["source"]) for entry in phone.request("GET", PATH).json()["entries"]]


def test_it_is_kept(phone: Phone) -> None:
    moment = clock.now() - timedelta(hours=1)
    entry = weighed(phone, 79.25, moment)
    assert (entry["weight_kg"], entry["source"]) == (79.25, "manual")
    assert phone.request("GET", PATH).json()["entries"] == [entry]
    assert stored(f"users/{phone.uid}/weight_entries/{entry['id']}") is not None


def test_the_newest_is_the_present_weight(phone: Phone) -> None:
    onboarded(phone)
    before = stored(f"users/{phone.uid}/profile/current")
    weighed(phone, 70, clock.now())
    assert present(phone) == (70, 2)
    told = phone.request("GET", "/v1/user-profiles/tdee").json()
    assert (told["bmr"], told["target_revision"], told["version"]) == (1680, 2, 2)
    today = clock.now().date().isoformat()
    day = stored(f"users/{phone.uid}/days/{today}")
    assert day is not None
    assert day["target"]["calories"] == pytest.approx(1680 * 1.55 - 500)
    after = stored(f"users/{phone.uid}/profile/current")
    assert before is not None
    assert after is not None
    assert after["goal_changed_at"] == before["goal_changed_at"], "a weigh-in is no new goal"


def test_an_older_one_is_history(phone: Phone) -> None:
    onboarded(phone)
    weighed(phone, 95, clock.now() - timedelta(days=100))
    assert present(phone) == (80, 1)
    assert entries(phone) == [(80, "profile"), (95, "manual")]


def test_the_same_weight_renews_nothing(phone: Phone) -> None:
    onboarded(phone)
    weighed(phone, 80, clock.now())
    assert present(phone) == (80, 1)
    assert len(entries(phone)) == 2


def test_the_same_instant_is_the_same_weigh_in(phone: Phone) -> None:
    moment = clock.now() - timedelta(minutes=3)
    first = weighed(phone, 79, moment)
    second = weighed(phone, 78, moment.astimezone(clock.zone("Asia/Tokyo")))
    assert (second["id"], second["weight_kg"]) == (first["id"], 78)
    assert entries(phone) == [(78, "manual")]


def test_without_a_profile(phone: Phone) -> None:
    """The history begins before the profile, which then has the newest word."""
    weighed(phone, 77, clock.now())
    assert stored(f"users/{phone.uid}/profile/current") is None
    onboarded(phone, weight=76)
    assert entries(phone) == [(76, "profile"), (77, "manual")]
    assert present(phone) == (76, 1)


def test_metrics_are_a_weigh_in(phone: Phone) -> None:
    onboarded(phone)
    phone.request("POST", METRICS, json={"weight_kg": 79})
    phone.request("POST", METRICS, json={"activity_level": "light"})
    phone.request("POST", METRICS, json={"weight_kg": 79, "activity_level": "active"})
    assert entries(phone) == [(79, "profile"), (80, "profile")], "the weight of today told again is no other weigh-in"
    assert present(phone)[0] == 79


@pytest.mark.parametrize("weight_kg", [29.9, 300.1, 0, None, "80 kg"])
def test_weights_that_cannot_be(phone: Phone, weight_kg: Any) -> None:
    told = {"weight_kg": weight_kg, "recorded_at": clock.now().isoformat()}
    assert invalid(phone.request("POST", PATH, json=told)) == {("body", "weight_kg")}


@pytest.mark.parametrize("recorded_at", ["2026-01-31T07:40:00", "2026-01-31", "yesterday"])
def test_instants_without_a_zone(phone: Phone, recorded_at: str) -> None:
    assert invalid(phone.request("POST", PATH, json={"weight_kg": 80, "recorded_at": recorded_at})) == {("body", "recorded_at")}


def test_not_in_the_future(phone: Phone) -> None:
    told = {"weight_kg": 80, "recorded_at": (clock.now() + timedelta(minutes=6)).isoformat()}
    problem(phone.request("POST", PATH, json=told), 422, "RECORDED_OUT_OF_RANGE")
    ahead = weighed(phone, 80, clock.now() + timedelta(minutes=4))
    assert ahead["recorded_at"] <= clock.now().isoformat(), "a clock that is a little ahead is put right"


def test_repeated_with_its_key(phone: Phone) -> None:
    onboarded(phone)
    told, key = {"weight_kg": 75, "recorded_at": clock.now().isoformat()}, {"Idempotency-Key": new_id()}
    first, again = (phone.request("POST", PATH, json=told, headers=key) for _ in range(2))
    assert (first.status_code, again.content, again.headers["Idempotent-Replayed"]) == (201, first.content, "true")
    assert present(phone) == (75, 2)


def test_many_at_once_leave_the_newest(phone: Phone) -> None:
    onboarded(phone)
    now = clock.now()
    firestore().document(f"users/{phone.uid}/weight_entries/{entry_of(phone)}").delete()
    moments = [now - timedelta(days=number) for number in range(8)]
    with ThreadPoolExecutor(8) as at_once:
        list(at_once.map(lambda number: weighed(phone, 60 + number, moments[number]), range(8)))
    assert [kg for kg, _ in entries(phone)] == [60 + number for number in range(8)]
    assert present(phone)[0] == 60
    kept = stored(f"users/{phone.uid}/profile/adaptive")
    assert kept is not None
    assert (kept["weigh_in_days"], kept["span_days"]) == (8, 7), "the estimate has seen all of them"


def entry_of(phone: Phone) -> str:
    (entry,) = phone.request("GET", PATH).json()["entries"]
    return str(entry["id"])
