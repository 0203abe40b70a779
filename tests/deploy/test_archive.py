"""The source archive: the same bytes each time, complete, and enough for every function to start."""

from __future__ import annotations

import ast
import importlib.metadata
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy import archive
from functions import registry

# Serves each function as its instance would: by its entry point, from the unpacked archive alone.
START = """
import json, sys
sys.path.insert(0, ".")
from functions import registry
from functions_framework import create_app
names = [row.name for row in registry.ROWS if row.kind in sys.argv[1].split(",")]
for name in names:
    create_app(name, "functions/main.py", sys.argv[2])
print(json.dumps({"names": names, "registry": registry.__file__}))
"""
# Every setting that a row may need; none is true.
SETTINGS = {need: "none" for row in registry.ROWS for need in row.needs} | {
    "MEALTRACK_ENV": "prod",
    "GOOGLE_CLOUD_PROJECT": "demo-archive",
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return archive.committed()


@pytest.fixture(scope="module")
def unpacked(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    with zipfile.ZipFile(io.BytesIO(archive.pack(files))) as packed:
        packed.extractall(folder)
    return folder


def test_same_commit_same_bytes(tmp_path: Path) -> None:
    first, second = archive.write(tmp_path / "a.zip"), archive.write(tmp_path / "b.zip")
    assert first == second
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@given(st.permutations(["functions/a.py", "functions/b/c.py", "shared/d.py", "requirements.txt"]))
@settings(max_examples=20)
def test_order_of_the_files_makes_no_difference(names: list[str]) -> None:
    assert archive.pack({name: name.encode() for name in names}) == archive.pack({name: name.encode() for name in sorted(names)})


def test_holds_what_functions_need_and_nothing_else(files: dict[str, bytes]) -> None:
    assert {name.split("/", 1)[0] for name in files} == {"functions", "shared", "requirements.txt"}
    assert not [name for name in files if "__pycache__" in name or Path(name).name.startswith(".env")]


def test_too_large_an_archive_is_refused() -> None:
    with pytest.raises(archive.ArchiveError, match="limit"):
        archive.pack({"shared/data.bin": bytes(archive.LIMIT_BYTES)})


def test_a_wrong_commit_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(archive.ArchiveError, match="git archive failed"):
        archive.write(tmp_path / "a.zip", "no-such-commit")


def test_a_release_is_named_after_a_commit_that_changed_the_content() -> None:
    show = ["git", "-C", str(archive.ROOT), "show", "-m", "--name-only", "--format=", archive.release()]
    changed = subprocess.run(show, check=True, capture_output=True, text=True).stdout.split()
    assert {name.split("/", 1)[0] for name in changed} & set(archive.CONTENT)


@pytest.mark.parametrize(("kinds", "signature"), [("http,task,schedule", "http"), ("document,message", "cloudevent")])
def test_every_function_starts_from_the_archive_alone(unpacked: Path, kinds: str, signature: str) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", START, kinds, signature],
        cwd=unpacked,
        env={"PATH": os.environ["PATH"], "HOME": str(unpacked)} | SETTINGS,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    started = json.loads(done.stdout.splitlines()[-1])
    assert started["names"]
    assert unpacked.samefile(Path(started["registry"]).parent.parent)


def test_requirements_name_every_package_that_is_imported(files: dict[str, bytes]) -> None:
    required = {_canonical(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", files["requirements.txt"].decode(), re.MULTILINE)}
    owners = importlib.metadata.packages_distributions()
    imported = {module for name, data in files.items() if name.endswith(".py") for module in _third_party(data.decode())}
    assert {"flask", "pydantic"} <= imported
    missing = {module for module in imported if not required.intersection(map(_canonical, owners.get(module, [])))}
    assert not missing


def _third_party(source: str) -> set[str]:
    """The top-level packages that a module imports, wherever in it, apart from the standard library and our own."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"functions", "shared"}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
