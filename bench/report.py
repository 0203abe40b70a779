"""Tables of what was measured: for the terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

from bench.figures import Spread, spread

PLAIN_WIDTH = 132  # columns where the output is no terminal


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit on `value`; `at_least` turns a ceiling into a floor."""

    limit: float
    unit: str = "x"
    at_least: bool = False

    def met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Line:
    """One measured thing: its cells after its name, and where a goal is set, the value that is held against it."""

    name: str
    cells: tuple[str, ...]
    data: dict[str, Any]
    value: float | None = None
    goal: Goal | None = None

    @property
    def met(self) -> bool | None:
        return None if self.goal is None or self.value is None else self.goal.met(self.value)


@dataclass(slots=True)
class Table:
    """What one part measured. `columns` are the headers of the lines' cells."""

    title: str
    columns: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "notes": self.notes,
            "lines": [
                {"name": line.name, **line.data, "goal": str(line.goal) if line.goal else None, "met": line.met}
                for line in self.lines
            ],
        }


def compare(
    name: str, ours: Sequence[float], floor: Sequence[float], *, statistic: str, text: str, goal: Goal | None = None
) -> Line:
    """A line of two interleaved samples: both, and the ratio of their `statistic` (a field of Spread). `text` formats a value."""
    mine, least = spread(ours), spread(floor)
    ratio = getattr(mine, statistic) / getattr(least, statistic)
    cells = (_in_short(mine, statistic, text), _in_short(least, statistic, text), str(mine.n), f"{ratio:.2f} x")
    data = {"statistic": statistic, "ours": asdict(mine), "floor": asdict(least), "ratio": ratio}
    return Line(name, cells, data, ratio, goal)


def alone(name: str, values: Sequence[float], *, statistic: str, text: str, goal: Goal | None = None) -> Line:
    """A line of one sample."""
    found = spread(values)
    value = getattr(found, statistic)
    return Line(name, (_in_short(found, statistic, text), str(found.n)), {"statistic": statistic, **asdict(found)}, value, goal)


def _in_short(found: Spread, statistic: str, text: str) -> str:
    """The statistic with the spread around it."""
    return f"{text.format(getattr(found, statistic))} ({text.format(found.low)}–{text.format(found.high)})"


def show(table: Table, console: Console) -> None:
    drawn = RichTable(title=table.title, title_justify="left", title_style="bold")
    drawn.add_column("")
    for header in table.columns:
        drawn.add_column(header, justify="right")
    drawn.add_column("goal", justify="right")
    drawn.add_column("met")
    for line in table.lines:
        verdict = {True: "yes", False: "NO", None: ""}[line.met]
        drawn.add_row(line.name, *line.cells, str(line.goal or ""), verdict, style="red" if line.met is False else None)
    console.print()
    console.print(drawn)
    for note in table.notes:
        console.print(note)


def terminal() -> Console:
    """Plain text where the output is no terminal, wide enough for the tables."""
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = max(console.width, PLAIN_WIDTH)
    return console
