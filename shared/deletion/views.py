"""What the person is told about the deletion of their account."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from shared.deletion import rules
from shared.deletion.models import Deletion, DeletionStatus, Step
from shared.types import View


class DeletionView(View):
    """The answer to the wish."""

    firebase_uid: str
    deleted: bool = Field(description="The account is closed and can never be used again; what it holds is deleted within minutes.")
    message: str
    firebase_deleted: bool = Field(description="Whether the account at Firebase is gone already; the receipt says when it is.")
    tokens_revoked: bool = Field(description="Whether no token can be renewed any more already; the receipt says when that is so.")
    receipt_id: str = Field(description="Keep it: with it, and without a token, the receipt can be had. Nobody else knows it.")


class KeptView(View):
    what: str
    why: str


class ReceiptView(View):
    """What has become of a deletion. It names no person."""

    receipt_id: str
    status: DeletionStatus = Field(description="`pending` also while it waits for what was under way when it began.")
    requested_at: datetime
    finished_at: datetime | None
    steps_done: list[Step]
    tokens_revoked: bool
    firebase_deleted: bool
    deleted: dict[str, int] = Field(description="How many of what was deleted so far: files, images, documents, …")
    kept: list[KeptView] = Field(description="What stays, for how long and why.")


_MESSAGE = "The account is closed and is being deleted: keep the receipt_id. Cancel a subscription in the store that sold it."


def deletion_view(uid: str, deletion: Deletion) -> DeletionView:
    return DeletionView(
        firebase_uid=uid,
        deleted=True,
        message=_MESSAGE,
        firebase_deleted=Step.SIGN_IN in deletion.steps,
        tokens_revoked=Step.LOCK in deletion.steps,
        receipt_id=deletion.receipt_id,
    )


def receipt_view(deletion: Deletion) -> ReceiptView:
    return ReceiptView(
        receipt_id=deletion.receipt_id,
        status=deletion.status,
        requested_at=deletion.requested_at,
        finished_at=deletion.finished_at,
        steps_done=list(deletion.steps),
        tokens_revoked=Step.LOCK in deletion.steps,
        firebase_deleted=Step.SIGN_IN in deletion.steps,
        deleted={what: number for what, number in sorted(deletion.counts.items()) if number},
        kept=[KeptView(what=what, why=why) for what, why in rules.KEPT.items()],
    )
