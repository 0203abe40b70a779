"""on_account_export_written: one task an export, however often its document is written."""

from __future__ import annotations

from local.phone import Phone
from local.queues import TaskQueue
from shared.clients.firestore import firestore
from tests.support.events import Deliveries
from tests.support.portability import begun_export, ended
from tests.support.waiting import eventually


def test_one_task_an_export(phone: Phone, accounts: TaskQueue, deliveries: Deliveries) -> None:
    deliveries.chaotic(copies=2, shuffle_s=0.1)
    eventually(lambda: accounts.report()["depth"] == 0, "the queue to be empty")
    completed = accounts.report()["completed"]
    location, path = begun_export(phone)
    ended(phone, location)
    firestore().document(path).update({"progress": {"meals": 1}})
    eventually(lambda: deliveries.pending() == 0, "the writes to be told")
    eventually(lambda: accounts.report()["depth"] == 0, "the queue to be empty")
    assert accounts.report()["completed"] == completed + 1
