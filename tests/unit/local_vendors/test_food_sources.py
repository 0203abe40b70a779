"""The stand-ins of FoodData Central and Open Food Facts, in the wire formats of theirs that our readers take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from local.vendors.products import SOLD_IN_AMERICA, SOLD_IN_EUROPE
from shared.foods import gtin
from shared.foods.models import Food
from shared.foods.sources import fdc, openfoodfacts
from tests.unit.local_vendors.conftest import StandInServer

KEY = {"X-Api-Key": "k"}


@pytest.fixture
def usda(serve: Callable[..., StandInServer]) -> StandInServer:
    return serve("fdc")


@pytest.fixture
def off(serve: Callable[..., StandInServer]) -> StandInServer:
    return serve("openfoodfacts")


@pytest.mark.parametrize("product", [*SOLD_IN_AMERICA, *SOLD_IN_EUROPE], ids=lambda product: product.gtin)
def test_no_real_product_has_these_barcodes(product: Any) -> None:
    """GS1 keeps numbers that begin with 2 (as a UPC 02, as a GTIN-8 2) for use within a shop."""
    assert gtin.canonical(product.gtin).lstrip("0").startswith("2")


def test_search_rows_and_both_kinds_of_details_are_one_food(usda: StandInServer) -> None:
    page = usda.http.get("/v1/foods/search", params={"query": "peanut butter", "dataType": "Branded"}, headers=KEY).json()
    row = fdc.read(page["foods"][0])
    full = fdc.read(usda.http.get("/v1/food/9000001", headers=KEY).json())
    short = fdc.read(usda.http.get("/v1/food/9000001", params={"format": "abridged"}, headers=KEY).json())
    assert isinstance(row, Food)
    assert row == full
    assert isinstance(short, Food)
    assert short.per_100g == row.per_100g


def test_data_types(usda: StandInServer) -> None:
    def types(wanted: str) -> set[str]:
        found = usda.http.get("/v1/foods/search", params={"query": "chicken cheese bread", "dataType": wanted}, headers=KEY)
        return {row["dataType"] for row in found.json()["foods"]}

    assert types("Branded") == {"Branded"}
    assert types("SR Legacy,Foundation") == {"SR Legacy"}


def test_several_foods(usda: StandInServer) -> None:
    found = usda.http.get("/v1/foods", params={"fdcIds": "9000001,171477,1"}, headers=KEY).json()
    assert {food["fdcId"] for food in found} == {9000001, 171477}


def test_who_has_no_key_or_names_nobody_is_refused(usda: StandInServer, off: StandInServer) -> None:
    assert usda.http.get("/v1/food/9000001").json()["error"]["code"] == "API_KEY_MISSING"
    assert off.http.get("/api/v2/product/2000000001029.json").status_code == 403


def test_products(off: StandInServer) -> None:
    off.http.headers["User-Agent"] = "MealTrack/1 (me@example.com)"
    for product in SOLD_IN_EUROPE:
        answer = off.http.get(f"/api/v2/product/{product.gtin}.json", params={"fields": "product_name,nutriments"})
        assert set(answer.json()["product"]) == {"product_name", "nutriments"}
        food = openfoodfacts.read(answer.json(), gtin.canonical(product.gtin))
        assert food is not None
        assert (food.name, food.per_100g.calories, food.flags) == (product.name, product.kcal, ())
    missing = off.http.get("/api/v2/product/2000000009995.json")
    assert (missing.status_code, missing.json()["status"]) == (404, 0)
