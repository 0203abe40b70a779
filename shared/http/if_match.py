"""The header If-Match: the version of a thing that the caller has seen, and wants changed as it was."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.http.inputs import Header

_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')


def _version(value: str) -> int | None:
    """The version of an ETag of ours, None for `*`. A weak one counts: caches on the way weaken what they compress."""
    if value.strip() == "*":
        return None
    if not (found := _ETAG.fullmatch(value.strip())):
        raise PydanticCustomError("invalid_etag", 'not an ETag of ours such as "4", nor *')
    return int(found[1])


IfMatch = Annotated[
    int | None,
    BeforeValidator(_version),
    WithJsonSchema({"type": "string", "pattern": r'^(\*|(W/)?"[0-9]{1,9}")$'}),
    Header("The ETag of the version to change, as it was read; another version is refused. Any version when left out or `*`."),
]
"""The header If-Match: the version to change, for shared.versions.check_version; None for whichever it is."""
