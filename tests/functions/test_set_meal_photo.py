"""A meal gets a photo, or another one; what nothing shows any more is deleted, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared.clients.firestore import firestore
from shared.ids import new_id
from shared.meals import reading
from tests.support.by_hand import day, logged, patch, read
from tests.support.events import Listener
from tests.support.http import PHOTO, UPLOADS, cost, problem, ready_meal
from tests.support.meals import meal_of, posted
from tests.support.vendors import StandIn
from tests.support.waiting import eventually
from tests.support.web import web
from tests.unit.images.pictures import SECRET, encode, loaded_jpeg, scene, segment

OTHER = encode(scene(100, 80), "JPEG")
MOST = 8 * 1024 * 1024


def put(phone: Phone, meal: dict[str, Any], photo: bytes = OTHER, headers: dict[str, str] | None = None) -> httpx.Response:
    return phone.request("PUT", f"/v1/meals/{meal['meal_id']}/photo", files={"file": ("photo.jpg", photo)}, headers=headers)


def take_away(phone: Phone, meal: dict[str, Any], headers: dict[str, str] | None = None) -> httpx.Response:
    return phone.request("DELETE", f"/v1/meals/{meal['meal_id']}/photo", headers=headers)


def copy(phone: Phone, meal: dict[str, Any]) -> dict[str, Any]:
    answer = phone.request("POST", f"/v1/meals/{meal['meal_id']}/copy", json={"target_date": "2025-03-10"})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def expire(phone: Phone, meal: dict[str, Any]) -> None:
    """The document goes, as by its TTL."""
    firestore().document(reading.meal_path(phone.uid, meal["meal_id"])).delete()


def asset_of(meal: dict[str, Any]) -> str:
    return f"mealtrack/{meal['image_url'].rsplit('/', 1)[1].partition('.')[0]}"


def settled(phone: Phone, domain_events: Listener) -> None:
    """Everything that was written before has been followed."""
    marker = logged(phone)
    domain_events.wait_for(marker["meal_id"], "MealNutritionUpdated")


def test_a_meal_by_hand_gets_one(phone: Phone, cloudinary: StandIn, domain_events: Listener) -> None:
    meal = logged(phone)
    answer = put(phone, meal)
    told = answer.json()
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert asset_of(told) in cloudinary.assets()
    assert (told["nutrition"], told["edit_count"], told["status"]) == (meal["nutrition"], 0, "ready")
    assert day(phone, meal["local_date"])["entries"][meal["meal_id"]]["thumbnail_url"] == told["thumbnail_url"]
    heard = domain_events.wait_for(meal["meal_id"], "MealNutritionUpdated", "MealImageUploaded")
    assert {event["image_url"] for event in heard if event["type"] == "MealImageUploaded"} == {told["image_url"]}
    assert meal_of(phone, meal["meal_id"])["analysis"] is None


def test_its_metadata_is_removed(phone: Phone, cloudinary: StandIn) -> None:
    told = put(phone, logged(phone), loaded_jpeg()).json()
    stored = web.get(told["image_url"]).content
    assert SECRET not in stored
    assert stored.startswith(b"\xff\xd8\xff")


def test_the_one_before_is_deleted(phone: Phone, cloudinary: StandIn) -> None:
    meal = ready_meal(phone)
    told = put(phone, meal).json()
    eventually(lambda: asset_of(meal) not in cloudinary.assets(), "the photo before to be deleted")
    assert asset_of(told) in cloudinary.assets()
    assert told["food_items"] == meal["food_items"]


def test_taken_away(phone: Phone, cloudinary: StandIn) -> None:
    meal = ready_meal(phone)
    told = take_away(phone, meal).json()
    assert (told["image_url"], told["thumbnail_url"], told["version"]) == (None, None, meal["version"] + 1)
    eventually(lambda: asset_of(meal) not in cloudinary.assets(), "the photo to be deleted")
    assert day(phone, meal["local_date"])["entries"][meal["meal_id"]]["thumbnail_url"] is None
    assert take_away(phone, meal).json() == told, "what is gone stays gone"


@pytest.mark.parametrize("how", ["replaced", "taken away", "expired"])
@pytest.mark.parametrize("who", ["original", "copy"])
def test_a_photo_stays_as_long_as_one_meal_shows_it(
    phone: Phone, cloudinary: StandIn, domain_events: Listener, how: str, who: str
) -> None:
    original = ready_meal(phone)
    second = copy(phone, original)
    goes, stays = (original, second) if who == "original" else (second, original)
    lets_go: dict[str, Callable[[Phone, dict[str, Any]], object]] = {"replaced": put, "taken away": take_away, "expired": expire}
    lets_go[how](phone, goes)
    settled(phone, domain_events)
    assert asset_of(original) in cloudinary.assets()
    assert read(phone, stays)["image_url"] == original["image_url"]
    lets_go[how](phone, stays)
    eventually(lambda: asset_of(original) not in cloudinary.assets(), "the photo to be deleted, since nothing shows it")


def test_a_deleted_meal_keeps_its_photo(phone: Phone, cloudinary: StandIn, domain_events: Listener) -> None:
    """It can be restored; so the copy's going does not take the photo along."""
    original = ready_meal(phone)
    second = copy(phone, original)
    phone.request("DELETE", f"/v1/meals/{original['meal_id']}")
    take_away(phone, second)
    settled(phone, domain_events)
    assert asset_of(original) in cloudinary.assets()
    restored = phone.request("POST", f"/v1/meals/{original['meal_id']}/restore").json()
    assert restored["image_url"] == original["image_url"]


