"""Versions of documents that the app edits: who edits what has changed meanwhile is told so, instead of undoing the change."""

from __future__ import annotations

from shared.errors import Problem


class PreconditionFailed(Problem):
    status, error_code, title = 412, "PRECONDITION_FAILED", "This is not the present version"


def check_version(present: int | None, expected: int | None) -> None:
    """Raises PreconditionFailed unless `present` (None: there is nothing yet) is the expected version, where one is expected."""
    if expected is not None and present != expected:
        raise PreconditionFailed("It has changed since you read it: read it again.", version_now=present)
