"""Packages by their barcode: what is kept, Open Food Facts, the USDA."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from tests.support.http import problem
from tests.support.vendors import StandIn
from tests.support.waiting import eventually

OATS, COOKIES, BREAD, NOTHING = "2000000001029", "2000000001067", "020000000022", "2000000009995"


@pytest.fixture(autouse=True)
def forgotten() -> None:
    for code in (OATS, COOKIES, BREAD, NOTHING):
        firestore().document(f"barcodes/{code.zfill(14)}").delete()


def product(phone: Phone, code: str) -> dict[str, Any]:
    answer = phone.request("GET", f"/v1/foods/barcode/{code}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_open_food_facts_is_asked_once(phone: Phone, openfoodfacts: StandIn, fdc: StandIn) -> None:
    found = product(phone, OATS)
    assert (found["name"], found["brand"], found["barcode"]) == ("Haferflocken zart", "Kornhof", OATS.zfill(14))
    assert (found["calories_100g"], found["carbs_100g"], found["fiber_100g"]) == (372.0, 68.7, 10.0), "fibre counts as ours does"
    assert (found["serving_size"], found["food_reference_id"]) == (50.0, f"gtin-{OATS.zfill(14)}")
    assert "ODbL" in found["attribution"]
    assert (found["provider_source"], found["origin"], found["degraded"]) == ("openfoodfacts", "provider", [])
    assert product(phone, f"0-{OATS} ") == found, "another spelling of the same number"
    (call,) = openfoodfacts.calls()
    assert call["headers"]["user-agent"].startswith("MealTrack/")
    assert "nobody@example.com" in call["headers"]["user-agent"]
    assert fdc.calls() == []


def test_its_rows_stand_apart(phone: Phone) -> None:
    product(phone, OATS)
    assert firestore().document(f"barcodes/{OATS.zfill(14)}").get().exists
    assert not firestore().document(f"food_references/gtin-{OATS.zfill(14)}").get().exists


def test_the_food_of_a_barcode_has_an_id(phone: Phone) -> None:
    found = product(phone, OATS)
    details = phone.request("GET", f"/v1/foods/{found['food_reference_id']}/details").json()
    assert (details["name"], details["barcode"], details["kind"]) == (found["name"], found["barcode"], "branded")


def test_the_usda_knows_others(phone: Phone) -> None:
    found = product(phone, BREAD)
    assert (found["name"], found["brand"], found["provider_source"]) == ("Whole Grain Bread", "Mill Lane", "usda")
    assert (found["source_food_id"], found["food_reference_id"]) == ("9000002", f"gtin-{BREAD.zfill(14)}")
    assert {"unit": "slice", "grams": 43.0} in found["allowed_units"]


def test_without_figures_they_are_unknown(phone: Phone, fdc: StandIn) -> None:
    found = product(phone, COOKIES)
    assert (found["name"], found["calories_100g"], found["protein_100g"]) == ("Cookies mystère", None, None)
    assert fdc.calls(), "another source might have had them"


def test_that_nobody_knows_it_is_remembered(phone: Phone, openfoodfacts: StandIn) -> None:
    for _ in range(2):
        problem(phone.request("GET", f"/v1/foods/barcode/{NOTHING}"), 404, "FOOD_NOT_FOUND")
    assert len(openfoodfacts.calls()) == 1
    kept = firestore().document(f"barcodes/{NOTHING.zfill(14)}").get().to_dict()
    assert kept is not None
    assert kept["expires_at"] - kept["fetched_at"] == timedelta(days=1)


@pytest.mark.parametrize("code", ["1", "2000000001028", "20000000010290", "abcdefghijklm", "123456789", "💥"])
def test_what_is_no_barcode(phone: Phone, openfoodfacts: StandIn, code: str) -> None:
    problem(phone.request("GET", f"/v1/foods/barcode/{code}"), 400, "INVALID_BARCODE")
    assert openfoodfacts.calls() == []


def test_an_elder_copy_counts_where_nobody_answers(phone: Phone, openfoodfacts: StandIn, fdc: StandIn) -> None:
    found = product(phone, OATS)
    firestore().document(f"barcodes/{OATS.zfill(14)}").update({"fresh_until": clock.now() - timedelta(days=1)})
    openfoodfacts.will({"status": 503, "always": True})
    fdc.will({"status": 503, "always": True})
    assert product(phone, OATS) == found | {"degraded": ["openfoodfacts", "fdc"]}
    openfoodfacts.behaves()
    fdc.behaves()
    eventually(lambda: product(phone, OATS)["degraded"] == [], "the sources to be asked again")


def test_not_known_is_not_said_while_somebody_is_silent(phone: Phone, openfoodfacts: StandIn) -> None:
    openfoodfacts.will({"status": 503, "always": True})
    problem(phone.request("GET", f"/v1/foods/barcode/{NOTHING}"), 503, "SERVICE_UNAVAILABLE")
    assert not firestore().document(f"barcodes/{NOTHING.zfill(14)}").get().exists
    openfoodfacts.behaves()
    eventually(lambda: phone.request("GET", f"/v1/foods/barcode/{NOTHING}").status_code == 404, "the source to be back")


def test_its_id_finds_it_when_the_copy_is_gone(phone: Phone, openfoodfacts: StandIn) -> None:
    found = product(phone, OATS)
    firestore().document(f"barcodes/{OATS.zfill(14)}").delete()
    answer = phone.request("GET", f"/v1/foods/{found['food_reference_id']}/details")
    assert (answer.status_code, answer.json()["name"]) == (200, "Haferflocken zart")
    assert len(openfoodfacts.calls()) == 2
