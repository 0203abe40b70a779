"""run_account_import: killed in the middle and begun anew; overtaken by the deletion of the account."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from functools import partial

from local.cloud import Cloud
from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.portability import importing, rules, store
from shared.portability.models import Import
from shared.portability.work import Work
from tests.support.history import meals_of, settle
from tests.support.leaving import closed, deleted, documents_about, files_of
from tests.support.portability import days, ended, exported

IMPORT = "/v1/users/me/import"


class Killed(BaseException):
    """The process is gone: no handler sees it."""


def posted(phone: Phone, file: bytes) -> tuple[str, str]:
    answer = phone.request("POST", IMPORT, files={"file": ("x.zip", file, "application/zip")})
    assert answer.status_code == 202, answer.text
    return answer.headers["Location"], store.import_path(phone.uid, answer.json()["import_id"])


def test_killed_in_the_middle_and_begun_anew(cloud: Cloud, phone: Phone, accounts: TaskQueue) -> None:
    history = meals_of(phone.uid, 40, 10)
    settle(history)
    file = exported(phone)
    with Phone(cloud.urls) as other:
        other.sign_up(f"{phone.uid.lower()}@example.org")
        accounts.pause()
        location, path = posted(other, file)
        work = Work(path, Import, 1)
        written = 0

        def dies() -> None:
            nonlocal written
            written += 1
            if written == 4:
                raise Killed

        work.keep_alive = dies  # type: ignore[method-assign]  # where a process can die: between two commits
        with contextlib.suppress(Killed):
            importing.read(work)
        assert 0 < len(days(other.uid)) < len(days(phone.uid))
        store.change(path, Import, lambda job: job.model_copy(update={"lease_until": clock.now()}))
        accounts.resume()
        done = ended(other, location)
        assert done["status"] == "ready"
        assert done["progress"]["meals"] + done["progress"]["meals_present"] == 40
        assert done["progress"]["meals_present"] > 0
        assert days(other.uid) == days(phone.uid)


def test_a_worker_that_died_is_followed(cloud: Cloud, phone: Phone, accounts: TaskQueue) -> None:
    settle(meals_of(phone.uid, 2, 1))
    file = exported(phone)
    accounts.pause()
    location, path = posted(phone, file)
    store.change(path, Import, partial(rules.claim, run=1, owner="dead", lease=timedelta(seconds=1), now=clock.now()))
    accounts.resume()
    assert ended(phone, location)["status"] == "ready"


def test_the_account_is_deleted_meanwhile(cloud: Cloud, phone: Phone, accounts: TaskQueue) -> None:
    settle(meals_of(phone.uid, 5, 2))
    file = exported(phone)
    accounts.pause()
    posted(phone, file)
    receipt_id = closed(phone)
    accounts.resume()
    deleted(cloud, phone, receipt_id)
    assert (documents_about(phone.uid), files_of(cloud, phone.uid)) == ([], [])
