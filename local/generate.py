"""python -m local.generate [--check]: writes generated/functions.json and generated/openapi.json from the registry.

Terraform and the local gateway's reference page read them. With --check nothing is written: the status is 1 where a file is stale.
"""

from __future__ import annotations

import argparse
import inspect
import json
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from functions import registry
from local import openapi
from local.ports import ROOT
from shared.rows import DocumentRow, HttpRow, MessageRow, Route, Row, ScheduleRow, TaskRow
from shared.settings import EMULATORS, VARIABLES

FOLDER = ROOT / "generated"
SECRETS = frozenset(name for name, variable in VARIABLES.items() if variable.is_secret)


def handler_of(row: Row) -> Any:
    """The handler object that serves the row."""
    return getattr(import_module(f"functions.{row.module}"), row.name)


def functions_document(rows: Iterable[Row]) -> dict[str, Any]:
    """What Terraform deploys: the functions in the registry's order, and what they are triggered by and run as."""
    return {
        "functions": [_function(row) for row in rows],
        "queues": [queue._asdict() for _, queue in sorted(registry.QUEUES.items())],
        "topics": sorted(registry.TOPICS),
        "identities": sorted(registry.IDENTITIES),
        "settings": [_setting(name) for name in VARIABLES if name not in EMULATORS],
    }


def _function(row: Row) -> dict[str, Any]:
    profile = row.profile
    return {
        "name": row.name,
        "deployed_name": row.deployed_name,
        "entry_point": row.name,
        "module": f"functions.{row.module}",
        "area": row.area,
        "kind": row.kind,
        "description": (inspect.getdoc(handler_of(row).handler) or "").partition("\n")[0],
        "identity": row.identity,
        "profile": {
            "name": profile.name,
            "memory_mib": profile.memory_mib,
            "cpu": profile.cpu,
            "concurrency": profile.concurrency,
            "timeout_s": profile.timeout_s,
        },
        "min_instances": row.min_instances,
        "max_instances": row.max_instances,
        "secrets": sorted(SECRETS.intersection(row.needs)),
        "environment": sorted({"GOOGLE_CLOUD_PROJECT", *row.needs} - SECRETS),
        "trigger": _trigger(row),
    }


def _trigger(row: Row) -> dict[str, Any]:
    match row:
        case HttpRow():
            return {"auth": row.auth.value, "routes": [_route(route) for route in row.routes], "limit": row.limit._asdict()}
        case DocumentRow():
            return {"document": row.document}
        case TaskRow():
            return {"queue": row.queue.name}
        case MessageRow():
            return {"topic": row.topic, "filter": row.filter}
        case ScheduleRow():
            return {"cron": row.cron}
    raise TypeError(f"{row.module}: no description of a trigger of kind {row.kind}")


def _route(route: Route) -> dict[str, str]:
    return {"method": route.method, "path": route.path}


def _setting(name: str) -> dict[str, Any]:
    variable = VARIABLES[name]
    default = None if variable.is_secret else variable.default
    return {"name": name, "description": variable.description, "secret": variable.is_secret, "default": default}


def documents() -> dict[str, str]:
    """The text of each generated file, by its name. Raises openapi.Undescribed."""
    handlers = {row: handler_of(row) for row in registry.ROWS if isinstance(row, HttpRow)}
    content = {"functions.json": functions_document(registry.ROWS), "openapi.json": openapi.build(handlers)}
    return {name: json.dumps(document, indent=2, ensure_ascii=False) + "\n" for name, document in content.items()}


def stale(folder: Path) -> list[str]:
    """The names of the files in `folder` that are not what the registry says."""
    return [name for name, text in documents().items() if not (path := folder / name).is_file() or path.read_text("utf-8") != text]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m local.generate", description="Writes the documents made from the registry.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a file is stale")
    options = parser.parse_args(arguments)
    try:
        names = stale(FOLDER)
        texts = documents()
    except openapi.Undescribed as error:
        print(error, file=sys.stderr)
        return 1
    if options.check:
        for name in names:
            print(f"generated/{name} is stale: run make generate", file=sys.stderr)
        return 1 if names else 0
    FOLDER.mkdir(exist_ok=True)
    for name in names:
        (FOLDER / name).write_text(texts[name], "utf-8")
        print(f"generated/{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
