"""Child processes that never outlive the supervisor.

Every child leads a process group of its own: Ctrl-C in the terminal reaches the supervisor alone, and a child's own children end
with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import urllib3

from local.ports import ROOT

POLL_S = 0.05
TERMINATE_S = 2.0
TAIL_LINES = 15


class StartError(RuntimeError):
    """A part of the local cloud did not start; the text says which and what to do."""


class Warden:
    """Kills every registered process group when this process ends without `close` (see local/warden.py)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(ROOT / "local" / "warden.py")],
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        self._writing = threading.Lock()

    def tell(self, sign: str, group: int) -> None:
        pipe = self._process.stdin
        with self._writing, contextlib.suppress(OSError, ValueError):  # it was killed, or is closed
            if pipe is not None:
                pipe.write(f"{sign}{group}\n")
                pipe.flush()

    def close(self) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._process.wait()

    def __enter__(self) -> Warden:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class Child:
    """A program that runs in the background. `log` takes its output; None leaves it on the console."""

    def __init__(self, name: str, command: Sequence[str], warden: Warden, environment: Mapping[str, str], log: Path | None) -> None:
        self.name = name
        self._command = list(command)
        self._warden = warden
        self._environment = dict(environment)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id (also that of its group) while it runs."""
        return self._process.pid if self._process is not None and self.is_running else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(self._log.open("ab")) if self._log else None
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
            )
        self._warden.tell("+", self._process.pid)

    def wait(self) -> int:
        """Waits until the program ends and returns its exit status."""
        return self._process.wait() if self._process else 0

    def wait_ready(self, url: str, timeout_s: float) -> None:
        """Waits until the program answers HTTP at `url`. Raises StartError with the end of its output."""
        deadline = time.monotonic() + timeout_s
        with urllib3.PoolManager(retries=False, timeout=1.0) as client:
            while time.monotonic() < deadline:
                if not self.is_running:
                    raise StartError(f"{self.name} ended while it was starting.{self._tail()}")
                with contextlib.suppress(urllib3.exceptions.HTTPError):
                    client.request("GET", url)
                    return
                time.sleep(POLL_S)
        raise StartError(f"{self.name} did not answer within {timeout_s:g} s.{self._tail()}")

    def kill(self) -> None:
        """Ends the program at once, as a crash would."""
        if self._process is not None:
            _signal_group(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Asks the program to end, and after two seconds makes it."""
        process = self._process  # another thread may start the next one meanwhile
        if process is None:
            return
        _signal_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(TERMINATE_S)
        _signal_group(process.pid, signal.SIGKILL)  # also what is left of its group
        process.wait()
        self._warden.tell("-", process.pid)

    def _tail(self) -> str:
        if self._log is None or not self._log.exists():
            return ""
        lines = self._log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        return "\n  It said:\n" + "\n".join(f"    {line}" for line in lines) if lines else ""


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


class Kept:
    """Keeps a child running: it is started again as soon as it ends, until `stop`."""

    LONGEST_PAUSE_S = 5.0

    def __init__(self, child: Child, say: Callable[[str], None]) -> None:
        self._child = child
        self._say = say
        self._stopping = threading.Event()
        self._starting = threading.Lock()  # nothing is started once `stop` has begun
        self._restarting = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"keep-{child.name}", daemon=True)

    @property
    def pid(self) -> int | None:
        return self._child.pid

    def start(self) -> None:
        self._child.start()
        self._thread.start()

    def restart(self, reason: str) -> None:
        """Ends the child, so that it is started anew."""
        self._say(f"{self._child.name}: {reason}, starting again")
        self._restarting.set()
        self._child.stop()

    def kill(self) -> None:
        self._child.kill()

    def stop(self) -> None:
        with self._starting:
            self._stopping.set()
        self._child.stop()
        if self._thread.is_alive():
            self._thread.join(timeout=TERMINATE_S)

    def _keep(self) -> None:
        pause_s = 0.0
        while True:
            started = time.monotonic()
            status = self._child.wait()
            if self._stopping.is_set():
                return
            # One that ends as soon as it is started (a mistake in the code) is not started a hundred times a second.
            pause_s = min(self.LONGEST_PAUSE_S, pause_s * 2 + 0.2) if time.monotonic() - started < 1 else 0.0
            if self._restarting.is_set():
                self._restarting.clear()
            else:
                self._say(f"{self._child.name}: ended ({_how(status)}), starting again")
            if self._stopping.wait(pause_s):
                return
            self._child.stop()  # what is left of its group
            with self._starting:
                if self._stopping.is_set():
                    return
                self._child.start()


def _how(status: int) -> str:
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
