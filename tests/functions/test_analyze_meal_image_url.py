"""A photo that the phone uploaded itself comes in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients.firestore import firestore
from shared.ids import new_id
from tests.support.http import PHOTO, UPLOADS, invalid, problem
from tests.support.meals import budget_of, finished
from tests.support.vendors import StandIn
from tests.support.web import web
from tests.unit.images.pictures import SECRET, encode, exif, scene

SCAN = "/v1/meals/scan-by-url"


def uploaded(phone: Phone, photo: bytes = PHOTO) -> dict[str, Any]:
    """What the phone hands in after it has uploaded a photo as it was told to."""
    token = phone.request("GET", "/v1/meals/upload-token").json()
    stored = web.post(token["upload_url"], data=token["fields"], files={"file": ("a.jpg", photo)})
    assert stored.status_code == 200, stored.text
    return {"image_id": token["image_id"], "image_url": stored.json()["secure_url"]}


def scan(phone: Phone, handed_in: dict[str, Any], **fields: Any) -> httpx.Response:
    return phone.request("POST", SCAN, json={**handed_in, **fields})


def test_it_becomes_ready(phone: Phone) -> None:
    answer = scan(phone, uploaded(phone), target_date="2025-03-10", meal_type="dinner", user_description="rice")
    assert answer.status_code == 202, answer.text
    meal = answer.json()
    assert answer.headers["Location"] == f"/v1/meals/{meal['meal_id']}"
    assert (meal["status"], meal["local_date"], meal["meal_type"]) == ("pending", "2025-03-10", "dinner")
    final = finished(phone, meal["meal_id"])
    assert final["status"] == "READY"
    assert (final["image"]["width"], final["image"]["height"]) == (96, 64)


def test_metadata_does_not_survive_the_upload(phone: Phone) -> None:
    photo = encode(scene(), "JPEG", exif=exif())
    assert SECRET in photo
    handed_in = uploaded(phone, photo)
    assert SECRET not in web.get(handed_in["image_url"]).content
    answer = scan(phone, handed_in)
    assert answer.status_code == 202
    assert finished(phone, answer.json()["meal_id"])["status"] == "READY"


def test_twice_is_the_same_meal(phone: Phone, held: TaskQueue) -> None:
    handed_in = uploaded(phone)
    first, second = scan(phone, handed_in), scan(phone, handed_in)
    assert (first.status_code, second.status_code) == (202, 202)
    assert second.json() == first.json()
    assert budget_of(phone)["charged"] == [first.json()["meal_id"]]


def test_after_its_meal_was_deleted(phone: Phone, held: TaskQueue) -> None:
    handed_in = uploaded(phone)
    meal_id = scan(phone, handed_in).json()["meal_id"]
    phone.request("DELETE", f"/v1/meals/{meal_id}")
    problem(scan(phone, handed_in), 409, "MEAL_STATE_CONFLICT")


def test_another_persons_upload(new_phone: Callable[[], Phone]) -> None:
    owner, thief = new_phone(), new_phone()
    handed_in = uploaded(owner)
    problem(scan(thief, handed_in), 400, "INVALID_IMAGE_ID")
    assert scan(owner, handed_in).status_code == 202


def test_an_id_that_was_never_issued(phone: Phone) -> None:
    handed_in = uploaded(phone)
    made_up = new_id()
    url = handed_in["image_url"].replace(handed_in["image_id"], made_up)
    problem(scan(phone, {"image_id": made_up, "image_url": url}), 400, "INVALID_IMAGE_ID")


def test_an_id_that_is_none(phone: Phone) -> None:
    handed_in = uploaded(phone)
    for image_id in ("..", "a b", "x"):
        url = handed_in["image_url"].replace(handed_in["image_id"], image_id)
        problem(scan(phone, {"image_id": image_id, "image_url": url}), 400, "INVALID_IMAGE_ID")


def test_an_upload_of_the_day_before_yesterday(phone: Phone) -> None:
    handed_in = uploaded(phone)
    past = clock.now() - timedelta(minutes=1)
    firestore().document(f"users/{phone.uid}/image_uploads/{handed_in['image_id']}").update({"expires_at": past})
    problem(scan(phone, handed_in), 400, "INVALID_IMAGE_ID")


def test_a_token_without_an_upload(phone: Phone) -> None:
    handed_in = uploaded(phone)
    unused = phone.request("GET", "/v1/meals/upload-token").json()["image_id"]
    url = handed_in["image_url"].replace(handed_in["image_id"], unused)
    problem(scan(phone, {"image_id": unused, "image_url": url}), 400, "INVALID_IMAGE_URL")
    assert budget_of(phone) == {"charged": [], "in_flight": []}


def test_id_and_address_of_two_uploads(phone: Phone) -> None:
    one, other = uploaded(phone), uploaded(phone)
    problem(scan(phone, one | {"image_url": other["image_url"]}), 400, "IMAGE_ID_URL_MISMATCH")


def replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda url: url.replace(old, new)


ADDRESSES: dict[str, Callable[[str], str]] = {
    "another host": replaced("127.0.0.1", "evil.example"),
    "another port": replaced("127.0.0.1:", "127.0.0.1:1"),
    "a name before the host": replaced("http://", "http://user@"),
    "another scheme": replaced("http://", "ftp://"),
    "another cloud": replaced("/local/", "/other/"),
    "another folder": replaced("/mealtrack/", "/private/"),
    "no folder": replaced("/mealtrack/", "/"),
    "a deeper folder": replaced("/mealtrack/", "/mealtrack/x/"),
    "a way out of the folder": replaced("/mealtrack/", "/mealtrack/../mealtrack/"),
    "a transformation": replaced("/image/upload/", "/image/upload/w_9000/"),
    "a query": lambda url: f"{url}?x=1",
    "a fragment": lambda url: f"{url}#x",
    "another type": lambda url: f"{url.rpartition('.')[0]}.svg",
    "no type": lambda url: url.rpartition(".")[0],
    "no version": lambda url: "/".join(part for part in url.split("/") if not part.startswith("v1")),
    "a version of letters": replaced("/upload/v", "/upload/vx"),
    "a file": lambda _: "file:///etc/passwd",
    "no address": lambda _: "photo",
    "a broken one": lambda _: "http://[",
    "nothing": lambda _: "",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_addresses_that_are_not_ours(phone: Phone, cloudinary: StandIn, name: str) -> None:
    handed_in = uploaded(phone)
    url = ADDRESSES[name](handed_in["image_url"])
    assert url != handed_in["image_url"]
    asked_before = len(cloudinary.calls())
    problem(scan(phone, handed_in | {"image_url": url}), 400, "INVALID_IMAGE_URL")
    assert len(cloudinary.calls()) == asked_before, "nothing is fetched from there"


def test_an_upload_that_is_no_meal_photo_is_removed(phone: Phone, cloudinary: StandIn) -> None:
    handed_in = uploaded(phone, encode(scene(16, 16), "PNG"))
    problem(scan(phone, handed_in), 422, "IMAGE_TOO_SMALL")
    assert cloudinary.calls("/destroy")
    problem(scan(phone, handed_in), 400, "INVALID_IMAGE_URL")


@pytest.mark.parametrize("reply", [{"status": 503}, {"drop": True}], ids=str)
def test_a_store_that_does_not_answer(phone: Phone, cloudinary: StandIn, reply: dict[str, Any]) -> None:
    handed_in = uploaded(phone)
    cloudinary.will({**reply, "path": "delivery"})
    answer = scan(phone, handed_in)
    problem(answer, 503, "SERVICE_UNAVAILABLE")
    assert int(answer.headers["Retry-After"]) > 0
    assert not cloudinary.calls(f"{UPLOADS}local/image/destroy")
    assert scan(phone, handed_in).status_code == 202, "the upload is still there for the next try"


def test_bodies(phone: Phone) -> None:
    problem(phone.request("POST", SCAN, content=b"{", headers={"Content-Type": "application/json"}), 400, "MALFORMED_JSON")
    problem(phone.request("POST", SCAN, content=b"\xff", headers={"Content-Type": "application/json"}), 400, "MALFORMED_JSON")
    problem(phone.request("POST", SCAN, content=b"{}", headers={"Content-Type": "text/plain"}), 415, "UNSUPPORTED_MEDIA_TYPE")
    problem(phone.request("POST", SCAN), 415, "UNSUPPORTED_MEDIA_TYPE")
    assert invalid(phone.request("POST", SCAN, json={})) == {("body", "image_id"), ("body", "image_url")}
    invalid(phone.request("POST", SCAN, json=[]))
    problem(phone.request("POST", SCAN, json={"image_id": "x" * 2**20}), 413, "PAYLOAD_TOO_LARGE")


def test_fields_out_of_range(phone: Phone) -> None:
    wrong = {"total_weight_g": -1, "strategy": 7, "ingredients": ["x"] * 21, "image_id": "x" * 65}
    answer = scan(phone, {"image_id": "x", "image_url": "y"}, **wrong)
    assert invalid(answer) == {("body", name) for name in wrong}
    problem(scan(phone, {"image_id": "x", "image_url": "y"}, target_date="soon"), 400, "INVALID_DATE_FORMAT")
    problem(scan(phone, uploaded(phone), target_date="1999-12-31"), 422, "DATE_OUT_OF_RANGE")
    problem(scan(phone, uploaded(phone), strategy="weight"), 422, "INVALID_ANALYSIS_HINTS")


def test_it_counts_as_an_analysis(phone: Phone, held: TaskQueue) -> None:
    for _ in range(3):
        assert scan(phone, uploaded(phone)).status_code == 202
    problem(scan(phone, uploaded(phone)), 429, "TOO_MANY_ANALYSES_IN_FLIGHT")
