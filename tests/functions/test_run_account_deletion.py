"""run_account_deletion: what it does is tested with what it deletes (test_delete_me.py, faults/test_account_deletion.py)."""

from __future__ import annotations

from functions import registry
from local.cloud import Cloud
from local.phone import Phone
from shared.deletion import rules
from shared.http.caller import _TRUST_S
from shared.rows import HttpRow, TaskRow
from shared.settings import VARIABLES
from tests.support.leaving import closed, deleted
from tests.support.waiting import eventually


def test_what_was_under_way_has_time_to_end() -> None:
    """A call that the edge let in a moment before, and a task that had begun, end before everything is looked through again."""
    longest = max(row.profile.timeout_s for row in registry.ROWS if isinstance(row, HttpRow | TaskRow))
    assert VARIABLES["DELETION_SETTLES_S"].default >= _TRUST_S + longest


def test_a_task_that_comes_again_does_nothing(cloud: Cloud, phone: Phone) -> None:
    receipt_id = closed(phone)
    done = deleted(cloud, phone, receipt_id)
    url = f"{cloud.urls['control']}/functions/run-account-deletion"
    for run in (1, 2, 99):
        assert phone.request("POST", url, json={"receipt_id": receipt_id, "run": run}).status_code == 204
    assert phone.request("GET", f"/v1/account-deletions/{receipt_id}").json() == done
    assert phone.request("POST", url, json={"receipt_id": "nobody's", "run": 1}).status_code == 204


def test_the_task_is_named_by_its_run(cloud: Cloud, phone: Phone) -> None:
    queue = cloud.queue("accounts")
    queue.pause()
    receipt_id = closed(phone)
    eventually(lambda: queue.get(rules.task_name(receipt_id, 1)), "the task")
    queue.resume()
    deleted(cloud, phone, receipt_id)