def test_copied_and_replaced_at_once(phone: Phone, cloudinary: StandIn, domain_events: Listener) -> None:
    """Whoever comes first, no meal shows a photo that is gone."""
    meals = [ready_meal(phone) for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        copies = [pool.submit(copy, phone, meal) for meal in meals]
        for one in [pool.submit(put, phone, meal) for meal in meals]:
            assert one.result().status_code == 200
    settled(phone, domain_events)
    for meal in [*meals, *(one.result() for one in copies)]:
        assert asset_of(read(phone, meal)) in cloudinary.assets()


@pytest.mark.parametrize(
    ("photo", "status", "error_code"),
    [
        (b"GIF89a", 415, "INVALID_FILE_TYPE"),
        (b"", 422, "IMAGE_UNREADABLE"),
        (PHOTO[:500], 422, "IMAGE_UNREADABLE"),
        (PHOTO[:2] + segment(0xFE, bytes(65_533)) * (MOST // 65_537 + 1) + PHOTO[2:], 413, "FILE_SIZE_EXCEEDS_MAXIMUM"),
    ],
    ids=["GIF", "empty", "truncated", "too large"],
)
def test_what_is_no_photo(phone: Phone, cloudinary: StandIn, photo: bytes, status: int, error_code: str) -> None:
    meal = logged(phone)
    problem(put(phone, meal, photo), status, error_code)
    assert (cloudinary.calls(UPLOADS), read(phone, meal)) == ([], meal)


def test_the_image_store_is_down(phone: Phone, cloudinary: StandIn) -> None:
    meal = logged(phone)
    cloudinary.will({"status": 503, "path": "upload"})
    problem(put(phone, meal), 503, "IMAGE_STORE_UNAVAILABLE")
    assert read(phone, meal) == meal
    assert put(phone, meal).status_code == 200


def test_only_what_is_ready(phone: Phone, held: TaskQueue, cloudinary: StandIn) -> None:
    meal = {"meal_id": posted(phone, PHOTO)}
    cloudinary.reset()
    problem(put(phone, meal), 409, "MEAL_STATE_CONFLICT")
    problem(take_away(phone, meal), 409, "MEAL_STATE_CONFLICT")
    problem(put(phone, {"meal_id": new_id()}), 404, "MEAL_NOT_FOUND")
    assert cloudinary.calls(UPLOADS) == [], "nothing is stored for what is refused"


def test_only_the_version_that_was_read(phone: Phone, cloudinary: StandIn) -> None:
    meal = logged(phone)
    patch(phone, meal, dish_name="x")
    problem(put(phone, meal, headers={"If-Match": '"1"'}), 412, "PRECONDITION_FAILED")
    problem(take_away(phone, meal, headers={"If-Match": '"1"'}), 412, "PRECONDITION_FAILED")
    assert cloudinary.calls(UPLOADS) == []


def test_a_change_in_between_leaves_no_photo_behind(phone: Phone, cloudinary: StandIn) -> None:
    meal = logged(phone)
    before = cloudinary.assets()
    cloudinary.will({"delay_s": 1, "path": "upload"})
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(put, phone, meal, OTHER, {"If-Match": '"1"'})
        eventually(lambda: cloudinary.calls(UPLOADS), "the upload")
        assert patch(phone, meal, dish_name="x").status_code == 200
        problem(late.result(), 412, "PRECONDITION_FAILED")
    eventually(lambda: cloudinary.assets() <= before, "the photo to be deleted again")


def test_repeated_with_its_key(phone: Phone, cloudinary: StandIn) -> None:
    meal, key = logged(phone), {"Idempotency-Key": new_id()}
    first, again = (put(phone, meal, headers=key) for _ in range(2))
    assert (first.status_code, again.content) == (200, first.content)
    assert len(cloudinary.calls(UPLOADS)) == 1
    problem(put(phone, meal, PHOTO, headers=key), 409, "IDEMPOTENCY_KEY_CONFLICT")


def test_what_it_costs(phone: Phone) -> None:
    meal = logged(phone)
    assert cost(put(phone, meal)) == (3, 2), "the meal before and in the commit, and its day"
