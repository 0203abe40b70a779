"""sweep_account_deletions: gives what is due its next run, and leaves alone what is not."""

from __future__ import annotations

from local.cloud import Cloud
from local.phone import Phone
from shared.deletion import store
from tests.support.leaving import SWEEPER, closed, deleted, due_now


def test_what_is_due_gets_its_next_run_once(cloud: Cloud, phone: Phone) -> None:
    queue = cloud.queue("accounts")
    queue.pause()
    receipt_id = closed(phone)
    assert cloud.fire(SWEEPER) == 204
    assert store.get(receipt_id).run == 1, "it waits for its task"
    due_now(receipt_id)
    assert cloud.fire(SWEEPER) == 204
    assert cloud.fire(SWEEPER) == 204
    assert store.get(receipt_id).run == 2
    queue.resume()
    deleted(cloud, phone, receipt_id)
    assert cloud.fire(SWEEPER) == 204
    assert store.get(receipt_id).run == 2
