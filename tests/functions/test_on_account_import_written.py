"""on_account_import_written: one task an import, however often its document is written."""

from __future__ import annotations

from local.phone import Phone
from local.queues import TaskQueue
from tests.support.events import Deliveries
from tests.support.portability import EMPTY_EXPORT, imported
from tests.support.waiting import eventually


def test_one_task_an_import(phone: Phone, accounts: TaskQueue, deliveries: Deliveries) -> None:
    deliveries.chaotic(copies=2, shuffle_s=0.1)
    eventually(lambda: accounts.report()["depth"] == 0, "the queue to be empty")
    completed = accounts.report()["completed"]
    assert imported(phone, EMPTY_EXPORT)["status"] == "ready"
    eventually(lambda: deliveries.pending() == 0, "the writes to be told")
    eventually(lambda: accounts.report()["depth"] == 0, "the queue to be empty")
    assert accounts.report()["completed"] == completed + 1
