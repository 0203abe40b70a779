"""GET /v1/account-deletions/{receipt_id}: without a token, since there is no account any more."""

from __future__ import annotations

from local.cloud import Cloud
from local.phone import Phone
from shared.ids import new_id
from tests.support.http import cost, problem
from tests.support.leaving import closed, deleted, receipt


def test_it_tells_how_far_it_is_and_names_nobody(cloud: Cloud, phone: Phone) -> None:
    queue = cloud.queue("accounts")
    queue.pause()
    receipt_id = closed(phone)
    waiting = receipt(phone, receipt_id)
    queue.resume()
    assert (waiting["status"], waiting["steps_done"], waiting["deleted"], waiting["finished_at"]) == ("pending", [], {}, None)
    done = deleted(cloud, phone, receipt_id)
    assert done["steps_done"] == ["lock", "files", "images", "purchases", "documents", "references", "sign_in", "late"]
    assert done["finished_at"] > done["requested_at"]
    assert phone.uid not in str(done)


def test_cost(cloud: Cloud, phone: Phone) -> None:
    receipt_id = closed(phone)
    deleted(cloud, phone, receipt_id)
    assert cost(phone.request("GET", f"/v1/account-deletions/{receipt_id}")) == (1, 0)


def test_unknown_receipt(phone: Phone) -> None:
    for receipt_id in (new_id(), "x"):
        problem(phone.request("GET", f"/v1/account-deletions/{receipt_id}"), 404, "RECEIPT_NOT_FOUND")
