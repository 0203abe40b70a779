"""Cloudinary fails while a photo comes in: a clear 503, and nothing is left of the attempt anywhere."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared.clients.firestore import firestore
from tests.support.meals import budget_of, finished
from tests.support.photos import plate
from tests.support.vendors import StandIn

UPLOAD = {"path": "upload", "always": True}


def documents(phone: Phone) -> set[str]:
    """The paths of everything that is stored of this person."""
    person = firestore().document(f"users/{phone.uid}")
    return {document.path for collection in person.collections() for document in collection.list_documents()}


@pytest.mark.parametrize(
    ("reply", "wait_s"),
    [
        ({"status": 503}, 5),
        ({"status": 500}, 5),
        ({"status": 420}, 5),
        ({"drop": True}, 5),
        ({"status": 401}, 60),
        ({"status": 400}, 60),
    ],
    ids=["503", "500", "rate-limited", "dropped", "wrong-key", "refused"],
)
def test_upload_fails(phone: Phone, cloudinary: StandIn, queue: TaskQueue, reply: dict[str, Any], wait_s: int) -> None:
    cloudinary.will(UPLOAD | reply)
    stored = cloudinary.assets()

    answer = phone.post_photo(plate(), headers={"Idempotency-Key": str(uuid4())})

    assert answer.status_code == 503, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["error_code"] == "IMAGE_STORE_UNAVAILABLE"
    assert answer.headers["Retry-After"] == str(wait_s)
    assert cloudinary.assets() == stored
    assert documents(phone) == set(), "no meal, no day, no charge, and the key is free again"
    assert queue.list() == []


def test_works_again_afterwards(phone: Phone, cloudinary: StandIn) -> None:
    cloudinary.will({"path": "upload", "status": 503})
    key = {"Idempotency-Key": str(uuid4())}
    assert phone.post_photo(plate(), headers=key).status_code == 503

    answer = phone.post_photo(plate(), headers=key)

    assert answer.status_code == 202
    meal = finished(phone, answer.json()["meal_id"])
    assert meal["status"] == "READY"
    assert budget_of(phone)["charged"] == [meal["meal_id"]]
