"""What a person does with weigh-ins. One function a use case.

The newest weigh-in is the person's present weight: where it changes, profile and targets follow in the same commit. An older one
that comes in late changes neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shared import clock
from shared.clients.firestore import Unit, atomically
from shared.idempotency import Receipt
from shared.ids import is_id
from shared.profiles import service as profiles
from shared.users.models import Person
from shared.weight import rules, store, weighing
from shared.weight.models import WeighedBy, WeightEntry
from shared.weight.requests import SyncedWeighIn, WeighIn
from shared.weight.rules import WeightEntryNotFound
from shared.weight.views import WeightDeletionView, WeightEntryView, WeightListView, WeightSyncView, entry_view
from shared.weight.weighing import Changes


def add_entry(person: Person, told: WeighIn, receipt: Receipt) -> WeightEntryView:
    """The weigh-in of that instant; one that is known already is corrected. Raises RecordedOutOfRange."""
    now = clock.now()

    def work(unit: Unit) -> WeightEntryView:
        known = SyncedWeighIn(**told.model_dump())
        ((_, entry),) = _put(unit, person, [known], WeighedBy.MANUAL, now)
        return entry_view(entry)

    return receipt.commit(work)


def sync_entries(person: Person, told: Sequence[SyncedWeighIn], receipt: Receipt) -> WeightSyncView:
    """Every weigh-in as it was told last. Raises RecordedOutOfRange, and then keeps none of them."""
    now = clock.now()

    def work(unit: Unit) -> WeightSyncView:
        pairs = _put(unit, person, told, WeighedBy.SYNC, now)
        created = sum(before is None for before, _ in pairs)
        unchanged = sum(before == after for before, after in pairs)
        return WeightSyncView(
            entries=[entry_view(entry) for entry in rules.newest_first(after for _, after in pairs)],
            created=created,
            updated=len(pairs) - created - unchanged,
            unchanged=unchanged,
        )

    return receipt.commit(work)


def list_entries(uid: str, *, cursor: str | None, limit: int) -> WeightListView:
    """Newest first. Raises InvalidCursor."""
    page = store.list_entries(uid, cursor=cursor, limit=limit)
    return WeightListView(entries=[entry_view(entry) for entry in page.entries], next_cursor=page.next_cursor)


def delete_entry(person: Person, entry_id: str) -> WeightDeletionView:
    """For good; where it was the newest, the one before is the present weight. Raises WeightEntryNotFound."""
    now = clock.now()
    if not is_id(entry_id):
        raise _not_found()

    def work(unit: Unit) -> WeightDeletionView:
        if not store.read_entries(unit, person.uid, [entry_id]):
            raise _not_found()
        store.delete_entry(unit, person.uid, entry_id)
        _follow(unit, person, {entry_id: None}, now)
        return WeightDeletionView(id=entry_id, message="The weigh-in was deleted.")

    return atomically(work)


def _put(
    unit: Unit, person: Person, told: Sequence[SyncedWeighIn], source: WeighedBy, now: datetime
) -> list[tuple[WeightEntry | None, WeightEntry]]:
    """Each weigh-in as it was and as it is now, with what follows from them all."""
    by_id = {each.id or rules.entry_id_at(each.recorded_at): each for each in told}
    before = store.read_entries(unit, person.uid, by_id)
    pairs = [
        (
            before.get(entry_id),
            rules.weigh_in(
                before.get(entry_id),
                entry_id=entry_id,
                weight_kg=each.weight_kg,
                recorded_at=each.recorded_at,
                source=source,
                person=person,
                now=now,
            ),
        )
        for entry_id, each in by_id.items()
    ]
    changes = {after.entry_id: after for known, after in pairs if after != known}
    for entry in changes.values():
        store.put_entry(unit, person.uid, entry)
    if changes:
        _follow(unit, person, changes, now)
    return pairs


def _follow(unit: Unit, person: Person, changes: Changes, now: datetime) -> None:
    """The present weight and the estimate follow the weigh-ins. Somebody without a profile has neither yet."""
    entries = weighing.recent(person.uid, changes, now)
    newest = rules.newest(entries)
    profile = profiles.weigh(unit, person, newest.weight_kg if newest else None, now)
    if profile:
        weighing.renew_estimate(unit, person, profile, entries, now)


def _not_found() -> WeightEntryNotFound:
    return WeightEntryNotFound("You have no weigh-in with this id.")
