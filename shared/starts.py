"""The garbage collector of a cold start: it would look again and again through objects that all stay.

It waits until the first answer is there. What exists by then is what the process lives with, and is never looked through again.
"""

from __future__ import annotations

import gc

# Of new objects from which on it looks: a request leaves few behind that only it can find.
_OBJECTS = 50_000


def starting() -> None:
    """Call it before anything large is imported."""
    gc.disable()


def started() -> None:
    """Call it after every answer; it matters once."""
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(_OBJECTS)
        gc.enable()
