"""GET /v1/users/me/imports/{import_id}: what was taken over so far, and what was left out and why."""

from __future__ import annotations

from local.cloud import Cloud
from local.phone import Phone
from local.queues import TaskQueue
from tests.support.http import cost, problem
from tests.support.portability import EMPTY_EXPORT, ended

IMPORT = "/v1/users/me/import"


def test_it_waits_and_is_done(cloud: Cloud, phone: Phone, accounts: TaskQueue) -> None:
    accounts.pause()
    location = phone.request("POST", IMPORT, files={"file": ("x.zip", EMPTY_EXPORT, "application/zip")}).headers["Location"]
    waiting = phone.request("GET", location)
    assert (waiting.json()["status"], waiting.json()["finished_at"], cost(waiting)) == ("pending", None, (1, 0))
    accounts.resume()
    done = ended(phone, location)
    assert (done["status"], done["progress"], done["left_out"]) == ("ready", {}, {})
    assert done["finished_at"] >= done["created_at"]


def test_unknown_imports(phone: Phone) -> None:
    for import_id in ("x", "00000000-0000-4000-8000-000000000000"):
        problem(phone.request("GET", f"/v1/users/me/imports/{import_id}"), 404, "IMPORT_NOT_FOUND")
