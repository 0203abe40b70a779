"""Idempotency-Key: a call that is repeated has its effect once and gets the same answer again.

    1. `open_receipt` reserves the key (60 seconds, with a generation number) before the work begins.
    2. The work's own commit completes the receipt: `receipt.complete(unit, answer)` puts the answer beside the work's documents,
       so either both are there or neither. Whoever finishes late, after another took the key over, cannot commit.
    3. A repeat gets the recorded answer, byte for byte. While the first still runs it is told to come back.

A failed call releases its key. Records live 14 days, under the user's own path: `users/{uid}/idempotency/{hash of action and key}`.
Without a key the receipt does nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from shared import clock
from shared.clients.firestore import Unit, atomically
from shared.errors import BadRequest, Conflict
from shared.ids import derived_id, new_id

if TYPE_CHECKING:
    from pydantic import BaseModel

V = TypeVar("V", bound="BaseModel")

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_LEASE = timedelta(seconds=60)
_RETENTION = timedelta(days=14)


class IdempotencyKeyInvalid(BadRequest):
    error_code, title = "IDEMPOTENCY_KEY_INVALID", "The Idempotency-Key cannot be used"


class IdempotencyKeyReused(Conflict):
    error_code, title = "IDEMPOTENCY_KEY_CONFLICT", "This Idempotency-Key belongs to another request"


class IdempotencyInProgress(Conflict):
    error_code, title = "IDEMPOTENCY_KEY_IN_PROGRESS", "The first request with this Idempotency-Key still runs"


PROBLEMS = (IdempotencyKeyInvalid, IdempotencyKeyReused, IdempotencyInProgress)


class Recorded(NamedTuple):
    """The answer that an earlier call with this key got."""

    body: str


@dataclass
class Receipt:
    """The right to answer one call. `path` is None when the caller sent no key."""

    path: str | None = None
    generation: int = 0
    owner: str = field(default_factory=new_id)
    completed: bool = False

    def resource_id(self) -> str:
        """The id of what this call creates: the same each time a call with the same key is tried."""
        return derived_id("resource", self.path) if self.path else new_id()

    def commit(self, work: Callable[[Unit], V]) -> V:
        """Does the work in a commit of its own, which records the answer as well."""

        def recorded(unit: Unit) -> V:
            answer = work(unit)
            self.complete(unit, answer)
            return answer

        return atomically(recorded)

    def complete(self, unit: Unit, answer: BaseModel) -> None:
        """Records the answer in the commit that does the work. Raises IdempotencyInProgress where another call took over."""
        if self.path is None:
            return
        (stored,) = unit.get(self.path)
        if not self._is_ours(stored):
            raise IdempotencyInProgress("Another attempt of this request has taken over: ask again.", retry_after_s=5)
        unit.put(
            self.path,
            {
                **(stored or {}),
                "status": "completed",
                "response_body": answer.model_dump_json(),
                "expires_at": clock.now() + _RETENTION,
            },
        )
        self.completed = True

    def release(self) -> None:
        """Gives the key back after a failure, so that the caller can try again with it."""
        path = self.path
        if path is None:
            return

        def work(unit: Unit) -> None:
            (stored,) = unit.get(path)
            if self._is_ours(stored):
                unit.delete(path)

        atomically(work)

    def _is_ours(self, stored: dict[str, Any] | None) -> bool:
        return (
            stored is not None
            and stored["status"] == "in_progress"
            and (stored["lease_owner"], stored["lease_generation"]) == (self.owner, self.generation)
        )


def open_receipt(uid: str, action: str, key: str | None, request: dict[str, Any]) -> Receipt | Recorded:
    """Reserves `key` for this call of `action`, or finds the answer that it had.

    `request` is what makes two calls the same. Raises IdempotencyKeyInvalid (400), IdempotencyKeyReused (409: same key, another
    request) and IdempotencyInProgress (409: come back).
    """
    if key is None:
        return Receipt()
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyInvalid("Send 1 to 255 visible ASCII characters, such as a UUID.")
    path = f"users/{uid}/idempotency/{hashlib.sha256(f'{action}|{key}'.encode()).hexdigest()}"
    fingerprint = fingerprint_of(request)
    return atomically(lambda unit: _reserve(unit, path, action, fingerprint, clock.now()))


def fingerprint_of(request: dict[str, Any]) -> str:
    """The same for the same inputs, whoever reads them and whenever."""
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=_canonical).encode()).hexdigest()


def _reserve(unit: Unit, path: str, action: str, fingerprint: str, now: datetime) -> Receipt | Recorded:
    (stored,) = unit.get(path)
    if stored is not None and stored["expires_at"] > now:
        if stored["fingerprint"] != fingerprint:
            raise IdempotencyKeyReused("Use a new key for a new request.")
        if stored["status"] == "completed":
            return Recorded(stored["response_body"])
        if stored["lease_expires_at"] > now:
            wait = (stored["lease_expires_at"] - now).total_seconds()
            raise IdempotencyInProgress("Ask again in a moment.", retry_after_s=min(5, max(1, round(wait))))
    receipt = Receipt(path=path, generation=(stored or {}).get("lease_generation", 0) + 1)
    unit.put(
        path,
        {
            "action": action,
            "fingerprint": fingerprint,
            "status": "in_progress",
            "lease_owner": receipt.owner,
            "lease_generation": receipt.generation,
            "lease_expires_at": now + _LEASE,
            "response_body": "",
            "expires_at": now + _RETENTION,
        },
    )
    return receipt


def _canonical(value: Any) -> Any:
    """What JSON has no form for: models by their JSON, the bytes of an upload by their digest, dates by their text."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return str(value)
