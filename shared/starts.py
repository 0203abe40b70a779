"""The garbage collector of a cold start: it would look again and again through objects that all stay.

It waits until the first answer is there. What exists by then is what the process lives with, and is never looked through again.
A first call that makes far more than a start does, such as the export of years, is looked through all the same.
"""

from __future__ import annotations

import gc

# Of new objects from which on it looks: a start makes up to a quarter of a million, and a call leaves few that only it can find.
_STARTING, _SERVING = 500_000, 50_000


def starting() -> None:
    """Call it before anything large is imported."""
    gc.set_threshold(_STARTING)


def started() -> None:
    """Call it after every answer; it matters once."""
    if gc.get_threshold()[0] == _STARTING:
        gc.freeze()
        gc.set_threshold(_SERVING)
