"""One ingredient by its photo: answered at once, recognised behind it, and the photo deleted again."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared.ingredients.models import MAX_BYTES
from tests.support.http import PHOTO, UPLOADS, invalid, problem
from tests.support.meals import budget_of
from tests.support.vendors import StandIn
from tests.support.waiting import eventually

ROUTE = "/v1/ingredients/recognize"


def asked(phone: Phone, photo: bytes = PHOTO, prefix: str = "") -> dict[str, Any]:
    answer = phone.request("POST", ROUTE, json={"image_data": prefix + base64.b64encode(photo).decode()})
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"/v1/ingredients/recognitions/{body['recognition_id']}"
    return body


def recognised(phone: Phone, recognition_id: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        body: dict[str, Any] = phone.request("GET", f"/v1/ingredients/recognitions/{recognition_id}").json()
        return body if body["status"] != "pending" else None

    return eventually(look, "the recognition")


def test_a_name_and_its_food(phone: Phone, gemini: StandIn, cloudinary: StandIn) -> None:
    gemini.will({"json": {"is_ingredient": True, "name": "broccoli", "confidence": 0.94, "category": "vegetable"}})
    body = asked(phone, prefix="data:image/jpeg;base64,")
    assert (body["status"], body["success"], body["name"]) == ("pending", None, None)
    done = recognised(phone, body["recognition_id"])
    assert (done["status"], done["success"], done["name"], done["confidence"], done["category"]) == (
        "ready",
        True,
        "broccoli",
        0.94,
        "vegetable",
    )
    assert done["food"]["name"].startswith("Broccoli")
    assert done["food"]["food_id"] == f"usda-{done['food']['fdc_id']}"
    assert done["food"]["per_100g"]["calories"] == pytest.approx(35, abs=2)
    assert "broccoli" in done["message"]
    assert len(budget_of(phone)["charged"]) == 1


def test_the_photo_is_deleted_when_nobody_looks_any_more(phone: Phone, gemini: StandIn, cloudinary: StandIn) -> None:
    before = cloudinary.assets()
    recognised(phone, asked(phone)["recognition_id"])
    assert cloudinary.calls(UPLOADS), "it was stored"
    eventually(lambda: cloudinary.assets() <= before, "the photo to be gone")


@pytest.mark.parametrize(
    ("answer", "name", "success"),
    [
        ({"is_ingredient": True, "name": "leek", "confidence": 0.3, "category": "vegetable"}, "leek", False),
        ({"is_ingredient": True, "name": "leek", "confidence": 0.31, "category": "vegetable"}, "leek", True),
        ({"is_ingredient": False, "name": None, "confidence": 0.9, "category": None}, None, False),
        ({"is_ingredient": True, "name": "", "confidence": 0.9, "category": "fruit"}, None, False),
        ({"is_ingredient": True, "name": "leek", "category": "furniture", "confidence": 0.8}, "leek", True),
    ],
    ids=str,
)
def test_no_name_is_better_than_a_wrong_one(
    phone: Phone, gemini: StandIn, answer: dict[str, Any], name: str, success: bool
) -> None:
    gemini.will({"json": answer})
    done = recognised(phone, asked(phone)["recognition_id"])
    assert (done["status"], done["name"], done["success"]) == ("ready", name, success)
    assert done["category"] in {"vegetable", "other", None}


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        ("***", 422, "IMAGE_UNREADABLE"),
        (base64.b64encode(b"%PDF-1.7").decode(), 415, "INVALID_FILE_TYPE"),
        (base64.b64encode(PHOTO[:200]).decode(), 422, "IMAGE_UNREADABLE"),
        (base64.b64encode(PHOTO + bytes(MAX_BYTES)).decode(), 413, "FILE_SIZE_EXCEEDS_MAXIMUM"),
    ],
    ids=["not base64", "PDF", "cut off", "too large"],
)
def test_bad_photos(phone: Phone, cloudinary: StandIn, data: str, status: int, code: str) -> None:
    problem(phone.request("POST", ROUTE, json={"image_data": data}), status, code)
    assert invalid(phone.request("POST", ROUTE, json={})) == {("body", "image_data")}
    assert cloudinary.calls() == []
    assert budget_of(phone) == {"charged": [], "in_flight": []}


def test_a_failure_of_ours_costs_nothing(phone: Phone, gemini: StandIn) -> None:
    gemini.will({"status": 401})
    done = recognised(phone, asked(phone)["recognition_id"])
    assert (done["status"], done["error_code"], done["retryable"], done["success"]) == ("failed", "AI_UNAVAILABLE", True, None)
    assert budget_of(phone) == {"day": done and budget_of(phone)["day"], "charged": [], "in_flight": []}


def test_it_is_the_callers_alone(phone: Phone, new_phone: Any, held: TaskQueue) -> None:
    recognition_id = asked(phone)["recognition_id"]
    problem(new_phone().request("GET", f"/v1/ingredients/recognitions/{recognition_id}"), 404, "RECOGNITION_NOT_FOUND")
    document = phone.read(f"users/{phone.uid}/ingredient_recognitions/{recognition_id}")
    assert document is not None
    assert document["status"] == "PENDING"


def test_the_image_store_down(phone: Phone, cloudinary: StandIn) -> None:
    cloudinary.will({"status": 503, "always": True})
    answer = phone.request("POST", ROUTE, json={"image_data": base64.b64encode(PHOTO).decode()})
    problem(answer, 503, "IMAGE_STORE_UNAVAILABLE")
    assert budget_of(phone) == {"charged": [], "in_flight": []}


def test_repeating_the_call_is_one_recognition(phone: Phone, held: TaskQueue) -> None:
    body, headers = {"image_data": base64.b64encode(PHOTO).decode()}, {"Idempotency-Key": "leek"}
    first, again = (phone.request("POST", ROUTE, json=body, headers=headers) for _ in range(2))
    assert first.content == again.content
    assert len(budget_of(phone)["charged"]) == 1
