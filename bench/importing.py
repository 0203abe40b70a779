"""A download of FoodData Central into a local cloud, from nothing and then again unchanged: how long, and at what memory.

Each import is a process of its own, as the command is; its clients speak to the cloud's emulator and to Pinecone's stand-in.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.report import Goal, Line, Table
from bench.serving import BenchError
from local.cloud import Cloud
from local.ports import ROOT

_SECONDS, _MEMORY = Goal(120, "s"), Goal(400, "MB")
_PATIENCE = {"PINECONE_TIMEOUT_S": "60"}  # of one batch of passages
_RUNS = ("from nothing", "again, unchanged")


def measure(cloud: Cloud, path: Path, say: Callable[[str], None]) -> list[Table]:
    """Raises BenchError where an import fails."""
    runs: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in _RUNS:
            say(f"{path.name} is imported {name}")
            runs.append(_in_a_process(cloud, path, Path(folder, "table")))
    table = Table(f"Importing {runs[0]['read']} foods", ("measured", "written", "vectors"))
    for name, run in zip(_RUNS, runs, strict=True):
        counts = (str(run["written"]), str(run["vectors"]))
        table.lines.append(Line(f"{name}, s", (f"{run['seconds']:.1f}", *counts), run, run["seconds"], _SECONDS))
        table.lines.append(Line("  peak memory, MB", (f"{run['peak_mb']:.0f}", "", ""), {}, run["peak_mb"], _MEMORY))
    same = runs[0]["table"] == runs[1]["table"]
    table.lines.append(Line("  tables that differ", ("0" if same else "1", "", ""), {}, 0.0 if same else 1.0, Goal(0, "")))
    return [table]


def _in_a_process(cloud: Cloud, path: Path, table: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.importing", str(path), str(table)],
        cwd=ROOT,
        env=dict(os.environ) | cloud.environment | _PATIENCE,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"the import failed: {done.stderr[-1000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _once(path: Path, table: Path) -> dict[str, Any]:
    """One import in this process, and what it came to."""
    from hashlib import sha256

    from deploy.foods import command

    began = time.monotonic()
    report = command.run(path, load=lambda: table.read_bytes() if table.is_file() else None, save=lambda data: _save(table, data))
    return {
        "read": report.read,
        "written": report.written,
        "vectors": report.vectors,
        "seconds": time.monotonic() - began,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
        "table": sha256(table.read_bytes()).hexdigest(),
    }


def _save(table: Path, data: bytes) -> str:
    table.write_bytes(data)
    return str(table)


if __name__ == "__main__":
    print(json.dumps(_once(Path(sys.argv[1]), Path(sys.argv[2]))))
