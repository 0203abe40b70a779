"""Identifiers. Random ones are version-4 UUIDs; derived ones are version-5 UUIDs, so that doing a thing again names it the same."""

from __future__ import annotations

import hashlib
import re
import uuid

_NAMESPACE = uuid.UUID("6d65616c-7472-5163-8b00-000000000000")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def new_id() -> str:
    return str(uuid.uuid4())


def derived_id(*parts: str | int) -> str:
    """The same id for the same parts, always and everywhere."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(map(str, parts))))


def is_id(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def pseudonym(uid: str) -> str:
    """What logs say instead of a user id: stable, and not reversible without knowing the id."""
    return hashlib.sha256(uid.encode()).hexdigest()[:16]
