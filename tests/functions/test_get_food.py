"""A food by its id, wherever it is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from tests.support.http import cost, problem
from tests.support.vendors import StandIn
from tests.support.waiting import eventually

PEANUT_BUTTER = "9000001"


def details(phone: Phone, food_id: str) -> dict[str, Any]:
    answer = phone.request("GET", f"/v1/foods/{food_id}/details")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def unknown_yet() -> None:
    firestore().document(f"food_references/usda-{PEANUT_BUTTER}").delete()


def test_of_the_table(phone: Phone, fdc: StandIn) -> None:
    found = details(phone, "171477")
    assert (found["food_id"], found["state"], found["calories"]) == ("usda-171477", "baked", 165.0)
    assert found["per_100g"]["protein_g"] == 31.0
    assert {"unit": "g", "grams": 1.0} in found["allowed_units"]
    assert 0 < found["completeness"] <= 1
    assert details(phone, "usda-171477") == found
    assert fdc.calls() == []
    assert cost(phone.request("GET", "/v1/foods/171477/details")) == (0, 0)


@pytest.mark.usefixtures("unknown_yet")
def test_of_food_data_central_and_then_of_our_copy(phone: Phone, fdc: StandIn) -> None:
    found = details(phone, PEANUT_BUTTER)
    assert (found["name"], found["brand"], found["kind"]) == ("Crunchy Peanut Butter", "Nutty Acres", "branded")
    assert {"unit": "tbsp", "grams": 16.0} in found["portions"]
    assert found["attribution"] == "USDA FoodData Central"
    assert details(phone, PEANUT_BUTTER) == found
    assert len(fdc.calls()) == 1


@pytest.mark.usefixtures("unknown_yet")
def test_an_elder_copy_counts_where_nobody_answers(phone: Phone, fdc: StandIn) -> None:
    found = details(phone, PEANUT_BUTTER)
    copy = firestore().document(f"food_references/usda-{PEANUT_BUTTER}")
    copy.update({"fresh_until": clock.now() - timedelta(days=1)})
    fdc.will({"status": 503, "always": True})
    assert details(phone, PEANUT_BUTTER) == found
    fdc.behaves()
    eventually(lambda: details(phone, PEANUT_BUTTER) and len(fdc.calls()) > 2, "the source to be asked again")


@pytest.mark.usefixtures("unknown_yet")
def test_nobody_answers(phone: Phone, fdc: StandIn) -> None:
    fdc.will({"status": 503, "always": True})
    answer = phone.request("GET", f"/v1/foods/{PEANUT_BUTTER}/details")
    problem(answer, 503, "SERVICE_UNAVAILABLE")
    assert int(answer.headers["Retry-After"]) >= 0
    fdc.behaves()
    eventually(lambda: phone.request("GET", f"/v1/foods/{PEANUT_BUTTER}/details").status_code == 200, "the source to be back")


def test_that_there_is_none_is_remembered(phone: Phone, fdc: StandIn) -> None:
    firestore().document("food_references/usda-8999999").delete()
    for _ in range(2):
        problem(phone.request("GET", "/v1/foods/8999999/details"), 404, "FOOD_NOT_FOUND")
    assert len(fdc.calls()) == 2, "in full and abridged, and then not again"


@pytest.mark.parametrize("food_id", ["0", "-1", "x", "1" * 13, "custom-x", "gtin-123", "usda-", "usda-abc", "(default)", "💥"])
def test_what_is_no_id(phone: Phone, fdc: StandIn, food_id: str) -> None:
    problem(phone.request("GET", f"/v1/foods/{food_id}/details"), 404, "FOOD_NOT_FOUND")
    assert fdc.calls() == []


def test_of_oneself_only(new_phone: Callable[[], Phone]) -> None:
    one, other = new_phone(), new_phone()
    made = one.request("POST", "/v1/foods/custom", json={"name": "granola", "nutrition": {"calories": 450}}).json()
    assert details(one, made["food_id"])["name"] == "granola"
    problem(other.request("GET", f"/v1/foods/{made['food_id']}/details"), 404, "FOOD_NOT_FOUND")
