"""The rules of a deletion."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.deletion import rules
from shared.deletion.models import Deletion, DeletionStatus, Step
from shared.deletion.rules import LostLease

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE, LATER = timedelta(minutes=3), timedelta(minutes=30)


def begun() -> Deletion:
    return rules.begin("r1", "u1", settling=timedelta(minutes=15), check_after=LATER, now=NOW)


def held() -> Deletion:
    return rules.claim(begun(), run=1, owner="w1", lease=LEASE, now=NOW)


def test_what_tells_people_apart_goes_after_what_is_found_by_it() -> None:
    order = rules.ORDER
    assert order[0] is Step.LOCK
    assert order.index(Step.IMAGES) < order.index(Step.DOCUMENTS), "the documents say which photos there are"
    assert order.index(Step.DOCUMENTS) < order.index(Step.SIGN_IN)
    assert order[-1] is Step.LATE


def test_one_worker_at_a_time() -> None:
    with pytest.raises(LostLease):
        rules.claim(held(), run=1, owner="w2", lease=LEASE, now=NOW)
    with pytest.raises(LostLease):
        rules.claim(begun(), run=2, owner="w2", lease=LEASE, now=NOW)
    over = NOW + LEASE
    assert rules.claim(held(), run=1, owner="w2", lease=LEASE, now=over).lease_owner == "w2"


def test_who_lost_the_lease_records_nothing() -> None:
    taken = rules.claim(held(), run=1, owner="w2", lease=LEASE, now=NOW + LEASE)
    steps: list[Callable[[], Deletion]] = [
        lambda: rules.counted(taken, "w1", {"images": 1}, lease=LEASE, now=NOW),
        lambda: rules.stepped(taken, "w1", Step.LOCK, NOW),
        lambda: rules.given_back(taken, "w1", due_at=NOW, now=NOW),
        lambda: rules.done(taken, "w1", NOW),
    ]
    for step in steps:
        with pytest.raises(LostLease):
            step()


def test_the_sweeper_takes_only_what_is_due() -> None:
    with pytest.raises(LostLease):
        rules.next_run(begun(), check_after=LATER, now=NOW)
    again = rules.next_run(begun(), check_after=LATER, now=NOW + LATER)
    assert (again.run, again.status, again.lease_owner) == (2, DeletionStatus.PENDING, None)
    assert rules.run_to_enqueue(begun(), again) == 2
    assert rules.run_to_enqueue(None, begun()) == 1
    assert rules.run_to_enqueue(begun(), held()) is None


def test_the_receipt_names_nobody() -> None:
    receipt = rules.done(held(), "w1", NOW)
    assert "u1" not in receipt.model_dump_json().replace(receipt.uid_hash, "")
    assert (receipt.uid, receipt.due_at, receipt.status) == (None, None, DeletionStatus.DONE)
    assert rules.run_to_enqueue(begun(), receipt.model_copy(update={"run": 2})) is None
    assert receipt.expires_at == NOW + rules.RECEIPT_KEPT_FOR


@given(st.lists(st.dictionaries(st.sampled_from(["images", "documents"]), st.integers(0, 500), max_size=2), max_size=8))
def test_counts_add_up(pages: list[dict[str, int]]) -> None:
    deletion = held()
    for page in pages:
        deletion = rules.counted(deletion, "w1", page, lease=LEASE, now=NOW)
    for what in ("images", "documents"):
        assert deletion.counts.get(what, 0) == sum(page.get(what, 0) for page in pages)
