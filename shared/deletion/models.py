"""The deletion of an account: the document that its steps are recorded in, and that is its receipt in the end."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1


class Step(StrEnum):
    """What a deletion does, in this order. Each may be done again: it then finds nothing, or what has come since."""

    LOCK = "lock"  # no token can be renewed, nobody can sign in
    FILES = "files"  # exports, and files to import
    IMAGES = "images"
    PURCHASES = "purchases"  # what was bought stays without a name
    DOCUMENTS = "documents"  # everything below users/{uid}, and what users/{uid} says of the person
    REFERENCES = "references"  # documents elsewhere that point to the person
    SIGN_IN = "sign_in"  # the account at Firebase Auth
    LATE = "late"  # what calls that were under way have written meanwhile


class DeletionStatus(StrEnum):
    PENDING = "pending"  # asked for, or waiting for what may still be under way
    RUNNING = "running"
    DONE = "done"


class Deletion(BaseModel):
    """`account_deletions/{receipt_id}`. Only its holder knows the id. The uid goes with the last step; its hash stays."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    receipt_id: str
    uid: str | None
    uid_hash: str  # SHA-256, to find out after a restore who has to be deleted again
    status: DeletionStatus = DeletionStatus.PENDING
    run: int = 1
    lease_owner: str | None = None
    due_at: datetime | None  # when the sweeper has to look after it; while a worker is at it, the end of its lease
    steps: tuple[Step, ...] = ()  # those that are done
    counts: dict[str, int] = Field(default_factory=dict)  # what was deleted
    settles_at: datetime  # from then on no call that was under way can still write
    requested_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None
    expires_at: datetime | None = None  # TTL of the receipt
    schema_version: int = SCHEMA_VERSION
