"""Finding foods in memory: how often the right one, how fast, and what the table costs. Times are of the processor, in ms."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import relevance
from bench.figures import percentile
from bench.report import Goal, Line, Table
from shared.foods.tables import starter, table
from shared.foods.tables.index import FoodIndex
from shared.foods.tables.packing import columns

SMALL = 300  # foods of the table that the whole one is held against
ROUNDS = 5
SHOWN = 5

_MEDIAN, _P99, _FLAT = Goal(5, "ms"), Goal(25, "ms"), Goal(2)
_LOADED, _RESIDENT = Goal(150, "ms"), Goal(60, "MB")
_FIRST, _FALSE = Goal(0.85, "of all", at_least=True), Goal(0.05, "of all")


def measure(path: Path | None, say: Callable[[str], None]) -> list[Table]:
    """Of the table in the file, else of the starter table."""
    say("the table is loaded")
    before, started = _resident_mb(), time.process_time()
    index = table.load(path.read_bytes()) if path else FoodIndex(columns(starter.foods(), starter.ids()))
    loaded, resident = (time.process_time() - started) * 1000, _resident_mb() - before
    say("names are looked for")
    asked = {name: relevance.queries(name) for name in relevance.SETS}
    if path is None:
        asked = {name: relevance.answerable(index, queries) for name, queries in asked.items()}
    found = Table(f"Finding the right food, of {len(index)}", ("measured", "of"))
    for name, queries in asked.items():
        found.lines += _relevance(name.replace("_", " "), relevance.score(relevance.measure(index, queries)))
    found.notes = [
        "first: the best that is shown is right. taken: what is taken without asking is right, wrong: is another food.",
        "false: something is taken, or shown as if it were meant, for what is no food of the table.",
    ]
    return [found, _speed(index, [query.text for query in asked["tuned"]], loaded, resident, say)]


def _relevance(name: str, score: relevance.Score) -> list[Line]:
    def line(what: str, value: float, of: int, goal: Goal | None = None) -> Line:
        return Line(f"{name}: {what}", (f"{value:.1%}", str(of)), {"value": value, "of": of}, value, goal)

    of_foods = [
        line("first", score.first, score.foods, _FIRST),
        line("taken", score.taken, score.foods),
        line("wrong", score.wrong, score.foods),
    ]
    return [*(of_foods if score.foods else ()), line("false", score.false, score.nothings, _FALSE)]


def _speed(index: FoodIndex, texts: Sequence[str], loaded: float, resident: float, say: Callable[[str], None]) -> Table:
    say("and looked for again, and timed")
    found = Table(f"Speed, of {len(index)} foods", ("median", "p99"))
    small = _small(index)
    common = [query.text for query in relevance.answerable(small, relevance.queries("tuned")) if query.group != relevance.NOTHING]
    works: dict[str, Callable[[FoodIndex, str], object]] = {
        "search, 20 foods": lambda table, text: table.search(text),
        f"search, {SHOWN} foods": lambda table, text: table.search(text, SHOWN),
        "best": lambda table, text: table.best(text),
        "complete": lambda table, text: table.complete(text[:4]),
    }
    for name, work in works.items():
        times = _times(index, texts, work)
        median = statistics.median(times)
        p99 = percentile(times, 99)
        met = Goal(_MEDIAN.limit, "ms, p99 ≤ 25 ms")
        value = median if p99 <= _P99.limit else float("inf")
        found.lines.append(Line(name, (f"{median:.2f}", f"{p99:.2f}"), {"median": median, "p99": p99}, value, met))
    # A search that has more to show takes longer, in any table: the tables are compared where both show as many foods.
    alike = [text for text in common if len(small.search(text, SHOWN)) == SHOWN]
    for name, asked in ((f"search, {SHOWN} foods", alike), ("best", common)):
        ratio = statistics.median(_times(index, asked, works[name])) / statistics.median(_times(small, asked, works[name]))
        cells = (f"{ratio:.2f} x", "")
        found.lines.append(Line(f"{name}: against {len(small)} foods", cells, {"ratio": ratio}, ratio, _FLAT))
    found.lines.append(Line("load", (f"{loaded:.0f}", ""), {"ms": loaded}, loaded, _LOADED))
    found.lines.append(Line("resident, MB", (f"{resident:.1f}", ""), {"mb": resident}, resident, _RESIDENT))
    return found


def _small(index: FoodIndex) -> FoodIndex:
    """The likeliest foods of the table, as a table of their own."""
    ids = index.ids()[:SMALL]
    return FoodIndex(columns([food for food_id in ids if (food := index.get(food_id))], ids))


def _times(index: FoodIndex, texts: Sequence[str], work: Callable[[FoodIndex, str], object]) -> list[float]:
    for text in texts:
        work(index, text)
    times = []
    for _ in range(ROUNDS):
        for text in texts:
            started = time.thread_time()
            work(index, text)
            times.append((time.thread_time() - started) * 1000)
    return times


def _resident_mb() -> float:
    """Of this process now; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / 1e6
