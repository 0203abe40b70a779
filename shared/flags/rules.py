"""For whom a flag is on. Pure."""

from __future__ import annotations

import hashlib

from shared.errors import Conflict, NotFound, Unprocessable
from shared.flags.models import Catalogue, Flag

MAX_FLAGS = 200  # of one catalogue, which is one document of at most 1 MiB
MAX_USERS = 100  # of one flag


class FlagNotFound(NotFound):
    error_code, title = "FEATURE_FLAG_NOT_FOUND", "There is no feature flag of this name"


class FlagExists(Conflict):
    error_code, title = "FEATURE_FLAG_EXISTS", "There is a feature flag of this name already"


class TooManyFlags(Unprocessable):
    error_code, title = "TOO_MANY_FEATURE_FLAGS", "The catalogue of feature flags is full"


def find(catalogue: Catalogue, name: str) -> Flag:
    """Raises FlagNotFound."""
    if (flag := catalogue.flags.get(name)) is None:
        raise FlagNotFound("GET /v1/feature-flags lists them.")
    return flag


def with_flag(catalogue: Catalogue, flag: Flag) -> Catalogue:
    """The catalogue with a flag that is new or has changed."""
    return catalogue.model_copy(
        update={
            "flags": catalogue.flags | {flag.name: flag},
            "created_at": catalogue.created_at or flag.updated_at,
            "updated_at": flag.updated_at,
        }
    )


def check_new(catalogue: Catalogue, name: str) -> None:
    """Raises FlagExists or TooManyFlags."""
    if name in catalogue.flags:
        raise FlagExists(f"Change it with PUT /v1/feature-flags/{name}.")
    if len(catalogue.flags) >= MAX_FLAGS:
        raise TooManyFlags(f"There may be {MAX_FLAGS}: rename one that nobody asks for any more.")


def is_on(flag: Flag, uid: str) -> bool:
    """Whether the flag is on for this person. A larger percentage takes nobody out who was in."""
    return flag.enabled and (uid in flag.user_ids or _place(flag.name, uid) < flag.rollout_percentage)


def is_on_for_all(flag: Flag) -> bool:
    return flag.enabled and flag.rollout_percentage == 100


def _place(name: str, uid: str) -> float:
    """Where this person stands among all, from 0 to under 100: the same everywhere and always, and another one for each flag."""
    digest = hashlib.sha256(f"{name}\x1f{uid}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64 * 100
