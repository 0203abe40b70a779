"""run_account_export: killed, refused by a vendor, overtaken by the deletion of the account."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from local.cloud import Cloud
from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients import storage
from shared.clients.firestore import firestore
from shared.portability import rules, store
from shared.portability.models import Export
from tests.support.history import meals_of, settle
from tests.support.leaving import closed, deleted, documents_about, files_of
from tests.support.portability import begun_export as begun
from tests.support.portability import ended
from tests.support.vendors import StandIn
from tests.support.waiting import eventually

EXPORT = "/v1/users/me/export"


def test_a_worker_that_died_is_followed(cloud: Cloud, phone: Phone, accounts: TaskQueue) -> None:
    accounts.pause()
    location, path = begun(phone)
    claim = partial(rules.claim, run=1, owner="dead", lease=timedelta(seconds=2), now=clock.now())
    store.change(path, Export, claim)
    accounts.resume()
    assert ended(phone, location)["status"] == "ready"


def test_the_file_store_is_away_for_a_while(cloud: Cloud, phone: Phone, files: StandIn) -> None:
    settle(meals_of(phone.uid, 5, 2))
    files.will({"status": 403, "times": 2, "path": "upload"})
    location, _ = begun(phone)
    assert ended(phone, location)["status"] == "ready"
    assert len(files_of(cloud, phone.uid)) == 1


def test_the_file_store_stays_away(cloud: Cloud, phone: Phone, files: StandIn, accounts: TaskQueue) -> None:
    accounts.change(min_backoff_s=0.05, max_backoff_s=0.05)
    files.will({"status": 403, "always": True, "path": "upload"})
    location, _ = begun(phone)
    done = ended(phone, location)
    assert (done["status"], done["error_code"], done["download_url"]) == ("failed", "INTERNAL_ERROR", None)
    files.behaves()
    location, _ = begun(phone)
    assert ended(phone, location)["status"] == "ready", "asking again is another export"


def test_one_whose_task_is_lost_does_not_stand_in_the_way(cloud: Cloud, phone: Phone, accounts: TaskQueue) -> None:
    accounts.pause()
    location, path = begun(phone)
    eventually(accounts.purge, "the task to be thrown away")
    assert begun(phone)[0] == location, "it is taken for one that waits"
    firestore().document(path).update({"updated_at": clock.now() - timedelta(hours=2)})
    accounts.resume()
    other, _ = begun(phone)
    assert other != location
    assert ended(phone, other)["status"] == "ready"


def test_the_account_is_deleted_meanwhile(cloud: Cloud, phone: Phone, accounts: TaskQueue) -> None:
    settle(meals_of(phone.uid, 5, 2))
    accounts.pause()
    begun(phone)
    receipt_id = closed(phone)
    accounts.resume()
    deleted(cloud, phone, receipt_id)
    assert (documents_about(phone.uid), files_of(cloud, phone.uid)) == ([], [])


def test_two_workers_leave_one_file(cloud: Cloud, phone: Phone, accounts: TaskQueue) -> None:
    """Whoever has lost the lease takes its own file away, and nobody else's."""
    accounts.pause()
    location, path = begun(phone)
    store.change(path, Export, partial(rules.claim, run=1, owner="slow", lease=timedelta(0), now=clock.now()))
    accounts.resume()
    done = ended(phone, location)
    assert done["status"] == "ready"
    export: dict[str, Any] = firestore().document(path).get().to_dict() or {}
    assert storage.size_of(export["file"]) == done["size_bytes"]
    assert files_of(cloud, phone.uid) == [export["file"]]
