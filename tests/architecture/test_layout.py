"""Where everything lives: one identifier for a function everywhere, and nothing that no row names."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from functions import registry
from local.ports import ROOT
from shared.events.document import DocumentHandler
from shared.events.message import MessageHandler
from shared.events.schedule import ScheduleHandler
from shared.events.task import TaskHandler
from shared.http import Endpoint
from shared.rows import DocumentRow, HttpRow, MessageRow, Row, ScheduleRow, TaskRow

# Each kind of row: the handler that serves it, and the verbs that its functions' names begin with (None: any other verb).
KINDS: dict[type[Row], tuple[type, set[str] | None]] = {
    HttpRow: (Endpoint, None),
    DocumentRow: (DocumentHandler, {"on"}),
    TaskRow: (TaskHandler, {"run"}),
    MessageRow: (MessageHandler, {"send", "publish"}),
    # `sweep` looks after what got stuck, `dispatch` begins what is due, `reconcile` compares our record with another system's.
    ScheduleRow: (ScheduleHandler, {"sweep", "dispatch", "reconcile"}),
}
OF_BACKGROUND = {verb for _, verbs in KINDS.values() for verb in verbs or ()}
PACKAGES = ("functions", "shared", "local", "tests", "bench")

by_row = pytest.mark.parametrize("row", registry.ROWS, ids=lambda row: row.name)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_its_init(package: str) -> None:
    folders = {path.parent for path in (ROOT / package).rglob("*.py")}
    folders |= {parent for folder in folders for parent in folder.parents if ROOT in parent.parents}
    assert [str(folder.relative_to(ROOT)) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


@by_row
def test_row_is_file_is_function(row: Row) -> None:
    assert (ROOT / "functions" / row.area / f"{row.name}.py").is_file()
    handler: Any = getattr(import_module(f"functions.{row.module}"), row.name)
    handler_type, verbs = KINDS[type(row)]
    assert handler.handler.__name__ == row.name
    assert type(handler) is handler_type
    verb = row.name.partition("_")[0]
    assert verb in verbs if verbs is not None else verb not in OF_BACKGROUND


def test_no_file_without_a_row() -> None:
    found = {path.relative_to(ROOT / "functions") for path in (ROOT / "functions").rglob("*.py") if path.name != "__init__.py"}
    named = {f"{row.area}/{row.name}.py" for row in registry.ROWS}
    assert {str(path) for path in found} - named == {"main.py", "registry.py"}


@by_row
def test_path_parameters_are_the_handlers(row: Row) -> None:
    if isinstance(row, HttpRow):
        signature = getattr(import_module(f"functions.{row.module}"), row.name).signature
        taken = {parameter.name for parameter in signature.parameters if parameter.place == "path"}
        for route in row.routes:
            named = {segment[1:-1] for segment in route.segments if segment.startswith("{")}
            assert named - {"uid"} == taken, "the caller's own uid is the edge's to check"


@by_row
def test_deployed_name_is_the_name_in_kebab_case(row: Row) -> None:
    assert row.deployed_name == row.name.replace("_", "-")
    assert len(row.deployed_name) <= 63, "Cloud Functions takes no longer one"
