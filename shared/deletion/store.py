"""Deletions in Firestore, and how everything that is stored of a person is found and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from shared.clients.firestore import Unit, atomically, document_of, firestore, patience
from shared.deletion.models import Deletion
from shared.deletion.rules import OF_EVENT, OF_SUBSCRIPTION, ReceiptNotFound
from shared.ids import derived_id
from shared.users.store import user_path

Change = Callable[[Deletion], Deletion]

_PAGE = 200
# Documents outside users/{uid} that name the person, and the field that does. What counts people for an hour or a day by an
# address or a hash (rate limits) ends by itself.
REFERENCES = {"usernames": "uid"}


def deletion_path(receipt_id: str) -> str:
    return f"account_deletions/{receipt_id}"


def get(receipt_id: str) -> Deletion:
    """One read. Raises ReceiptNotFound."""
    snapshot = firestore().document(deletion_path(receipt_id)).get(**patience())
    if not snapshot.exists:
        raise ReceiptNotFound("Use the receipt_id that the deletion was answered with.")
    return Deletion.model_validate(snapshot.to_dict())


def begin(unit: Unit, deletion: Deletion) -> Deletion:
    """Closes the account and puts its deletion, in the same commit; where it is closed already, finds the deletion that did it."""
    assert deletion.uid is not None
    account, _ = unit.get(user_path(deletion.uid), deletion_path(deletion.receipt_id))
    if account and (earlier := account.get("deletion_id")):
        (stored,) = unit.get(deletion_path(earlier))
        return Deletion.model_validate(stored)
    unit.put(user_path(deletion.uid), {"is_active": False, "deletion_id": deletion.receipt_id})
    unit.put(deletion_path(deletion.receipt_id), document_of(deletion))
    return deletion


def change(receipt_id: str, step: Change, *, remove: Sequence[str] = ()) -> Deletion:
    """Applies one step of the rules and removes documents, in one commit. Raises ReceiptNotFound and what the step raises."""

    def work(unit: Unit) -> Deletion:
        after = _changed(unit, receipt_id, step)
        for path in remove:
            unit.remove(path)
        return after

    return atomically(work)


def finish(receipt_id: str, uid: str, step: Change) -> Deletion:
    """The last step: with it goes the document that said that the account is closed."""

    def work(unit: Unit) -> Deletion:
        after = _changed(unit, receipt_id, step)
        unit.remove(user_path(uid))
        return after

    return atomically(work)


def forget_person(receipt_id: str, uid: str) -> None:
    """Leaves of `users/{uid}` that it is closed, and by which deletion."""
    from google.cloud.firestore import DELETE_FIELD

    kept = {"is_active": False, "deletion_id": receipt_id}

    def work(unit: Unit) -> None:
        (stored,) = unit.get(user_path(uid))
        unit.put(user_path(uid), dict.fromkeys(stored or {}, DELETE_FIELD) | kept)

    atomically(work)


def documents_of(uid: str, *, leave: frozenset[str] = frozenset()) -> Iterator[list[str]]:
    """The paths of everything below `users/{uid}`, page by page, whatever the collections are called, but for those to leave.

    One read a document. Each page is of what is there when it is asked for: it has to be removed before the next.
    """
    for collection in firestore().document(user_path(uid)).collections(**patience()):
        if collection.id in leave:
            continue
        query = collection.recursive().select(["__name__"]).limit(_PAGE)
        while page := [snapshot.reference.path for snapshot in query.stream(**patience())]:
            yield page


def keep_purchases(receipt_id: str, uid: str) -> int:
    """Puts what stays of each subscription beside the others' of people who have left; how many. The same each time."""
    subscriptions = firestore().collection(f"users/{uid}/subscriptions").limit(_PAGE)
    found = {snapshot.id: snapshot.to_dict() or {} for snapshot in subscriptions.stream(**patience())}
    if not found:
        return 0
    batch = firestore().batch()
    for name, stored in found.items():
        kept = {field: stored[field] for field in OF_SUBSCRIPTION if field in stored}
        batch.set(firestore().document(f"past_subscriptions/{derived_id('past', receipt_id, name)}"), kept)
    batch.commit(**patience())
    return len(found)


def forget_in_events(uid: str) -> Iterator[int]:
    """Takes the person out of the events that told of their purchases, page by page; how many each time."""
    from google.cloud.firestore_v1.base_query import FieldFilter

    events = firestore().collection("webhook_events")
    for field, relation in (("app_user_id", "=="), ("waiting_for", "array_contains"), ("transferred_from", "array_contains")):
        query = events.where(filter=FieldFilter(field, relation, uid)).limit(_PAGE)
        while page := list(query.stream(**patience())):
            batch = firestore().batch()
            for snapshot in page:
                batch.update(snapshot.reference, dict(OF_EVENT))
            batch.commit(**patience())
            yield len(page)


def references_to(uid: str) -> Iterator[tuple[str, list[str]]]:
    """The paths of the documents elsewhere that name the person: (collection, page of paths). Each page has to be removed."""
    from google.cloud.firestore_v1.base_query import FieldFilter

    for name, field in REFERENCES.items():
        query = firestore().collection(name).where(filter=FieldFilter(field, "==", uid)).limit(_PAGE)
        while page := [snapshot.reference.path for snapshot in query.stream(**patience())]:
            yield name, page


def due(now: datetime, limit: int) -> list[Deletion]:
    """Deletions that nobody works on although they are due, longest overdue first; at most `limit` reads."""
    from google.cloud.firestore_v1.base_query import FieldFilter

    query = (
        firestore().collection("account_deletions").where(filter=FieldFilter("due_at", "<=", now)).order_by("due_at").limit(limit)
    )
    return [Deletion.model_validate(snapshot.to_dict()) for snapshot in query.stream(**patience())]


def _changed(unit: Unit, receipt_id: str, step: Change) -> Deletion:
    (stored,) = unit.get(deletion_path(receipt_id))
    if stored is None:
        raise ReceiptNotFound
    after = step(Deletion.model_validate(stored))
    unit.put(deletion_path(receipt_id), document_of(after))
    return after
