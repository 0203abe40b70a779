"""`python -m deploy foods import`: into a project, and from its bucket into the functions."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from deploy.__main__ import DeployError, import_foods
from deploy.foods import command, target
from local.cloud import Cloud
from local.phone import Phone
from local.ports import ROOT
from shared import settings
from shared.clients import storage
from shared.foods.tables import table
from tests.deploy.downloads import csv_zip, foundation, json_file
from tests.deploy.test_foods_import import reference
from tests.support.hosts import instance
from tests.support.vendors import StandIn

SET_BY_THE_COMMAND = ("MEALTRACK_ENV", "GOOGLE_CLOUD_PROJECT", "STORAGE_BUCKET", "PINECONE_TIMEOUT_S")


@pytest.fixture
def bucket(cloud: Cloud, files: StandIn) -> Iterator[str]:
    """The project's bucket, without a table before and after."""
    storage.delete(target.TABLE)
    yield cloud.environment["STORAGE_BUCKET"]
    storage.delete(target.TABLE)


def deploy(cloud: Cloud, path: Path) -> None:
    """As the command, whose environments are real projects: this one is the tests' cloud. Raises DeployError."""
    try:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("TF_VAR_project_id", cloud.project)
            for name in SET_BY_THE_COMMAND:
                environment.setenv(name, cloud.environment.get(name, ""))  # so that it is again as it was
            import_foods("test", path, confirmed=True)
    finally:
        settings.settings.cache_clear()


def locally(path: Path, before: bytes | None = None) -> bytes:
    """The table that the local command makes of a download."""
    made: list[bytes] = []

    def save(data: bytes) -> str:
        made.append(data)
        return "memory"

    command.run(path, load=lambda: before, save=save, console=Console(file=io.StringIO()))
    return made[0]


def test_it_makes_what_the_local_command_makes(
    cloud: Cloud, bucket: str, pinecone: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turnips = csv_zip(tmp_path / "turnips.zip", 3, first_id=72_000_001)
    parsnips = json_file(tmp_path / "parsnips.json", [foundation(72_000_011)])
    deploy(cloud, turnips)
    assert f"gs://{bucket}/{target.TABLE}" in capsys.readouterr().err.replace("\n", "")
    first = storage.read(target.TABLE)
    assert reference(72_000_003)
    assert len(pinecone.calls("/vectors/upsert")) == 2, "all foods, and those of the ingredients"
    assert first == locally(turnips)
    deploy(cloud, parsnips)
    both = storage.read(target.TABLE)
    assert both == locally(parsnips, first), "the second download joins the first"
    deploy(cloud, parsnips)
    assert storage.read(target.TABLE) == both, "again changes nothing"


def test_functions_find_what_was_imported(cloud: Cloud, bucket: str, phone: Phone, tmp_path: Path) -> None:
    path = json_file(tmp_path / "skirret.json", [foundation(72_001_001, description="Skirret, raw")])
    deploy(cloud, path)
    with instance(cloud, {"FOOD_TABLE": f"gs://{bucket}/{target.TABLE}"}) as host:
        headers = {"X-Forwarded-Authorization": f"Bearer {phone.id_token}"}
        answer = host.get("/search_foods/v1/foods/search", params={"q": "skirrets", "limit": 1}, headers=headers)
    (food,) = answer.json()["results"]
    assert (food["food_id"], food["calories"], answer.json()["degraded"]) == ("usda-72001001", 119, [])


def test_a_damaged_table_is_made_anew_and_the_operator_told(
    cloud: Cloud, bucket: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = json_file(tmp_path / "parsnips.json", [foundation(72_002_001)])
    storage.put(target.TABLE, b"MealTrackFoods0\n", "application/octet-stream")
    deploy(cloud, path)
    told = capsys.readouterr().err
    assert "another release" in told
    assert "import the others again" in told.replace("\n", " ")
    made = storage.read(target.TABLE)
    assert made is not None
    assert table.load(made).get("usda-72002001")


def test_with_cloud_storage_down_the_next_run_goes_on(cloud: Cloud, bucket: str, files: StandIn, tmp_path: Path) -> None:
    path = json_file(tmp_path / "parsnips.json", [foundation(72_003_001)])
    files.will({"status": 403, "path": "upload"})
    with pytest.raises(DeployError, match="run the same command again"):
        deploy(cloud, path)
    assert storage.read(target.TABLE) is None
    deploy(cloud, path)
    assert storage.read(target.TABLE)


def test_a_terminal_that_points_at_an_emulator_imports_nothing(cloud: Cloud, bucket: str, tmp_path: Path) -> None:
    """Or the operator would believe that the project has the foods."""
    path = json_file(tmp_path / "parsnips.json", [foundation(72_004_001)])
    arguments = [sys.executable, "-m", "deploy", "foods", "import", "--yes", str(path), "dev"]
    environment = dict(os.environ) | cloud.environment | {"TF_VAR_project_id": cloud.project}
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "FIRESTORE_EMULATOR_HOST" in done.stderr
    assert "Traceback" not in done.stderr
    assert reference(72_004_001) is None
    assert storage.read(target.TABLE) is None
