"""Who imports whom, and what serving a function costs in imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import grimp
import pytest

from functions import registry
from local.ports import ROOT
from shared.rows import Auth, DocumentRow, HttpRow, MessageRow, Row
from shared.settings import VARIABLES

VENDORS = (
    "PIL",
    "cloudinary",
    "firebase_admin",
    "google.api_core",
    "google.cloud.firestore",
    "google.cloud.pubsub_v1",
    "google.cloud.storage",
    "google.cloud.tasks_v2",
    "google.events",
    "google.genai",
    "grpc",
    "json_repair",
    "pinecone",
    "requests",
    "urllib3",
)

# Code leads to the model's client from these alone.
NEAR_GEMINI = {"run_meal_analysis", "run_text_parse", "run_ingredient_recognition"}

# Who calls these is refused by nothing, and they read what they answer.
PUBLIC_READERS = {"list_feature_flags", "get_feature_flag", "get_deletion_receipt"}

# For each line, [function, signature type, method, path, token]: serves that one function as functions-framework does, in a process
# of its own that has imported what all functions share and no other function, and where it has a route, calls it once.
SERVE = """
import json, os, sys
from functions_framework import create_app
import functions.main, pydantic.main, shared.events, shared.http

def serve(name, signature, method, path, token):
    client = create_app(name, "functions/main.py", signature).test_client()
    served = list(sys.modules)
    headers = {"Authorization": token} if token else {}
    status = client.open(path, method=method, headers=headers).status_code if method else None
    return {"served": served, "status": status, "called": list(sys.modules)}

for line in sys.stdin:
    if (child := os.fork()) == 0:
        print(json.dumps(serve(*json.loads(line))), flush=True)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"could not serve {line}")
"""


def _environment() -> dict[str, str]:
    """Every setting that a row may need, none of them true; the Auth emulator's address has Firebase ask for no credentials."""
    needed = {"GOOGLE_CLOUD_PROJECT"}.union(*(row.needs for row in registry.ROWS))
    settings = dict.fromkeys(VARIABLES, "") | dict.fromkeys(needed, "test") | {"MEALTRACK_ENV": "test"}
    return dict(os.environ) | settings | {"FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9"}


class Server:
    """Serves functions, each in a process that knows functions-framework and no other function."""

    def __init__(self, errors: IO[str]) -> None:
        self._errors = errors
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE],
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )

    def serve(self, row: Row, token: str = "") -> Any:
        signature = "cloudevent" if isinstance(row, DocumentRow | MessageRow) else "http"
        is_called = isinstance(row, HttpRow) and row.name not in PUBLIC_READERS
        route = (row.route.method, row.route.path) if isinstance(row, HttpRow) and is_called else ("", "")
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        print(json.dumps([row.name, signature, *route, token]), file=asked, flush=True)
        for line in answers:
            if line.startswith("{"):  # the function's log is there too
                found = json.loads(line)
                if "served" in found:
                    return found
        self._errors.seek(0)
        raise AssertionError(self._errors.read())

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with TemporaryFile("w+") as errors:
        server = Server(errors)
        yield server
        server.close()


def _vendors(modules: list[str]) -> set[str]:
    return {vendor for vendor in VENDORS if vendor in modules}


@pytest.mark.parametrize("row", registry.ROWS, ids=lambda row: row.name)
def test_serving_imports_one_function_and_no_vendor(row: Row, server: Server) -> None:
    """Clients are made at their first use: gunicorn forks after it has imported the function, and a cold start waits for it.

    Nor does a call need a vendor that is refused before it concerns anybody.
    """
    seen = server.serve(row)
    assert {name for name in seen["served"] if name.startswith("functions.") and name.count(".") > 1} == {f"functions.{row.module}"}
    assert _vendors(seen["served"]) == set()
    if isinstance(row, HttpRow) and row.name not in PUBLIC_READERS:
        assert seen["status"] in ({200, 415} if row.auth is Auth.PUBLIC else {401}), "415: without the body that it needs"
        assert _vendors(seen["called"]) == set()


def test_first_token_imports_what_verifies_it(server: Server) -> None:
    seen = server.serve(registry.FUNCTIONS["get_meal"], token="Bearer garbage")
    assert seen["status"] == 401
    assert "firebase_admin" in _vendors(seen["called"]), "the list above would name what a call imports"
    assert _vendors(seen["called"]).isdisjoint(
        {"PIL", "cloudinary", "google.cloud.pubsub_v1", "google.cloud.tasks_v2", "google.genai", "json_repair"}
    )


def test_registry_imports_no_function_and_no_vendor() -> None:
    code = "import json, sys, functions.registry; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=_environment(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    modules = json.loads(done.stdout)
    assert [name for name in modules if name.startswith("functions.")] == ["functions.registry"]
    assert _vendors(modules) == set()
    assert {"flask", "functions_framework", "pydantic"}.isdisjoint(modules)


def test_no_http_function_leads_to_the_model() -> None:
    """By any import, also one within a function: what is not reachable cannot be loaded by a request."""
    graph = grimp.build_graph("functions", "shared")
    gemini = "shared.clients.gemini"
    assert gemini in graph.modules
    near = {row.name for row in registry.ROWS if graph.chain_exists(f"functions.{row.module}", gemini)}
    assert near == NEAR_GEMINI
    assert not any(isinstance(registry.FUNCTIONS[name], HttpRow) for name in near)


def test_only_its_client_imports_the_models_sdk() -> None:
    importing = {
        path.relative_to(ROOT) for path in (ROOT / "shared").rglob("*.py") if "google import genai" in path.read_text("utf-8")
    }
    importing |= {path.relative_to(ROOT) for path in (ROOT / "shared").rglob("*.py") if "google.genai" in path.read_text("utf-8")}
    assert {str(path) for path in importing} == {"shared/clients/gemini.py"}


def test_layers_hold() -> None:
    """In a process of its own: import-linter sets up logging, and switches off the loggers that exist."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
