"""Tells when the source of the functions changes, for `make dev`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

SETTLE_S = 0.3  # an editor writes a file in several steps, and a checkout many files
TABLE_SUFFIX = ".foods"
CHANGES = {"created", "modified", "moved", "deleted"}


class Watch(FileSystemEventHandler):
    """Calls `changed` with a file's name, once for a burst of changes to Python files or food tables below `folders`."""

    def __init__(self, folders: Iterable[Path], changed: Callable[[str], None]) -> None:
        self._changed = changed
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._observer = Observer()
        for folder in folders:
            self._observer.schedule(self, str(folder), recursive=True)

    def start(self) -> None:
        self._observer.start()

    def close(self) -> None:
        self._observer.stop()
        self._observer.join(timeout=2)
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()

    def on_any_event(self, event: FileSystemEvent) -> None:
        path = str(event.dest_path or event.src_path)
        if event.event_type not in CHANGES or event.is_directory or not path.endswith((".py", TABLE_SUFFIX)):
            return
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(SETTLE_S, self._changed, [Path(path).name])
            self._timer.daemon = True
            self._timer.start()
