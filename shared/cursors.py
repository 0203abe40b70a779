"""Cursors: the place in a list at which the next page begins, as a text that the app passes back unread.

A place is that of the last thing on a page rather than a number: things that come or go meanwhile neither repeat nor hide others.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from shared.errors import BadRequest
from shared.ids import is_id

T = TypeVar("T")


class InvalidCursor(BadRequest):
    error_code, title = "INVALID_CURSOR", "The cursor is not one of ours"


def encode(*place: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def decode(cursor: str, read: Callable[..., T]) -> T:
    """What `read` makes of the texts of the place; what it cannot read is no cursor of ours. Raises InvalidCursor."""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor))
        if not (isinstance(place, list) and all(isinstance(part, str) for part in place)):
            raise ValueError
        return read(*place)
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError):
        raise InvalidCursor("Pass next_cursor of the page before, unchanged.") from None


def instant(text: str) -> datetime:
    """For `read`: an instant as isoformat wrote it. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return moment.astimezone(UTC)


def identifier(text: str) -> str:
    """For `read`: an id of ours. Raises ValueError."""
    if not is_id(text):
        raise ValueError("no id")
    return text
