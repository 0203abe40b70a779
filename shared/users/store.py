"""The account document in Firestore."""

from __future__ import annotations

from shared.clients.firestore import firestore, patience
from shared.users.models import Account


def get_account(uid: str) -> Account:
    """The account, one read. Without a document yet: a fresh, active account."""
    snapshot = firestore().document(f"users/{uid}").get(**patience())
    return Account.model_validate(snapshot.to_dict() or {})
