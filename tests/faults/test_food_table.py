"""The food table in the bucket: found, searched, and done without where it cannot be had. Each test has an instance of its own."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from local.cloud import Cloud
from local.phone import Phone
from shared.clients import storage
from shared.foods.models import Food
from shared.foods.tables import starter, table
from shared.nutrition.models import Per100g
from tests.support.hosts import instance
from tests.support.vendors import StandIn
from tests.support.waiting import eventually

# A food that no other table has, beside those that all have.
GLIMMERROOT = Food(food_id="usda-71000001", name="Glimmerroot", per_100g=Per100g(calories=43, protein_g=1.6), fdc_id=71000001)
TIMEOUT_S, SLACK_S, SLOW_S = 1.5, 12.0, 30.0  # the instance is cold and the machine may be busy


@pytest.fixture
def path(files: StandIn) -> str:
    """Where the table is; nothing is there yet."""
    return f"foods/{uuid4()}.foods"


@pytest.fixture
def settings(cloud: Cloud, path: str) -> dict[str, str]:
    return {
        "FOOD_TABLE": f"gs://{cloud.environment['STORAGE_BUCKET']}/{path}",
        "FOOD_TABLE_TIMEOUT_S": str(TIMEOUT_S),
        "FOOD_SOURCE_PAUSE_S": "0.02",  # doubled each time
    }


def imported() -> bytes:
    return table.dump([*starter.foods(), GLIMMERROOT])


# By what the operator is told.
UNUSABLE = {
    "import a food table": None,
    "damaged": imported()[:-100],
    "no food table": b"<html>not found</html>",
    "of another release": b"MealTrackFoods0\n" + imported()[16:],
}
FAULTS: dict[str, dict[str, Any]] = {
    "503": {"status": 503},
    "403": {"status": 403},
    "slow": {"delay_s": SLOW_S},
    "dropped": {"drop": True},
}


def put(path: str, data: bytes) -> None:
    storage.put(path, data, "application/octet-stream")


def search(host: httpx.Client, phone: Phone, q: str) -> tuple[list[str], list[str]]:
    """The foods, and what was not asked. One result is wanted, so that what the table is sure of is asked nowhere else."""
    answer = host.get("/search_foods/v1/foods/search", params={"q": q, "limit": 1}, headers=_signed_in(phone))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return [food["food_id"] for food in found["results"]], found["degraded"]


def complete(host: httpx.Client, phone: Phone, q: str) -> list[str]:
    answer = host.get("/autocomplete_foods/v1/foods/autocomplete", params={"q": q}, headers=_signed_in(phone))
    assert answer.status_code == 200, answer.text
    return [food["name"] for food in answer.json()["results"]]


def _signed_in(phone: Phone) -> dict[str, str]:
    return {"X-Forwarded-Authorization": f"Bearer {phone.id_token}"}


def test_it_is_read_once_and_searched(cloud: Cloud, phone: Phone, files: StandIn, path: str, settings: dict[str, str]) -> None:
    put(path, imported())
    with instance(cloud, settings) as host:
        with ThreadPoolExecutor(8) as callers:
            answers = list(callers.map(lambda _: search(host, phone, "glimmerroot"), range(8)))
        assert answers == [(["usda-71000001"], [])] * 8
        assert complete(host, phone, "glimm") == ["Glimmerroot"]
        assert search(host, phone, "chicken breast") == (["usda-171477"], []), "the starter table's foods are in every table"
    assert [call["method"] for call in files.calls(path.split("/")[1])] == ["GET"], "eight at once, one download"


def test_without_a_usable_one_the_starter_table_is_searched_until_there_is(
    cloud: Cloud, phone: Phone, path: str, settings: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with instance(cloud, settings, log=log) as host:
        # What the day's meals refer to by its id is told, too; imported foods are in Firestore.
        answer = host.get("/get_food/v1/foods/171477/details", headers=_signed_in(phone))
        assert (answer.status_code, answer.json()["food_id"]) == (200, "usda-171477")

        def told() -> str | None:
            """The line of the log that gives the reason; as long as it is not there, it has not been looked for the table again."""
            assert search(host, phone, "chicken breast") == (["usda-171477"], ["food_table"])
            assert complete(host, phone, "chicken br")
            lines = log.read_text("utf-8").splitlines()
            return next((line for line in lines if '"vendor":"food_table"' in line.replace(" ", "") and reason in line), None)

        for reason, data in UNUSABLE.items():
            if data is not None:
                put(path, data)
            line = eventually(told, reason)
            assert '"ERROR"' in line
            assert path in line, "the operator is told which one"
        put(path, imported())
        eventually(lambda: search(host, phone, "glimmerroot") == (["usda-71000001"], []), "the table to be looked for again")


def test_with_cloud_storage_down_search_answers_in_time(
    cloud: Cloud, phone: Phone, files: StandIn, path: str, settings: dict[str, str]
) -> None:
    put(path, imported())
    with instance(cloud, settings) as host:

        def asked() -> bool:
            began = time.monotonic()
            assert search(host, phone, "chicken breast") == (["usda-171477"], ["food_table"])
            assert time.monotonic() - began < TIMEOUT_S + SLACK_S
            return bool(files.calls(path.split("/")[1]))

        for what, fault in FAULTS.items():
            files.reset()
            files.will(fault | {"path": "read", "always": True})
            eventually(asked, f"Cloud Storage to be asked: {what}")
        files.behaves()
        eventually(lambda: search(host, phone, "glimmerroot") == (["usda-71000001"], []), "Cloud Storage to be asked again")
