"""Leaving: what a person asks for, and what they can find out afterwards. The work itself is done in work.py."""

from __future__ import annotations

from datetime import timedelta

from shared import clock
from shared.clients.firestore import atomically
from shared.deletion import rules, store
from shared.deletion.rules import CHECK_AFTER, ReceiptNotFound
from shared.deletion.views import DeletionView, ReceiptView, deletion_view, receipt_view
from shared.ids import is_id, new_id
from shared.settings import settings


def delete_account(uid: str) -> DeletionView:
    """Closes the account at once; its deletion follows. Asking again gives the same receipt."""
    settling = timedelta(seconds=settings().DELETION_SETTLES_S)
    deletion = rules.begin(new_id(), uid, settling=settling, check_after=CHECK_AFTER, now=clock.now())
    return deletion_view(uid, atomically(lambda unit: store.begin(unit, deletion)))


def get_receipt(receipt_id: str) -> ReceiptView:
    """One read. Raises ReceiptNotFound."""
    if not is_id(receipt_id):
        raise ReceiptNotFound("Use the receipt_id that the deletion was answered with.")
    return receipt_view(store.get(receipt_id))
