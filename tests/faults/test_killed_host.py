"""The process that serves the functions is killed while it deletes an account or writes an export: the task comes again."""

from __future__ import annotations

import pytest

from local.cloud import Cloud
from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients.firestore import firestore
from shared.deletion import rules
from shared.deletion import store as deletions
from shared.deletion.models import DeletionStatus, Step
from shared.portability import store as exports
from shared.portability.models import Export, JobStatus
from tests.faults.test_account_deletion import DELETED, settle
from tests.support.history import meals_of
from tests.support.history import settle as settle_meals
from tests.support.leaving import NOTHING, closed, deleted, due_now, everything_of, files_of
from tests.support.portability import begun_export, ended
from tests.support.vendors import StandIn
from tests.support.waiting import eventually

LONG_S = 10  # the worker is killed meanwhile


@pytest.fixture
def patient(accounts: TaskQueue) -> TaskQueue:
    """The queue, which has the patience for a host that takes long to start again."""
    accounts.change(max_attempts=100)
    return accounts


def test_in_the_middle_of_a_deletion(cloud: Cloud, phone: Phone, patient: TaskQueue, cloudinary: StandIn) -> None:
    images = settle(phone)
    cloudinary.reset()
    cloudinary.will({"delay_s": LONG_S, "path": "admin"})
    receipt_id = closed(phone)
    eventually(lambda: cloudinary.calls("/resources/"), "the worker to ask for the photos to go")
    held, name = deletions.get(receipt_id), rules.task_name(receipt_id, 1)
    assert (held.status, held.steps) == (DeletionStatus.RUNNING, (Step.LOCK, Step.FILES))
    task = patient.get(name)
    assert task

    cloud.host.kill()

    eventually(lambda: patient.get(name) is None, "the task to come again")
    assert task.dispatch_count > 1
    assert deletions.get(receipt_id) == held, "the dead worker's lease keeps others out"
    due_now(receipt_id)
    done = deleted(cloud, phone, receipt_id)
    assert done["deleted"] == DELETED
    assert everything_of(cloud, phone.uid, images) == NOTHING


def test_in_the_middle_of_an_export(cloud: Cloud, phone: Phone, patient: TaskQueue, files: StandIn) -> None:
    settle_meals(meals_of(phone.uid, 5, 2))
    files.will({"delay_s": LONG_S, "path": "upload"})
    location, path = begun_export(phone)
    eventually(lambda: files.calls("/upload/"), "the worker to begin the file")
    held = exported(path)
    assert (held.status, held.run) == (JobStatus.RUNNING, 1)
    task = patient.get(exports.task_name(held))
    assert task

    patient.pause()  # its next attempt comes when the dead worker's lease has run out
    cloud.host.kill()
    exports.change(path, Export, lambda job: job.model_copy(update={"lease_until": clock.now()}))
    eventually(lambda: phone.request("GET", "/health").is_success, "the host to serve again")
    assert exported(path).lease_owner == held.lease_owner
    patient.resume()

    assert ended(phone, location)["status"] == "ready"
    assert (exported(path).run, task.dispatch_count > 1) == (1, True), "the same task has come again"
    assert files_of(cloud, phone.uid) == [exported(path).file]


def exported(path: str) -> Export:
    return Export.model_validate(firestore().document(path).get().to_dict())
