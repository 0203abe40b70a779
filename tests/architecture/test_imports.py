"""Who imports whom, and what serving a function costs in imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

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

# Serves one function as functions-framework does and, where it has a route, calls it once.
SERVE = """
import json, sys
from functions_framework import create_app
name, signature, method, path, token = sys.argv[1:]
client = create_app(name, "functions/main.py", signature).test_client()
served = list(sys.modules)
status = client.open(path, method=method, headers={"Authorization": token} if token else {}).status_code if method else None
print(json.dumps({"served": served, "status": status, "called": list(sys.modules)}))
"""


def _environment() -> dict[str, str]:
    """Every setting that a row may need, none of them true; the Auth emulator's address has Firebase ask for no credentials."""
    needed = {"GOOGLE_CLOUD_PROJECT"}.union(*(row.needs for row in registry.ROWS))
    settings = dict.fromkeys(VARIABLES, "") | dict.fromkeys(needed, "test") | {"MEALTRACK_ENV": "test"}
    return dict(os.environ) | settings | {"FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9"}


def _run(code: str, *arguments: str) -> Any:
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def _serve(row: Row, token: str = "") -> Any:
    signature = "cloudevent" if isinstance(row, DocumentRow | MessageRow) else "http"
    is_called = isinstance(row, HttpRow) and row.name not in PUBLIC_READERS
    route = (row.route.method, row.route.path) if isinstance(row, HttpRow) and is_called else ("", "")
    return _run(SERVE, row.name, signature, *route, token)


def _vendors(modules: list[str]) -> set[str]:
    return {vendor for vendor in VENDORS if vendor in modules}


@pytest.mark.parametrize("row", registry.ROWS, ids=lambda row: row.name)
def test_serving_imports_one_function_and_no_vendor(row: Row) -> None:
    """Clients are made at their first use: gunicorn forks after it has imported the function, and a cold start waits for it.

    Nor does a call need a vendor that is refused before it concerns anybody.
    """
    seen = _serve(row)
    assert {name for name in seen["served"] if name.startswith("functions.") and name.count(".") > 1} == {f"functions.{row.module}"}
    assert _vendors(seen["served"]) == set()
    if isinstance(row, HttpRow) and row.name not in PUBLIC_READERS:
        assert seen["status"] in ({200, 415} if row.auth is Auth.PUBLIC else {401}), "415: without the body that it needs"
        assert _vendors(seen["called"]) == set()


def test_first_token_imports_what_verifies_it() -> None:
    seen = _serve(registry.FUNCTIONS["get_meal"], token="Bearer garbage")
    assert seen["status"] == 401
    assert "firebase_admin" in _vendors(seen["called"]), "the list above would name what a call imports"
    assert _vendors(seen["called"]).isdisjoint(
        {"PIL", "cloudinary", "google.cloud.pubsub_v1", "google.cloud.tasks_v2", "google.genai", "json_repair"}
    )


def test_registry_imports_no_function_and_no_vendor() -> None:
    modules = _run("import json, sys, functions.registry; print(json.dumps(list(sys.modules)))")
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
