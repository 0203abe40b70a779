"""What the local cloud was set up with, against what the registry says by now: only the functions themselves are started again."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.ports import ROOT

FILE = ROOT / "functions" / "registry.py"


class Known:
    """The registry as it was when this was made."""

    def __init__(self, file: Path = FILE) -> None:
        self._file = file
        self._known = _entries(file)

    def advice(self) -> str | None:
        """What to do about what has been added, changed or taken away since; None where nothing has."""
        try:
            now = _entries(self._file)
        except Exception as error:  # whatever the file raises by now
            return f"{self._file.name} cannot be read: {type(error).__name__}: {error}"
        if names := sorted(name for name in self._known.keys() | now.keys() if self._known.get(name) != now.get(name)):
            what = ", ".join(names)
            return (
                f"{self._file.name}: {what} changed. Ctrl-C and start again, for routes, triggers, queues and schedules to follow."
            )
        return None


def _entries(file: Path) -> Mapping[str, Any]:
    """The functions, queues and topics of a registry by their names."""
    found = runpy.run_path(str(file))
    rows = {name: vars(row) for name, row in found["FUNCTIONS"].items()}  # two rows with the same words are not equal
    return {**rows, **found["QUEUES"], **dict.fromkeys(found["TOPICS"], True)}
