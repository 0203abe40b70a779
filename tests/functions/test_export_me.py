"""POST /v1/users/me/export: everything that is stored of a person, in one file."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

from local.cloud import Cloud
from local.phone import Phone
from shared.clients.firestore import firestore
from shared.meals.models import Status
from shared.nutrition.models import NUTRIENTS
from shared.portability.collections import NOT_EXPORTED
from shared.portability.models import OPEN
from tests.support.history import meals_of, put_beside, settle
from tests.support.leaving import files_of
from tests.support.people import onboarded
from tests.support.portability import documents, ended, exported

EXPORT = "/v1/users/me/export"


def table(file: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"tables/{name}.csv").decode("utf-8-sig"))))


def test_everything_is_in_it_as_it_is_stored(phone: Phone) -> None:
    assert phone.request("POST", "/v1/users/sync", json={"display_name": "Mai Nguyễn"}).status_code == 200
    onboarded(phone)
    meals = meals_of(phone.uid, 12, 5)
    settle(meals)
    put_beside(meals[0], is_deleted=True, status=Status.INACTIVE)
    firestore().document(f"users/{phone.uid}/later_thing/a/deeper/b").set({"at": datetime(2026, 1, 2, 3, tzinfo=UTC), "x": None})
    phone.request("GET", "/v1/meals/upload-token")

    file = exported(phone)

    held = {path.id for path in firestore().document(f"users/{phone.uid}").collections()} - set(NOT_EXPORTED)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        manifest = json.loads(archive.read("export.json"))
    assert {name.removeprefix("data/") for name in names if name.startswith("data/")} == {f"{n}.ndjson" for n in held | {"account"}}
    assert (manifest["format"], manifest["version"], manifest["uid"]) == ("mealtrack-export", 1, phone.uid)
    assert manifest["counts"]["meals"] == 13
    assert documents(file, "account")[0]["data"]["display_name"] == "Mai Nguyễn"
    assert documents(file, "later_thing") == [{"path": "later_thing/a/deeper/b", "data": {"at": "2026-01-02T03:00:00Z", "x": None}}]
    by_path = {line["path"]: line["data"] for line in documents(file, "meals")}
    for meal in meals:
        assert by_path[f"meals/{meal.meal_id}"] == meal.model_dump(mode="json")


def test_tables_have_every_figure_zone_provenance_and_photo(phone: Phone) -> None:
    meals = meals_of(phone.uid, 10, 4)
    settle(meals)
    file = exported(phone)
    meals.sort(key=lambda meal: (meal.local_date, meal.meal_id))
    foods = table(file, "foods")
    assert len(foods) == sum(len(meal.items) for meal in meals)
    for row, (meal, item) in zip(foods, [(each, item) for each in meals for item in each.items], strict=True):
        assert (row["timezone"], row["local_date"]) == (meal.timezone, meal.local_date.isoformat())
        assert (row["figures_source"], row["figures_model"]) == ("model_estimate", "gemini-2.5-flash")
        assert row["food_name"] == ("'=SUM(A1)" if item.name == "=SUM(A1)" else item.name), "no text is a formula"
        for name in NUTRIENTS:
            value = getattr(item, name)
            assert row[name] == ("" if value is None else str(value)), "unknown is empty, not 0"
    rows = table(file, "meals")
    assert [row["meal_id"] for row in rows] == [meal.meal_id for meal in meals]
    assert all(row["image_url"].startswith("http") for row in rows)
    assert {float(row["calories"]) for row in rows} == {meal.nutrition.calories for meal in meals if meal.nutrition}
    days = table(file, "days")
    assert len(days) == 4
    assert sum(int(row["meal_count"]) for row in days) == 10
    assert all(row["target_calories"] for row in days)


def test_one_at_a_time(cloud: Cloud, phone: Phone) -> None:
    queue = cloud.queue("accounts")
    queue.pause()
    first, second = phone.request("POST", EXPORT), phone.request("POST", EXPORT)
    assert (first.status_code, second.status_code) == (202, 202)
    assert second.json() == first.json()
    assert first.json()["status"] == "pending"
    queue.resume()
    done = ended(phone, first.headers["Location"])
    assert done["status"] == "ready"
    third = phone.request("POST", EXPORT)
    assert third.json()["export_id"] != first.json()["export_id"]
    ended(phone, third.headers["Location"])
    assert len(files_of(cloud, phone.uid)) == 2


def test_the_app_listens(phone: Phone) -> None:
    answer = phone.request("POST", EXPORT)
    with phone.watch(f"users/{phone.uid}/exports/{answer.json()['export_id']}") as versions:
        for version in versions:
            if version and version["status"] not in OPEN:
                break
    assert version is not None
    assert version["status"] == "ready", version
    assert version["progress"] == {} or version["size_bytes"] > 0


def test_another_persons_export(new_phone: Callable[[], Phone]) -> None:
    alice, bob = new_phone(), new_phone()
    location = alice.request("POST", EXPORT).headers["Location"]
    ended(alice, location)
    assert bob.request("GET", location).status_code == 404
