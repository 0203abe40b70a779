"""The rules of an account: its name, and what an introduction changes. Pure."""

from __future__ import annotations

import hashlib
import unicodedata

from shared.errors import Conflict, NotFound

USERNAME_MAX = 20
_USERNAME_MIN = 3
_PROVIDERS = {"google.com": "google", "apple.com": "apple"}


class UserNotFound(NotFound):
    error_code, title = "USER_NOT_FOUND", "There is no active user for this token"


class UsernameTaken(Conflict):
    error_code, title = "USERNAME_TAKEN", "The name and its variants belong to others"


def username_base(*sources: str | None) -> str:
    """The first source as a name: lower-case ASCII letters and digits, accents dropped, at most 20.

    A shorter one than 3 goes after "user"; an e-mail address counts up to its @.
    """
    given = next((source for source in sources if source and source.strip()), "")
    plain = unicodedata.normalize("NFKD", given.partition("@")[0]).lower().replace("đ", "d")
    name = "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
    return (name if len(name) >= _USERNAME_MIN else f"user{name}")[:USERNAME_MAX]


def username_candidates(base: str, uid: str) -> list[str]:
    """`base`, then `base` with a growing number that is this person's, so that a crowded name is found in one look."""
    digits = str(int(hashlib.sha256(uid.encode()).hexdigest(), 16))
    suffixes = ("", "2", "3", digits[:3], digits[:6], digits[:10])
    return list(dict.fromkeys(base[: USERNAME_MAX - len(suffix)] + suffix for suffix in suffixes))


def split_name(display_name: str | None) -> tuple[str | None, str | None]:
    """First word and rest."""
    first, _, rest = (display_name or "").strip().partition(" ")
    return first or None, rest.strip() or None


def provider_name(provider: str | None) -> str | None:
    """google or apple; another of Firebase's as it calls it, such as password."""
    return _PROVIDERS.get(provider or "", provider)
