"""One function in a process of its own, served as it is when deployed: functions-framework, gunicorn, threads."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from local import ports
from local.ports import LOOPBACK

START_TIMEOUT_S = 60.0
REQUEST_TIMEOUT_S = 60.0
POLL_S = 0.002  # fine against the hundreds of milliseconds that a start takes


class BenchError(RuntimeError):
    """What was to be measured did not work; the text says what it answered."""


@dataclass(frozen=True, slots=True)
class Program:
    """What functions-framework is told to serve; `folder` is where the unpacked source lies, `file` its path in there."""

    folder: Path
    file: str
    target: str
    signature: str = "http"  # or cloudevent
    threads: int = 8  # as the row's profile says


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request and the status that it has to be answered with."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Usage:
    """What the processes of a group take. `memory` in bytes; `cpu_s` is processor time since they began."""

    memory: int
    cpu_s: float
    proportional: bool  # PSS (a shared page counts by its share), else RSS


class Served:
    """A context manager around the process; entering spawns it and returns at once, so that the caller times the start."""

    def __init__(self, program: Program, environment: Mapping[str, str]) -> None:
        self._port = ports.free(["function"])["function"]
        self._command = [
            *(sys.executable, "-m", "functions_framework", "--host", LOOPBACK, "--port", str(self._port)),
            *("--source", str(program.folder / program.file), "--target", program.target, "--signature-type", program.signature),
        ]
        # A deployed instance starts on files as they were uploaded: it finds no bytecode of an earlier start.
        self._environment = dict(environment) | {"THREADS": str(program.threads), "PYTHONDONTWRITEBYTECODE": "1"}
        self._folder = program.folder
        self._name = f"{program.file} {program.target}"
        self._process: subprocess.Popen[bytes] | None = None
        self._connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=REQUEST_TIMEOUT_S)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    @property
    def group(self) -> int:
        assert self._process is not None
        return self._process.pid

    def connect(self) -> None:
        """Waits until the process listens. Raises BenchError when it ends, or listens on nothing for a minute."""
        assert self._process is not None
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise BenchError(f"{self._name} ended with status {self._process.returncode} while it was starting")
            with contextlib.suppress(ConnectionRefusedError):
                self._connection.connect()
                return
            time.sleep(POLL_S)
        raise BenchError(f"{self._name} does not listen after {START_TIMEOUT_S:g} s")

    def send(self, call: Call) -> float:
        """The seconds from the request's first byte to its answer's last. Raises BenchError for another status than the call's."""
        began = time.perf_counter()
        self._connection.request(call.method, call.path, call.body or None, dict(call.headers))
        answer = self._connection.getresponse()
        body = answer.read()
        elapsed = time.perf_counter() - began
        if answer.status != call.status:
            raise BenchError(f"{self._name} answered {answer.status} to {call.method} {call.path}: {body[:300]!r}")
        return elapsed


def usage(group: int) -> Usage:
    """What the processes of a process group take together now."""
    ticks_s = 1 / os.sysconf("SC_CLK_TCK")
    listing = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,rss=,time="], capture_output=True, text=True, check=True).stdout
    rows = [row.split() for row in listing.splitlines()]
    mine = {int(pid): (int(rss) * 1024, seconds(spent)) for pid, pgid, rss, spent in rows if int(pgid) == group}
    try:
        found = [_from_proc(Path("/proc") / str(pid)) for pid in mine]
    except OSError:  # another system than Linux: coarser figures
        return Usage(sum(rss for rss, _ in mine.values()), sum(spent for _, spent in mine.values()), proportional=False)
    return Usage(sum(pss for pss, _ in found), sum(ticks for _, ticks in found) * ticks_s, proportional=True)


def seconds(clock: str) -> float:
    """Seconds of ps's processor time, `[[days-]hours:]minutes:seconds[.hundredths]`."""
    days, _, rest = clock.rpartition("-")
    total = 0.0
    for part in rest.split(":"):
        total = total * 60 + float(part)
    return total + 86400 * int(days or 0)


def _from_proc(process: Path) -> tuple[int, int]:
    """Proportional set size in bytes and processor time in clock ticks (proc(5)). Raises OSError where there is no /proc."""
    shares = (line.split() for line in (process / "smaps_rollup").read_text().splitlines())
    pss_kib = next(int(words[1]) for words in shares if words[0] == "Pss:")
    # The command's name stands in brackets and may hold anything; user and system time are the fields 14 and 15.
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return pss_kib * 1024, int(fields[11]) + int(fields[12])
