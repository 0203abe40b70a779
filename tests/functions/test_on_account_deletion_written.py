"""on_account_deletion_written: one task a run, however often and in whatever order the writes are told."""

from __future__ import annotations

from local.cloud import Cloud
from local.phone import Phone
from tests.support.events import Deliveries
from tests.support.leaving import closed, deleted


def test_told_twice_and_out_of_order(cloud: Cloud, phone: Phone, deliveries: Deliveries) -> None:
    deliveries.chaotic(copies=2, shuffle_s=0.2)
    queue = cloud.queue("accounts")
    before = queue.report()["completed"]
    receipt_id = closed(phone)
    done = deleted(cloud, phone, receipt_id)
    assert done["deleted"]["sign_ins"] == 1
    assert queue.report()["completed"] - before <= 3, "a run for the work, one for what may come late; not one for each write"
