"""X-Request-ID: the caller's where it is sane, else a new one."""

from __future__ import annotations

import re
import secrets

from shared.logging import Headers

_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id_of(headers: Headers) -> str:
    given = headers.get("X-Request-ID", "")
    return given if _SANE.fullmatch(given) else secrets.token_hex(4)
