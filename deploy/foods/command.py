"""`foods import PATH`: the import with a progress bar, and its report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from deploy.foods import importing
from deploy.foods.importing import Report
from shared.clients import pinecone
from shared.foods.models import Food
from shared.foods.tables import table
from shared.foods.tables.packing import NotATable

SHOWN_ISSUES = 20
# What each rule says, for the report.
REASONS = {
    "UNREADABLE": "the row or the record cannot be read",
    "UNREADABLE_NUMBER": "a number is none",
    "WRONG_COLUMNS": "the row has another number of cells than the header",
    "NOT_POSITIVE": "a portion of no weight",
    "NOT_JSON": "behind this place the file is no JSON",
    "DUPLICATE": "the food stands in the table twice; the first counts",
    "NO_ID": "no FDC id",
    "NO_NAME": "no description",
    "NO_FIGURES": "neither energy nor any macro is known",
    "NEGATIVE": "a figure below zero",
    "ABOVE_WEIGHT": "more than 100 g in 100 g",
    "ENERGY_ABOVE_POSSIBLE": "more energy than pure fat has",
}

Save = Callable[[bytes], str]
Load = Callable[[], bytes | None]


def run(path: Path, *, load: Load, save: Save, console: Console | None = None) -> Report:
    """Imports a download and makes the search table anew. Raises ImportRefused, VendorBusy or VendorRefused.

    `load` is the table as it is, None without one; `save` stores the new one and says where.
    """
    console = console or Console(stderr=True)
    if not pinecone.is_on():
        console.print("Without PINECONE_API_KEY the foods go into no index: names in other languages will find less.")
    began = time.monotonic()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("reading", total=None)
        report = importing.run(path, lambda count: progress.update(task, description="importing", advance=count))
        progress.update(task, total=report.read, completed=report.read, description="imported")
    foods = merged(_known(load(), console), report.foods)
    data = table.dump(foods)
    place = save(data)
    _print(console, report, time.monotonic() - began)
    console.print(f"The search table has {len(foods)} foods in {len(data) / 1024:.0f} KiB: {escape(place)}")
    return report


def _known(data: bytes | None, console: Console) -> Iterable[Food]:
    """The foods of the table as it is."""
    if data is None:
        return ()
    try:
        return table.load(data).foods()
    except NotATable as error:
        console.print(f"{error} It is made of this download alone: import the others again as well.")
        return ()


def merged(before: Iterable[Food], foods: Iterable[Food]) -> list[Food]:
    """The table's foods with the imported ones in place of their elder selves, in a fixed order."""
    known = {food.food_id: food for food in before} | {food.food_id: food for food in foods}
    return sorted(known.values(), key=lambda food: (food.fdc_id or 0, food.food_id))


def _print(console: Console, report: Report, seconds: float) -> None:
    summary = Table(title=f"Import in {seconds:.1f} s", show_header=False)
    refused = sum(report.issues.by_reason.values())
    for name, count in (
        ("foods read", report.read),
        ("written to Firestore", report.written),
        ("unchanged", report.unchanged),
        ("vectors stored", report.vectors),
        ("rows refused", refused),
        *((f"skipped: {data_type}", count) for data_type, count in sorted(report.skipped.items())),
    ):
        summary.add_row(name, str(count))
    console.print(summary)
    for reason, count in report.issues.by_reason.most_common():
        console.print(f"{reason}: {count} ({REASONS.get(reason, 'see shared/foods/sources/fdc.py')})")
    for issue in report.issues.kept[:SHOWN_ISSUES]:
        console.print(f"  {escape(issue.where)}: {issue.reason}")
    if refused > SHOWN_ISSUES:
        console.print(f"  … and {refused - SHOWN_ISSUES} more")
