"""Idempotency-Key: what is sent twice happens once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients.firestore import firestore
from shared.ids import new_id
from tests.support.http import PHOTO, UPLOADS, fail, problem, stored_meal
from tests.support.meals import budget_of, finished, posted
from tests.support.tokens import claims_of, token_of
from tests.support.vendors import StandIn
from tests.support.waiting import eventually
from tests.unit.images.pictures import encode, scene

OTHER_PHOTO = encode(scene(100, 80), "JPEG")


def post(phone: Phone, key: str, photo: bytes = PHOTO, **fields: str) -> httpx.Response:
    return phone.request(
        "POST",
        "/v1/meals/image/analyze",
        files={"file": ("photo.jpg", photo)},
        data=fields,
        headers={"Idempotency-Key": key},
    )


def meals_of(phone: Phone) -> list[str]:
    return [meal["meal_id"] for meal in phone.request("GET", "/v1/meals").json()["meals"]]


def test_again_is_the_same_answer(phone: Phone, cloudinary: StandIn) -> None:
    key = new_id()
    first = post(phone, key)
    assert first.status_code == 202
    assert "Idempotent-Replayed" not in first.headers
    assert finished(phone, first.json()["meal_id"])["status"] == "READY"
    again = post(phone, key)
    assert (again.status_code, again.content) == (202, first.content), "byte for byte, although the meal is READY by now"
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert meals_of(phone) == [first.json()["meal_id"]]
    assert len(cloudinary.calls(UPLOADS)) == 1
    assert len(budget_of(phone)["charged"]) == 1


def test_what_is_known_of_the_caller_may_change_in_between(phone: Phone, held: TaskQueue) -> None:
    key = new_id()
    first = post(phone, key)
    phone.id_token = token_of(claims_of(phone) | {"name": "Ada Married", "admin": True})
    again = post(phone, key)
    assert (again.status_code, again.content) == (202, first.content)


def test_five_at_once_are_one(phone: Phone, held: TaskQueue) -> None:
    key, together = new_id(), threading.Barrier(5)

    def send(_: int) -> httpx.Response:
        together.wait()
        return post(phone, key)

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(send, range(5)))
    done = [answer for answer in answers if answer.status_code == 202]
    assert len({answer.content for answer in done}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in done) == 1
    for answer in answers:
        if answer not in done:
            problem(answer, 409, "IDEMPOTENCY_KEY_IN_PROGRESS")
            assert 1 <= int(answer.headers["Retry-After"]) <= 5
    assert meals_of(phone) == [done[0].json()["meal_id"]]
    assert len(budget_of(phone)["charged"]) == 1
    assert post(phone, key).content == done[0].content


def test_while_the_first_still_runs(phone: Phone, cloudinary: StandIn, held: TaskQueue) -> None:
    key = new_id()
    cloudinary.will({"delay_s": 2, "path": "upload"})
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post, phone, key)
        eventually(lambda: cloudinary.calls(UPLOADS), "the first upload")
        problem(post(phone, key), 409, "IDEMPOTENCY_KEY_IN_PROGRESS")
        assert first.result().status_code == 202
    assert post(phone, key).content == first.result().content


@pytest.mark.parametrize("change", ["photo", "field", "zone"])
def test_the_same_key_for_something_else(phone: Phone, held: TaskQueue, change: str) -> None:
    key = new_id()
    assert post(phone, key, meal_type="lunch").status_code == 202
    match change:
        case "photo":
            answer = post(phone, key, OTHER_PHOTO, meal_type="lunch")
        case "field":
            answer = post(phone, key, meal_type="dinner")
        case _:
            headers = {"Idempotency-Key": key, "X-Timezone": "Asia/Tokyo"}
            answer = phone.post_photo(PHOTO, headers=headers, meal_type="lunch")
    problem(answer, 409, "IDEMPOTENCY_KEY_CONFLICT")
    assert len(meals_of(phone)) == 1


@pytest.mark.parametrize("key", ["x" * 256, "two words", "tab\tbed", "schlüssel".encode(), "🍚".encode()])
def test_keys_that_cannot_be(phone: Phone, key: str | bytes) -> None:
    answer = phone.request("POST", f"/v1/meals/{new_id()}/retry", headers={"Idempotency-Key": key})
    problem(answer, 400, "IDEMPOTENCY_KEY_INVALID")


@pytest.mark.parametrize("key", ["x" * 255, "a/b/../c", "__key__", "!~"])
def test_keys_that_can(phone: Phone, held: TaskQueue, key: str) -> None:
    first = post(phone, key)
    assert first.status_code == 202
    assert post(phone, key).content == first.content


def test_a_failed_call_frees_its_key(phone: Phone, cloudinary: StandIn, held: TaskQueue) -> None:
    key = new_id()
    cloudinary.will({"status": 503, "path": "upload"})
    problem(post(phone, key), 503, "IMAGE_STORE_UNAVAILABLE")
    again = post(phone, key)
    assert again.status_code == 202
    assert "Idempotent-Replayed" not in again.headers
    assert meals_of(phone) == [again.json()["meal_id"]]


def test_a_refused_call_frees_its_key_even_for_something_else(phone: Phone, held: TaskQueue) -> None:
    key = new_id()
    problem(post(phone, key, b"no photo"), 415, "INVALID_FILE_TYPE")
    assert post(phone, key).status_code == 202


def test_everyone_has_keys_of_their_own(new_phone: Callable[[], Phone], held: TaskQueue) -> None:
    key = new_id()
    first, second = post(new_phone(), key), post(new_phone(), key, OTHER_PHOTO)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["meal_id"] != second.json()["meal_id"]


def test_each_action_has_keys_of_its_own(phone: Phone, held: TaskQueue) -> None:
    key = new_id()
    meal_id = post(phone, key).json()["meal_id"]
    fail(phone, meal_id)
    assert phone.request("POST", f"/v1/meals/{meal_id}/retry", headers={"Idempotency-Key": key}).status_code == 202


def test_a_retry_is_asked_for_once(phone: Phone, held: TaskQueue) -> None:
    one, other = posted(phone, PHOTO), posted(phone, PHOTO)
    for meal_id in (one, other):
        fail(phone, meal_id)
    key = {"Idempotency-Key": new_id()}
    first, again = (phone.request("POST", f"/v1/meals/{one}/retry", headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202), "without the key the second would be a conflict of state"
    assert again.content == first.content
    assert again.headers["Location"] == f"/v1/meals/{one}"
    problem(phone.request("POST", f"/v1/meals/{other}/retry", headers=key), 409, "IDEMPOTENCY_KEY_CONFLICT")


def test_a_restore_is_asked_for_once(phone: Phone) -> None:
    now = clock.now()
    path = f"/v1/meals/{stored_meal(phone.uid, now.date(), now).meal_id}"
    phone.request("DELETE", path)
    key = {"Idempotency-Key": new_id()}
    first, again = (phone.request("POST", f"{path}/restore", headers=key) for _ in range(2))
    assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)


def test_a_call_that_died_is_taken_over(phone: Phone, cloudinary: StandIn, held: TaskQueue) -> None:
    """Its lease runs out after a minute; the record is put back in time instead of waiting."""
    key = new_id()
    first = post(phone, key)
    (record,) = firestore().collection(f"users/{phone.uid}/idempotency").stream()
    record.reference.update({"status": "in_progress", "response_body": "", "lease_expires_at": clock.now() - timedelta(seconds=1)})
    again = post(phone, key)
    assert again.status_code == 202
    assert again.json()["meal_id"] == first.json()["meal_id"], "what the dead call created is found, not created again"
    assert len(meals_of(phone)) == len(budget_of(phone)["charged"]) == 1


def test_records_are_forgotten_after_14_days(phone: Phone, held: TaskQueue) -> None:
    key = new_id()
    post(phone, key)
    (record,) = firestore().collection(f"users/{phone.uid}/idempotency").stream()
    remaining = record.get("expires_at") - clock.now()
    assert timedelta(days=13, hours=23) < remaining <= timedelta(days=14)
    record.reference.update({"expires_at": clock.now() - timedelta(seconds=1)})
    assert post(phone, key, OTHER_PHOTO).status_code == 202
