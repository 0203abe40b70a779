"""The command line: `python -m bench [cold | latency | memory | pipeline | queue | leaving | all | foods [TABLE] | import ZIP]`."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.status import Status

from bench import foods, importing, latency, leaving, pipeline, queueing, scene, starts
from bench.report import Table, show, terminal
from local.cloud import Cloud

FOODS = "foods"  # needs no cloud
IMPORT = "import"  # needs a download
PARTS = ("cold", "memory", "latency", "pipeline", "queue", "leaving")
Work = Callable[[Callable[[str], None]], list[Table]]  # measures, and says what it is at
STARTS, REQUESTS, PHOTOS, QUEUED_PHOTOS, MEALS = 5, 1000, 20, 120, 2000


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=(*PARTS, "all", FOODS, IMPORT), default="all")
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help="foods: a food table's file, else the starter table; import: a download of FoodData Central",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too")
    parser.add_argument("--starts", type=int, default=STARTS, help="fresh processes of each kind, each beside its floor")
    parser.add_argument("--uncompiled", action="store_true", help="without the bytecode that the build makes")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="warm requests to each function")
    parser.add_argument("--photos", type=int, default=PHOTOS, help="photos of each size, one after the other")
    parser.add_argument("--queued-photos", type=int, default=QUEUED_PHOTOS, help="photos for the fast queue")
    parser.add_argument("--meals", type=int, default=MEALS, help="meals of the person who leaves")
    options = parser.parse_args(arguments)
    if options.part == IMPORT and options.file is None:
        parser.error("import needs the download's file")
    parts = frozenset(PARTS) if options.part == "all" else frozenset({options.part})
    console = terminal()
    if options.part == FOODS:
        tables = _shown(lambda say: foods.measure(options.file, say), console)
    else:
        with scene.measured_cloud() as cloud:
            tables = _measure(cloud, parts, options, console)
    if options.json:
        document = {"python": platform.python_version(), "machine": platform.machine(), "tables": [t.document() for t in tables]}
        options.json.write_text(json.dumps(document, indent=2) + "\n")
    return 0


def _measure(cloud: Cloud, parts: frozenset[str], options: argparse.Namespace, console: Console) -> list[Table]:
    """The tables of `parts`, each shown as soon as it is there. Cold starts and memory come from the same processes."""
    tables: list[Table] = []

    def run(work: Work) -> None:
        tables.extend(_shown(work, console))

    if parts & {"cold", "memory"}:
        run(lambda say: _start_tables(cloud, parts, options, say))
    if "latency" in parts:
        run(lambda say: [latency.measure(cloud, options.requests, say)])
    if "pipeline" in parts:
        run(lambda say: [pipeline.measure(cloud, options.photos, say)])
    if "queue" in parts:
        run(lambda say: queueing.measure(cloud, options.queued_photos, say))
    if IMPORT in parts:
        run(lambda say: importing.measure(cloud, options.file, say))
    if "leaving" in parts:
        run(lambda say: [leaving.measure(cloud, options.meals, say)])
    return tables


def _shown(work: Work, console: Console) -> list[Table]:
    """What `work` measured, shown."""
    with _Progress() as progress:
        found = work(progress.say)
    for table in found:
        show(table, console)
    return found


def _start_tables(cloud: Cloud, parts: frozenset[str], options: argparse.Namespace, say: Callable[[str], None]) -> list[Table]:
    found = starts.measure(cloud, options.starts, say, compiled=not options.uncompiled)
    makers = {"cold": starts.cold_table, "memory": starts.memory_table}
    return [make(found) for part, make in makers.items() if part in parts]


class _Progress:
    """What is being measured: a line that moves on a terminal, one line for each step elsewhere."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, markup=False, highlight=False)
        self._status = Status("", console=self._console)
        self._last = ""

    def __enter__(self) -> _Progress:
        if self._console.is_terminal:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    def say(self, step: str) -> None:
        if step != self._last:
            self._last = step
            if self._console.is_terminal:
                self._status.update(step)
            else:
                self._console.print(step)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
