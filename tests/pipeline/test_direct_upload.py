"""The phone uploads its photo straight to Cloudinary with a signature of ours, and hands us the image's id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import urllib3

from local.phone import Phone
from shared import clock
from shared.ids import new_id
from shared.limits.ai_use import budget_path
from shared.meals import store
from shared.meals.models import ImageUpload
from tests.support.meals import budget_of, finished, stored
from tests.support.photos import plate
from tests.support.vendors import StandIn
from tests.support.waiting import PATIENCE_S
from tests.unit.images.pictures import SECRET, encode, exif, scene

HAND_IN = "/v1/meals/scan-by-url"
WITH_PLACE = encode(scene(), "JPEG", exif=exif(orientation=6))


@dataclass
class Upload:
    """An upload token, and what Cloudinary answered to the photo that was posted with it."""

    token: dict[str, Any]
    answer: dict[str, Any]

    @property
    def body(self) -> dict[str, str]:
        return {"image_id": self.token["image_id"], "image_url": self.answer["secure_url"]}


def token(phone: Phone) -> dict[str, Any]:
    answer = phone.request("GET", "/v1/meals/upload-token")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def post(token: dict[str, Any], photo: bytes, **changed: str) -> urllib3.BaseHTTPResponse:
    form = token["fields"] | changed | {"file": ("photo.jpg", photo, "image/jpeg")}
    return urllib3.request("POST", token["upload_url"], fields=form, timeout=PATIENCE_S)


def uploaded(phone: Phone, photo: bytes | None = None) -> Upload:
    issued = token(phone)
    answer = post(issued, photo or plate())
    assert answer.status == 200, answer.data
    return Upload(issued, answer.json())


def refused(phone: Phone, body: dict[str, str], error_code: str) -> None:
    answer = phone.request("POST", HAND_IN, json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, error_code), answer.text
    assert stored(budget_path(phone.uid)) is None, "nothing is charged"
    assert phone.request("GET", "/v1/meals").json()["meals"] == []


def test_becomes_a_meal(phone: Phone, gemini: StandIn, cloudinary: StandIn) -> None:
    upload = uploaded(phone, WITH_PLACE)
    assert upload.answer["public_id"] == f"{upload.token['folder']}/{upload.token['image_id']}"

    answer = phone.request("POST", HAND_IN, json=upload.body)

    assert answer.status_code == 202, answer.text
    meal = finished(phone, answer.json()["meal_id"])
    assert meal["status"] == "READY", meal["error_code"]
    assert meal["image"]["url"] == upload.answer["secure_url"]
    (call,) = gemini.calls(":generateContent")
    (picture,) = call["images"]
    assert (picture["exif"], picture["gps"], picture["xmp"]) == (False, False, False)
    assert budget_of(phone)["charged"] == [meal["meal_id"]]


def test_what_is_delivered_carries_no_place(phone: Phone, cloudinary: StandIn) -> None:
    upload = uploaded(phone, WITH_PLACE)
    kept = urllib3.request("GET", upload.answer["secure_url"], timeout=PATIENCE_S).data
    assert SECRET in WITH_PLACE
    assert SECRET not in kept


def test_twice_is_the_same_meal(phone: Phone, gemini: StandIn) -> None:
    body = uploaded(phone).body
    first, second = (phone.request("POST", HAND_IN, json=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["meal_id"] == second.json()["meal_id"]
    finished(phone, first.json()["meal_id"])
    assert len(phone.request("GET", "/v1/meals").json()["meals"]) == 1
    assert len(gemini.calls(":generateContent")) == 1
    assert len(budget_of(phone)["charged"]) == 1


@pytest.mark.parametrize(
    "changed", [{"public_id": new_id()}, {"folder": "elsewhere"}, {"transformation": ""}, {"overwrite": "true"}]
)
def test_the_signature_covers_everything(phone: Phone, cloudinary: StandIn, changed: dict[str, str]) -> None:
    before = cloudinary.assets()
    assert post(token(phone), plate(), **changed).status == 401
    assert cloudinary.assets() == before


def test_of_somebody_else(new_phone: Callable[[], Phone], cloudinary: StandIn) -> None:
    theirs, mine = uploaded(new_phone()), new_phone()
    refused(mine, theirs.body, "INVALID_IMAGE_ID")


def test_never_issued(phone: Phone, cloudinary: StandIn) -> None:
    upload, image_id = uploaded(phone), new_id()
    refused(
        phone,
        {"image_id": image_id, "image_url": upload.body["image_url"].replace(upload.token["image_id"], image_id)},
        "INVALID_IMAGE_ID",
    )


def test_too_late(phone: Phone, cloudinary: StandIn) -> None:
    upload, now = uploaded(phone), clock.now()
    store.put_upload(phone.uid, upload.token["image_id"], ImageUpload(signed_at=now - timedelta(days=2), expires_at=now))
    refused(phone, upload.body, "INVALID_IMAGE_ID")


def test_never_uploaded(phone: Phone, cloudinary: StandIn) -> None:
    upload, other = uploaded(phone), token(phone)
    url = upload.body["image_url"].replace(upload.token["image_id"], other["image_id"])
    refused(phone, {"image_id": other["image_id"], "image_url": url}, "INVALID_IMAGE_URL")


def test_id_and_address_of_different_uploads(phone: Phone, cloudinary: StandIn) -> None:
    one, other = uploaded(phone), uploaded(phone)
    refused(phone, {"image_id": one.body["image_id"], "image_url": other.body["image_url"]}, "IMAGE_ID_URL_MISMATCH")


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("http://", "https://"),
        ("http://", "ftp://"),
        ("http://", "//"),
        ("/local/image/", "/somebody/image/"),
        ("/local/image/", "/local/video/"),
        ("/image/upload/", "/image/fetch/"),
        ("/mealtrack/", "/elsewhere/"),
        ("/mealtrack/", "/mealtrack/../mealtrack/"),
        (".jpg", ".gif"),
        (".jpg", ".jpg?x=1"),
        (".jpg", ".jpg#x"),
        (".jpg", ""),
        ("/v", "/c_fill,w_9/v"),
        ("127.0.0.1", "127.0.0.1@example.com"),
        ("127.0.0.1", "169.254.169.254"),
        ("127.0.0.1", "[::1"),
    ],
)
def test_address_that_is_not_ours(phone: Phone, cloudinary: StandIn, part: str, other: str) -> None:
    body = uploaded(phone).body
    assert part in body["image_url"]
    cloudinary.reset()
    refused(phone, body | {"image_url": body["image_url"].replace(part, other, 1)}, "INVALID_IMAGE_URL")
    assert cloudinary.calls() == [], "nothing is fetched"


def test_what_was_uploaded_is_no_photo(phone: Phone, cloudinary: StandIn) -> None:
    """Cloudinary refuses what is not an image; too small a one is refused by us, and does not stay."""
    assert post(token(phone), b"<html></html>").status == 400
    upload = uploaded(phone, encode(scene(8, 8), "JPEG"))
    answer = phone.request("POST", HAND_IN, json=upload.body)
    assert answer.status_code == 422, answer.text
    assert upload.answer["public_id"] not in cloudinary.assets()
