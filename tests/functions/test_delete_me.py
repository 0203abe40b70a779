"""DELETE /v1/users/me: the account is closed at once, and what it holds is deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from local.cloud import Cloud
from local.phone import Phone, SignInError
from local.queues import TaskQueue
from shared import clock
from shared.clients import storage
from shared.clients.firestore import firestore
from shared.deletion import store as deletions
from shared.ids import derived_id, new_id
from shared.meals import reading
from tests.support.http import PHOTO, problem, ready_meal
from tests.support.leaving import (
    NOTHING,
    closed,
    deleted,
    documents_about,
    due_now,
    everything_of,
    expire_uploads,
    receipt,
    settling,
)
from tests.support.meals import finished, posted, queued, stored
from tests.support.people import onboarded
from tests.support.photos import plate
from tests.support.vendors import StandIn
from tests.support.waiting import eventually
from tests.support.web import web

MODEL = ":generateContent"


def sync(phone: Phone, name: str) -> None:
    assert phone.request("POST", "/v1/users/sync", json={"display_name": name}).status_code == 200


def upload(phone: Phone) -> str:
    """The id of a photo that the phone has uploaded by itself."""
    token = phone.request("GET", "/v1/meals/upload-token").json()
    assert web.post(token["upload_url"], data=token["fields"], files={"file": PHOTO}).status_code == 200
    return str(token["image_id"])


def test_nothing_is_left_and_the_receipt_says_what_there_was(cloud: Cloud, phone: Phone, gemini: StandIn) -> None:
    sync(phone, "Mai Nguyen")
    onboarded(phone)
    meals = [ready_meal(phone), ready_meal(phone)]
    gemini.will({"text": "I cannot say."})
    failed = finished(phone, posted(phone, PHOTO))
    assert phone.request("DELETE", f"/v1/meals/{meals[0]['meal_id']}", headers={"Idempotency-Key": "k"}).status_code == 200
    images = [stored(reading.meal_path(phone.uid, meal_id))["image"]["image_id"] for meal_id in (m["meal_id"] for m in meals)]  # type: ignore[index]
    images += [failed["image"]["image_id"], upload(phone)]
    storage.put(f"exports/{phone.uid}/x.zip", b"x", "application/zip")
    firestore().document(f"users/{phone.uid}/later_thing/a/deeper/b").set({"x": 1})
    before = everything_of(cloud, phone.uid, images)
    assert len(before["photos"]) == 4
    assert before["files"]

    answer = phone.request("DELETE", "/v1/users/me")

    assert answer.status_code == 202
    body = answer.json()
    assert (body["firebase_uid"], body["deleted"], body["tokens_revoked"]) == (phone.uid, True, False)
    assert answer.headers["Location"] == f"/v1/account-deletions/{body['receipt_id']}"
    settling(body["receipt_id"])
    expire_uploads(phone)
    due_now(body["receipt_id"])
    done = deleted(cloud, phone, body["receipt_id"])
    assert everything_of(cloud, phone.uid, images) == NOTHING
    assert done["deleted"] == {
        "documents": len([path for path in before["documents"] if path.startswith(f"users/{phone.uid}/")]),
        "files": 1,
        "images": 4,
        "sign_ins": 1,
        "usernames": 1,
    }
    assert (done["tokens_revoked"], done["firebase_deleted"]) == (True, True)
    assert {line["what"] for line in done["kept"]} == {"backups", "logs", "purchases", "payments"}
    kept = stored(deletions.deletion_path(body["receipt_id"]))
    assert kept is not None
    assert kept["expires_at"] > clock.now() + timedelta(days=1000)


def test_the_account_is_closed_at_once(cloud: Cloud, new_phone: Callable[[], Phone]) -> None:
    phone, other = new_phone(), new_phone()
    queue = cloud.queue("accounts")
    queue.pause()
    try:
        firestore().document(f"users/{phone.uid}").set({"is_active": True})
        receipt_id = closed(phone)
        assert phone.request("GET", "/v1/meals").status_code == 200, "the edge trusts for a minute what it knows"
        assert closed(phone) == receipt_id, "asking again is the same deletion"
        problem(phone.request("POST", "/v1/users/sync", json={}), 404, "USER_NOT_FOUND")
        assert stored(f"users/{phone.uid}") == {"is_active": False, "deletion_id": receipt_id}
        # Another instance, or this one in a minute, asks anew: `other` is whom it has not seen yet.
        firestore().document(f"users/{other.uid}").set({"is_active": False, "deletion_id": receipt_id})
        problem(other.request("GET", "/v1/meals"), 404, "USER_NOT_FOUND")
        assert receipt(phone, receipt_id)["status"] == "pending"
    finally:
        queue.resume()
    deleted(cloud, phone, receipt_id)


def test_who_signs_up_again_is_a_new_person(cloud: Cloud, phone: Phone) -> None:
    sync(phone, "Lan")
    name = phone.request("GET", "/v1/users/me").json()["username"]
    email = phone.request("GET", "/v1/users/me").json()["email"]
    old_uid = phone.uid
    deleted(cloud, phone, closed(phone))
    with pytest.raises(SignInError):
        phone.sign_in(email)
    phone.sign_up(email)
    assert phone.uid != old_uid
    sync(phone, "Lan")
    assert phone.request("GET", "/v1/users/me").json()["username"] == name, "the name is free again"
    assert phone.request("GET", "/v1/meals").json()["meals"] == []


def test_what_was_bought_stays_without_a_name(cloud: Cloud, phone: Phone) -> None:
    bought = {
        "product_id": "premium_yearly",
        "store": "APP_STORE",
        "purchased_at": clock.now(),
        "names": [phone.uid],
        "holders": [],
    }
    firestore().document(f"users/{phone.uid}/subscriptions/s1").set(bought)
    told, waits = f"webhook_events/{new_id()}", f"webhook_events/{new_id()}"
    raw = {"event": {"app_user_id": phone.uid}}
    firestore().document(told).set({"type": "RENEWAL", "app_user_id": phone.uid, "raw_body": raw})
    firestore().document(waits).set({"type": "TRANSFER", "app_user_id": None, "waiting_for": [phone.uid], "raw_body": raw})

    receipt_id = closed(phone)
    done = deleted(cloud, phone, receipt_id)

    assert documents_about(phone.uid) == []
    assert done["deleted"]["purchase_events"] == 2
    kept = stored(f"past_subscriptions/{derived_id('past', receipt_id, 's1')}")
    assert kept == {name: bought[name] for name in ("product_id", "store", "purchased_at")}
    assert stored(told)["type"] == "RENEWAL"  # type: ignore[index]


def test_while_a_photo_is_analysed(cloud: Cloud, phone: Phone, gemini: StandIn, queue: TaskQueue) -> None:
    gemini.will({"delay_s": 2})
    meal_id = posted(phone, plate())
    image_id = stored(reading.meal_path(phone.uid, meal_id))["image"]["image_id"]  # type: ignore[index]
    eventually(lambda: gemini.calls(MODEL), "the question to the model")
    deleted(cloud, phone, closed(phone))
    eventually(lambda: queue.list() == [], "the worker to come to its end")
    assert everything_of(cloud, phone.uid, [image_id]) == NOTHING


def test_while_a_photo_waits_for_its_analysis(cloud: Cloud, phone: Phone, queue: TaskQueue) -> None:
    queue.pause()
    meal_id = posted(phone, plate())
    queued(queue, meal_id)
    deleted(cloud, phone, closed(phone))
    queue.resume()
    eventually(lambda: queue.list() == [], "the task to find nothing to do")
    assert documents_about(phone.uid) == []


def test_what_arrives_late_goes_too(cloud: Cloud, phone: Phone) -> None:
    """A phone uploads by itself, and a call that had begun before writes, when everything has been emptied."""
    token = phone.request("GET", "/v1/meals/upload-token").json()
    receipt_id = closed(phone)
    settling(receipt_id)
    assert receipt(phone, receipt_id)["status"] != "done"
    assert web.post(token["upload_url"], data=token["fields"], files={"file": PHOTO}).status_code == 200
    meal = phone.request("POST", "/v1/meals/image/analyze", files={"file": ("a.jpg", PHOTO, "image/jpeg")})
    late = [token["image_id"]]
    if meal.status_code == 202:  # the edge's minute is not over
        late.append(stored(reading.meal_path(phone.uid, meal.json()["meal_id"]))["image"]["image_id"])  # type: ignore[index]
    storage.put(f"exports/{phone.uid}/late.zip", b"x", "application/zip")
    assert everything_of(cloud, phone.uid, late)["photos"] != []

    expire_uploads(phone)
    due_now(receipt_id)

    done = deleted(cloud, phone, receipt_id)
    assert everything_of(cloud, phone.uid, late) == NOTHING
    assert done["deleted"]["images"] == len(late)


def test_nobody_can_sign_in_while_it_lasts(cloud: Cloud, phone: Phone) -> None:
    sync(phone, "Binh")
    email = phone.request("GET", "/v1/users/me").json()["email"]
    phone.request("GET", "/v1/meals/upload-token")  # keeps the deletion waiting
    receipt_id = closed(phone)
    eventually(lambda: receipt(phone, receipt_id)["tokens_revoked"], "the sign-in to be locked")
    with pytest.raises(SignInError):
        phone.sign_in(email)
