"""A deletion that is killed anywhere, and vendors that are away: it goes on, and nothing is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count, islice
from typing import Any

import pytest

from local.cloud import Cloud
from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients import cloudinary as photos
from shared.clients import storage
from shared.clients.firestore import firestore
from shared.deletion import rules, store, work
from shared.ids import new_id
from shared.meals.models import Image
from tests.support.http import PHOTO, stored_meal
from tests.support.leaving import NOTHING, SWEEPER, closed, deleted, due_now, everything_of, everything_of_all, receipt
from tests.support.vendors import StandIn
from tests.support.waiting import eventually

DELETED = {"documents": 9, "files": 1, "images": 3, "sign_ins": 1, "usernames": 1}


def settle(phone: Phone) -> list[str]:
    """Has the person own something of every kind; the ids of their photos."""
    assert phone.request("POST", "/v1/users/sync", json={"display_name": f"x{new_id()[:8]}"}).status_code == 200
    images = [new_id() for _ in range(3)]
    for image_id in images:
        at = photos.upload(image_id, PHOTO, "jpeg")
        image = Image(
            image_id=image_id, url=at.url, thumbnail_url=at.thumbnail_url, format="jpeg", size_bytes=1, width=64, height=48
        )
        stored_meal(phone.uid, clock.now().date(), clock.now(), image=image)
    stored_meal(phone.uid, clock.now().date(), clock.now())
    for name in ("days/2025-01-31", "profile/current", "targets/2025-01-31", "things/a", "things/missing/parts/b"):
        firestore().document(f"users/{phone.uid}/{name}").set({"x": 1})
    storage.put(f"exports/{phone.uid}/{new_id()}.zip", b"x", "application/zip")
    return images


def work_for(receipt_id: str, parts: int) -> int:
    """A worker that is killed after so many parts of the work, before it has said where it is; how many it did."""
    owner = new_id()
    claim = partial(rules.claim, run=1, owner=owner, lease=timedelta(minutes=3), now=clock.now())
    store.change(receipt_id, claim)
    return sum(1 for _ in islice(work.advance(store.get(receipt_id), owner), parts))


def test_killed_after_each_part_and_taken_up(cloud: Cloud, new_phone: Callable[[], Phone], accounts: TaskQueue) -> None:
    """One person for each place at which a worker can be killed; all of them are taken up together."""
    accounts.pause()
    killed: list[tuple[Phone, str, list[str]]] = []
    kinds = set()
    for parts in count():
        phone = new_phone()
        images = settle(phone)
        receipt_id = closed(phone)
        due_now(receipt_id)
        was_done = work_for(receipt_id, parts)
        so_far = store.get(receipt_id)
        kinds.add(so_far.steps)
        killed.append((phone, receipt_id, images))
        if was_done < parts:
            assert so_far.finished_at is not None, "there is no further place to kill it at"
            break
        if so_far.finished_at is None:
            due_now(receipt_id)
    assert len(kinds) == len(rules.ORDER) + 1, "it was killed in each step"

    accounts.resume()
    for parts, (phone, receipt_id, _) in enumerate(killed):
        assert deleted(cloud, phone, receipt_id)["deleted"] == DELETED, f"killed after {parts} parts"
    left = everything_of_all(cloud, {phone.uid: images for phone, _, images in killed})
    assert left == {phone.uid: NOTHING for phone, *_ in killed}


def test_two_workers_are_one(cloud: Cloud, phone: Phone, accounts: TaskQueue) -> None:
    """The lease of the first keeps the second out; whose lease has been taken over records nothing more."""
    accounts.pause()
    settle(phone)
    receipt_id = closed(phone)
    first, second = new_id(), new_id()
    claim = partial(rules.claim, run=1, lease=timedelta(minutes=3), now=clock.now())
    begun = work.advance(store.change(receipt_id, partial(claim, owner=first)), first)
    next(begun)
    work.run(receipt_id, 1)
    assert store.get(receipt_id).lease_owner == first
    due_now(receipt_id)
    store.change(receipt_id, partial(rules.next_run, check_after=timedelta(0), now=clock.now()))
    store.change(receipt_id, partial(rules.claim, run=2, owner=second, lease=timedelta(0), now=clock.now()))
    steps = store.get(receipt_id).steps
    with pytest.raises(rules.LostLease):
        list(begun)
    assert store.get(receipt_id).steps == steps
    accounts.resume()
    due_now(receipt_id)
    deleted(cloud, phone, receipt_id)


@pytest.fixture
def impatient(accounts: TaskQueue) -> TaskQueue:
    """The queue, which gives up soon."""
    accounts.change(max_attempts=2)
    return accounts


def _away(cloud: Cloud, phone: Phone, queue: TaskQueue, vendor: StandIn, reply: dict[str, Any], waits_in: str) -> None:
    images = settle(phone)
    vendor.will(reply)
    given_up = queue.report()["failed"]

    receipt_id = closed(phone)

    eventually(lambda: queue.report()["failed"] > given_up, "the queue to give up")
    found = receipt(phone, receipt_id)
    assert (found["status"], found["finished_at"]) == ("pending", None)
    assert waits_in not in found["steps_done"]
    assert everything_of(cloud, phone.uid, images)["sign_in"], "what the person is told apart by goes last"
    vendor.behaves()
    due_now(receipt_id)
    done = deleted(cloud, phone, receipt_id)
    assert done["deleted"] == DELETED
    assert everything_of(cloud, phone.uid, images) == NOTHING


def test_the_image_store_is_away(cloud: Cloud, phone: Phone, impatient: TaskQueue, cloudinary: StandIn) -> None:
    _away(cloud, phone, impatient, cloudinary, {"status": 503, "always": True, "path": "admin"}, "images")


def test_the_image_store_has_had_enough_calls(cloud: Cloud, phone: Phone, impatient: TaskQueue, cloudinary: StandIn) -> None:
    _away(cloud, phone, impatient, cloudinary, {"status": 420, "always": True, "path": "admin"}, "images")


def test_the_file_store_is_away(cloud: Cloud, phone: Phone, impatient: TaskQueue, files: StandIn) -> None:
    _away(cloud, phone, impatient, files, {"status": 403, "always": True, "path": "list"}, "files")


def test_a_lost_task(cloud: Cloud, phone: Phone, accounts: TaskQueue) -> None:
    accounts.pause()
    receipt_id = closed(phone)
    eventually(lambda: accounts.get(rules.task_name(receipt_id, 1)), "the task")
    accounts.purge()
    accounts.resume()
    due_now(receipt_id)
    deleted(cloud, phone, receipt_id)


def test_one_that_takes_days_is_reported(cloud: Cloud, phone: Phone, accounts: TaskQueue) -> None:
    accounts.pause()
    receipt_id = closed(phone)
    firestore().document(store.deletion_path(receipt_id)).update({"requested_at": clock.now() - timedelta(days=4)})
    due_now(receipt_id)
    before = cloud.log("functions").read_text("utf-8").count("account deletion is late")
    assert cloud.fire(SWEEPER) == 204
    assert cloud.log("functions").read_text("utf-8").count("account deletion is late") == before + 1
    accounts.resume()
    deleted(cloud, phone, receipt_id)
