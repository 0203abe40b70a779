"""The account document and the names in Firestore."""

from __future__ import annotations

from typing import Any

from shared.clients.firestore import Unit, document_of, firestore, patience
from shared.users.models import Account, User
from shared.users.rules import UsernameTaken, UserNotFound


def user_path(uid: str) -> str:
    return f"users/{uid}"


def username_path(username: str) -> str:
    return f"usernames/{username}"


def get_account(uid: str) -> Account:
    """The account, one read. Without a document yet: a fresh, active account."""
    snapshot = firestore().document(user_path(uid)).get(**patience())
    return Account.model_validate(snapshot.to_dict() or {})


def get_user(uid: str) -> User:
    """One read. Raises UserNotFound before the first sync."""
    return _introduced(firestore().document(user_path(uid)).get(**patience()).to_dict())


def read_user(unit: Unit, uid: str) -> User:
    """The user, to be changed in the unit's commit. Raises UserNotFound before the first sync."""
    (stored,) = unit.get(user_path(uid))
    return _introduced(stored)


def read_stored(unit: Unit, uid: str) -> dict[str, Any] | None:
    """Whatever is stored of the account, to be changed in the unit's commit."""
    return unit.get(user_path(uid))[0]


def is_introduced(stored: dict[str, Any] | None) -> bool:
    """Whether the app has introduced this person; an account alone may have been stored before."""
    return stored is not None and "username" in stored


def put(unit: Unit, uid: str, user: User) -> None:
    """Puts a user that the unit has read."""
    unit.put(user_path(uid), document_of(user))


def claim_username(unit: Unit, uid: str, candidates: list[str]) -> str:
    """The first free name, held for this person in the unit's commit. One read a candidate. Raises UsernameTaken."""
    paths = [username_path(name) for name in candidates]
    for name, path, stored in zip(candidates, paths, unit.get(*paths), strict=True):
        if stored is None or stored["uid"] == uid:
            unit.put(path, {"uid": uid})
            return name
    raise UsernameTaken("Choose another username.")


def _introduced(stored: dict[str, Any] | None) -> User:
    if not is_introduced(stored):
        raise UserNotFound("Introduce yourself first: POST /v1/users/sync.")
    return User.model_validate(stored)
