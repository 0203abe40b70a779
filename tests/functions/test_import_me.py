"""POST /v1/users/me/import: an export becomes the same life in another account."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from local.cloud import Cloud
from local.phone import Phone
from shared.clients.firestore import firestore
from shared.meals.models import Meal, Status
from tests.support.history import meals_of, put_beside, settle
from tests.support.http import problem
from tests.support.leaving import files_of
from tests.support.meals import stored
from tests.support.people import onboarded
from tests.support.portability import MANIFEST, days, ended, exported, imported, meals, packed

IMPORT = "/v1/users/me/import"


def of_meals(*lines: Any, **manifest: Any) -> bytes:
    """An export of these meals."""
    text = "\n".join(line if isinstance(line, str) else json.dumps({"path": "meals/x", "data": line}) for line in lines)
    return packed({"data/meals.ndjson": text, "export.json": json.dumps(MANIFEST | manifest)})


def posted(phone: Phone, file: bytes) -> Any:
    return phone.request("POST", IMPORT, files={"file": ("x.zip", file, "application/zip")})


def a_meal(uid: str = "somebody-else", **changes: Any) -> dict[str, Any]:
    (meal,) = meals_of(uid, 1, 1)
    return meal.model_dump(mode="json") | changes


def test_the_same_days_in_another_account(cloud: Cloud, new_phone: Callable[[], Phone]) -> None:
    alice, bob = new_phone(), new_phone()
    onboarded(alice)
    history = meals_of(alice.uid, 120, 40)
    settle(history)
    put_beside(history[0], is_deleted=True, status=Status.INACTIVE)
    put_beside(history[1], status=Status.FAILED)
    file = exported(alice)

    done = imported(bob, file)

    assert done["status"] == "ready", done
    whole = {"meals": 120, "meals_present": 0, "profile": 2, "targets": 1, "weight_entries": 1}
    assert {name: number for name, number in done["progress"].items() if name != "days"} == whole
    assert done["left_out"] == {"deleted": 1, "unfinished": 1, "photos": 120}
    assert days(bob.uid) == days(alice.uid)
    assert meals(bob.uid) == meals(alice.uid)
    assert stored(f"users/{bob.uid}/profile/current") == stored(f"users/{alice.uid}/profile/current")
    assert {path for path in files_of(cloud, bob.uid) if path.startswith("imports/")} == set(), "the file is used up"
    listed = bob.request("GET", "/v1/meals?limit=1").json()["meals"][0]
    assert bob.request("GET", f"/v1/meals/{listed['meal_id']}").status_code == 200

    before = {path.id: path.to_dict() for path in firestore().collection(f"users/{bob.uid}/meals").stream()}
    again = imported(bob, file)
    assert (again["progress"]["meals"], again["progress"]["meals_present"]) == (0, 120)
    assert {path.id: path.to_dict() for path in firestore().collection(f"users/{bob.uid}/meals").stream()} == before
    assert days(bob.uid) == days(alice.uid)


def test_back_into_the_same_account(phone: Phone) -> None:
    history = meals_of(phone.uid, 10, 3)
    settle(history)
    file = exported(phone)
    before = days(phone.uid)
    done = imported(phone, file)
    assert (done["progress"]["meals"], done["progress"]["meals_present"]) == (0, 10)
    assert days(phone.uid) == before
    firestore().document(f"users/{phone.uid}/meals/{history[0].meal_id}").delete()
    assert imported(phone, file)["progress"]["meals"] == 1


def test_what_is_there_already_is_kept(new_phone: Callable[[], Phone]) -> None:
    alice, bob = new_phone(), new_phone()
    onboarded(alice)
    settle(meals_of(alice.uid, 6, 2))
    onboarded(bob, weight=60)
    own = meals_of(bob.uid, 4, 2, seed=2)
    settle(own)
    before = days(bob.uid)
    done = imported(bob, exported(alice))
    assert done["left_out"]["has_profile"] == 1
    assert "targets" not in done["progress"]
    assert stored(f"users/{bob.uid}/profile/current")["weight_kg"] == 60  # type: ignore[index]
    after = days(bob.uid)
    for day, held in before.items():
        assert after[day]["target"] == held["target"]
        assert all(entry in after[day]["entries"] for entry in held["entries"])
    assert sum(day["meal_count"] for day in after.values()) == 10


def test_foods_of_ones_own_come_along(new_phone: Callable[[], Phone]) -> None:
    """Under their ids, by which meals know them."""
    alice, bob = new_phone(), new_phone()
    told = {"name": "Grandma's granola", "nutrition": {"calories": 450}, "portions": [{"unit": "bowl", "grams": 55}]}
    granola = alice.request("POST", "/v1/foods/custom", json=told).json()
    file = exported(alice)
    assert imported(bob, file)["progress"]["custom_foods"] == 1
    assert bob.request("GET", "/v1/foods/custom").json()["foods"] == [granola]
    bowl = {"items": [{"food_id": granola["food_id"], "quantity": 1, "unit": "bowl"}], "dish_name": "Breakfast"}
    assert bob.request("POST", "/v1/meals/manual", json=bowl).json()["total_calories"] == 247.5
    assert imported(bob, file)["progress"]["custom_foods"] == 0
    assert len(bob.request("GET", "/v1/foods/custom").json()["foods"]) == 1


def test_nothing_of_the_old_account_comes_along(new_phone: Callable[[], Phone]) -> None:
    """Deleting the new meal must not delete the photo of the old one; nobody else's work is taken up; totals are the items'."""
    phone = new_phone()
    meal = a_meal(expires_at="2020-01-01T00:00:00Z", version=7, error_message="x", retryable=True)
    meal["analysis"]["sweep_at"] = "2020-01-01T00:00:00Z"
    meal["nutrition"]["calories"] = 1e300
    done = imported(phone, of_meals(meal))
    assert (done["progress"]["meals"], done["left_out"]) == (1, {"photos": 1})
    (found,) = [Meal.model_validate(path.to_dict()) for path in firestore().collection(f"users/{phone.uid}/meals").stream()]
    assert (found.uid, found.image, found.analysis, found.expires_at, found.version) == (phone.uid, None, None, None, 1)
    assert found.meal_id != meal["meal_id"]
    assert found.nutrition is not None
    assert found.nutrition.calories == pytest.approx(sum(item["calories"] for item in meal["items"]))


BAD: dict[str, Callable[[dict[str, Any]], Any]] = {
    "another schema": lambda _: {"dish": "x"},
    "not JSON": lambda _: "{",
    "too deep": lambda _: "[" * 10_000,
    "an id that leads elsewhere": lambda meal: meal | {"meal_id": "../../../users/x"},
    "a day of long ago": lambda meal: meal | {"local_date": "1970-01-01"},
    "a day to come": lambda meal: meal | {"local_date": "2999-01-01"},
    "no such zone": lambda meal: meal | {"timezone": "Nowhere/Land"},
    "an endless name": lambda meal: meal | {"dish_name": "x" * 201},
    "an instant of nowhere": lambda meal: meal | {"logged_at": "2026-01-01T00:00:00"},
    "not a number": lambda meal: json.dumps({"path": "", "data": meal}).replace(str(meal["items"][0]["calories"]), "NaN"),
    "more than anybody eats": lambda meal: meal | {"items": [item | {"calories": 1e9} for item in meal["items"]]},
    "fifty-one foods": lambda meal: meal | {"items": [meal["items"][0] | {"id": f"{n}"} for n in range(51)]},
    "a food twice": lambda meal: meal | {"items": [meal["items"][0]] * 2},
    "no food": lambda meal: meal | {"items": []},
}


def test_what_is_unsound_is_left_out_and_counted(phone: Phone) -> None:
    good = a_meal()
    done = imported(phone, of_meals(*(spoil(good) for spoil in BAD.values()), good))
    assert done["status"] == "ready", done
    assert done["progress"]["meals"] == 1
    assert done["left_out"] == {"invalid": len(BAD), "photos": 1}


def _bomb() -> bytes:
    return packed({"data/meals.ndjson": b"0" * 500_000_000, "export.json": json.dumps(MANIFEST)}, compresslevel=9)


def _lying_bomb() -> bytes:
    """It says that it is small."""
    bomb = bytearray(packed({"export.json": b" " * 3_000_000}, compresslevel=9))
    size = (3_000_000).to_bytes(4, "little")
    return bytes(bomb).replace(size, (100).to_bytes(4, "little"))


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a picture": lambda: b"\xff\xd8\xff\xe0" + b"x" * 1000,
    "half a file": lambda: of_meals(a_meal())[:-40],
    "another zip": lambda: packed({"a.txt": "x"}),
    "no manifest": lambda: packed({"data/meals.ndjson": "{}"}),
    "a manifest that is none": lambda: packed({"export.json": "[]"}),
    "a later version": lambda: of_meals(version=2),
    "another format": lambda: of_meals(format="other"),
    "a bomb": _bomb,
    "a bomb that says that it is small": _lying_bomb,
    "thousands of members": lambda: packed({f"{n}": "x" for n in range(300)} | {"export.json": json.dumps(MANIFEST)}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_export_is_refused(cloud: Cloud, phone: Phone, name: str) -> None:
    problem(posted(phone, HOSTILE[name]()), 422, "NOT_AN_EXPORT")
    assert files_of(cloud, phone.uid) == []


def test_a_bomb_of_one_line(phone: Phone) -> None:
    """Within the bounds of a file, beyond those of a meal."""
    done = imported(phone, of_meals(json.dumps({"path": "x" * 1_000_000, "data": {}})))
    assert (done["status"], done["error_code"]) == ("failed", "NOT_AN_EXPORT")


def test_a_damaged_member(phone: Phone) -> None:
    good = of_meals(a_meal())
    damaged = bytearray(good)
    damaged[60:90] = b"\0" * 30
    answer = posted(phone, bytes(damaged))
    if answer.status_code == 202:
        done = ended(phone, answer.headers["Location"])
        assert (done["status"], done["error_code"]) == ("failed", "NOT_AN_EXPORT")
    else:
        problem(answer, 422, "NOT_AN_EXPORT")


def test_too_large(phone: Phone) -> None:
    problem(posted(phone, b"\0" * (25 * 1024 * 1024)), 413, "FILE_SIZE_EXCEEDS_MAXIMUM")


def test_a_full_day(phone: Phone) -> None:
    lines = [meal.model_dump(mode="json") for meal in meals_of("somebody-else", 210, 1)]
    done = imported(phone, of_meals(*lines))
    assert (done["progress"]["meals"], done["left_out"]) == (200, {"day_full": 10, "photos": 210})


def test_one_at_a_time(cloud: Cloud, phone: Phone) -> None:
    queue = cloud.queue("accounts")
    queue.pause()
    first = posted(phone, of_meals(a_meal()))
    refused = problem(posted(phone, of_meals(a_meal(dish_name="other"))), 409, "IMPORT_IN_PROGRESS")
    assert refused["import_id"] == first.json()["import_id"]
    assert len(files_of(cloud, phone.uid)) == 1
    queue.resume()
    ended(phone, first.headers["Location"])
    assert posted(phone, of_meals(a_meal())).status_code == 202


def test_another_persons_import(new_phone: Callable[[], Phone]) -> None:
    alice, bob = new_phone(), new_phone()
    location = posted(alice, of_meals(a_meal())).headers["Location"]
    ended(alice, location)
    assert bob.request("GET", location).status_code == 404
