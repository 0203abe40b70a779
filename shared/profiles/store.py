"""The profile and the dated targets in Firestore: the only place of the area that knows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shared.clients.firestore import Unit, document_of, firestore, patience
from shared.profiles.models import DatedTarget, Profile


def profile_path(uid: str) -> str:
    return f"users/{uid}/profile/current"


def target_path(uid: str, from_date: date) -> str:
    return f"users/{uid}/targets/{from_date.isoformat()}"


def get_profile(uid: str) -> Profile | None:
    """One read."""
    snapshot = firestore().document(profile_path(uid)).get(**patience())
    return Profile.model_validate(snapshot.to_dict()) if snapshot.exists else None


def get_target(uid: str, *, on: date | None = None) -> DatedTarget | None:
    """The target that holds on that day, without a day the newest; None where there is none yet. One read."""
    from google.cloud.firestore import Query
    from google.cloud.firestore_v1.base_query import FieldFilter

    query = firestore().collection(f"users/{uid}/targets").order_by("from_date", direction=Query.DESCENDING).limit(1)
    if on:
        query = query.where(filter=FieldFilter("from_date", "<=", on.isoformat()))
    found = [DatedTarget.model_validate(snapshot.to_dict()) for snapshot in query.stream(**patience())]
    return found[0] if found else None


def read_profile(unit: Unit, uid: str) -> Profile | None:
    """The profile, to be changed in the unit's commit."""
    (stored,) = unit.get(profile_path(uid))
    return Profile.model_validate(stored) if stored else None


def put(unit: Unit, uid: str, profile: Profile, target: DatedTarget, days: Sequence[date]) -> None:
    """Puts a profile that the unit has read, and its target for the first of `days`; targets of the later ones are overtaken."""
    unit.put(profile_path(uid), document_of(profile))
    today, *later = [target_path(uid, day) for day in days]
    unit.get(today, *later)
    unit.put(today, document_of(target))
    for path in later:
        unit.delete(path)
