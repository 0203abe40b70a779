"""Subscriptions and the events that they come from in Firestore: the only place of the area that knows it.

An event is kept before it is applied, and whoever looks for what concerns them looks after they have written what concerns others.
So of two that do something at the same time at least one sees the other's; `service` goes on until there is nothing left to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from shared.billing import rules
from shared.billing.models import KeptEvent, Outcome, Subscription, Transfer
from shared.billing.requests import Event
from shared.clients.firestore import Unit, atomically, document_of, firestore, patience
from shared.users.models import User
from shared.users.store import is_introduced, user_path

_MOST = 50  # documents of one look
_MOST_IN_A_QUERY = 30  # values that Firestore compares one field with
_LONGEST_CHAIN = 5  # of transfers from customer to customer


def event_path(event_id: str) -> str:
    return f"webhook_events/{event_id}"


def subscription_path(uid: str, subscription_id: str) -> str:
    return f"users/{uid}/subscriptions/{subscription_id}"


# Events


def keep(kept: KeptEvent) -> KeptEvent:
    """Keeps an event; where it is kept already, that is the one. One read."""

    def work(unit: Unit) -> KeptEvent:
        (stored,) = unit.get(event_path(kept.event_id))
        if stored is None:
            unit.put(event_path(kept.event_id), document_of(kept))
        return KeptEvent.model_validate(stored) if stored else kept

    return atomically(work)


def note(unit: Unit, event_id: str, outcome: Outcome, waiting_for: Sequence[str], now: datetime) -> bool:
    """Puts what has become of an event; whether that is news. One read."""
    (stored,) = unit.get(event_path(event_id))
    if stored is None:
        return False  # older than 90 days
    kept = KeptEvent.model_validate(stored)
    if (kept.outcome, kept.waiting_for) == (outcome, tuple(waiting_for)):
        return False
    changes = {"outcome": outcome, "waiting_for": tuple(waiting_for), "processed_at": now}
    unit.put(event_path(event_id), document_of(kept.model_copy(update=changes)))
    return True


def waiting(names: Iterable[str]) -> list[Event]:
    """The events that wait for a customer with one of the names to sign up. One read each, at most 50."""
    return [Event.model_validate_json(stored["raw_body"]) for stored in _with_any("webhook_events", "waiting_for", names)]


def transfers(names: Iterable[str]) -> list[Transfer]:
    """The transfers away from the names, and from those that they went to. One read a look, and one for each."""
    found: dict[str, Transfer] = {}
    asked: set[str] = set()
    ask = set(names)
    for _ in range(_LONGEST_CHAIN):
        if not ask:
            break
        for stored in _with_any("webhook_events", "transferred_from", ask):
            found[stored["event_id"]] = rules.transfer(Event.model_validate_json(stored["raw_body"]))
        asked |= ask
        ask = {name for each in found.values() for name in each.names_to} - asked
    return list(found.values())


def _with_any(collection: str, field: str, names: Iterable[str]) -> list[dict[str, Any]]:
    from google.cloud.firestore_v1.base_query import FieldFilter

    wanted = sorted(set(names))[:_MOST_IN_A_QUERY]
    if not wanted:
        return []
    query = firestore().collection(collection).where(filter=FieldFilter(field, "array_contains_any", wanted)).limit(_MOST)
    return [snapshot.to_dict() or {} for snapshot in query.stream(**patience())]


# Subscriptions


def copies(unit: Unit, subscription_id: str) -> dict[str, Subscription]:
    """The records of a subscription by the uid that they lie under: one, unless it just changed hands."""
    from google.cloud.firestore_v1.base_query import FieldFilter

    query = firestore().collection_group("subscriptions").where(filter=FieldFilter("subscription_id", "==", subscription_id))
    return {_uid(path): Subscription.model_validate(stored) for path, stored in unit.find(query.limit(_MOST)).items()}


def of_person(unit: Unit, uid: str) -> dict[str, Subscription]:
    """The subscriptions that lie under a uid, by their ids. Read the account before: who changes them puts it."""
    found = unit.find(firestore().collection(f"users/{uid}/subscriptions").limit(_MOST))
    return {stored["subscription_id"]: Subscription.model_validate(stored) for stored in found.values()}


def held_by(names: Iterable[str]) -> list[tuple[str, Subscription]]:
    """The subscriptions whose holder has one of the names, each with the uid that it lies under. One read each, at most 50."""
    from google.cloud.firestore_v1.base_query import FieldFilter

    wanted = sorted(set(names))[:_MOST_IN_A_QUERY]
    if not wanted:
        return []
    query = firestore().collection_group("subscriptions").where(filter=FieldFilter("holders", "array_contains_any", wanted))
    found = query.limit(_MOST).stream(**patience())
    return [(_uid(snapshot.reference.path), Subscription.model_validate(snapshot.to_dict())) for snapshot in found]


def due_for_review(now: datetime, limit: int) -> list[str]:
    """The uids of subscriptions that should have been heard of again, longest overdue first; at most `limit` reads."""
    from google.cloud.firestore_v1.base_query import FieldFilter

    query = firestore().collection_group("subscriptions").where(filter=FieldFilter("review_at", "<=", now)).order_by("review_at")
    return list(dict.fromkeys(_uid(snapshot.reference.path) for snapshot in query.limit(limit).stream(**patience())))


def put(unit: Unit, uid: str, subscription: Subscription) -> None:
    """Puts a subscription; one read where the unit has not seen it."""
    unit.put(subscription_path(uid, subscription.subscription_id), document_of(subscription))


def read(unit: Unit, uid: str, subscription_id: str) -> None:
    """Makes a subscription one that the unit may put."""
    unit.get(subscription_path(uid, subscription_id))


def delete(unit: Unit, uid: str, subscription_id: str) -> None:
    """Deletes a subscription that the unit has read."""
    unit.delete(subscription_path(uid, subscription_id))


def read_people(unit: Unit, names: Iterable[str]) -> dict[str, User]:
    """The active users among the names, to be put in the unit's commit. One read a name that can be a uid."""
    uids = rules.possible_uids(names)
    stored = unit.get(*map(user_path, uids)) if uids else []
    people = {uid: User.model_validate(found) for uid, found in zip(uids, stored, strict=True) if found and is_introduced(found)}
    return {uid: user for uid, user in people.items() if user.is_active}


def _uid(path: str) -> str:
    return path.split("/")[1]
