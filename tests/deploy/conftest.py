"""Plans of the environments, made by providers that ask nobody."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy import archive
from deploy.workspace import PROVIDERS_CONFIG, Workspace

Plan = dict[str, Any]
Catalog = dict[str, Any]


@pytest.fixture(scope="session")
def providers_config() -> str:
    if not shutil.which("terraform"):
        pytest.skip("plans need terraform on the PATH")
    if not (config := os.environ.get(PROVIDERS_CONFIG)):
        pytest.skip(f"plans need providers that ask nobody: {PROVIDERS_CONFIG} names their CLI configuration file")
    return config


@pytest.fixture(scope="session")
def source_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "functions.zip"
    archive.write(path)
    return path


@pytest.fixture(scope="session")
def plan(providers_config: str, source_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Plan]:
    """plan("dev") or plan("dev", catalog): the plan of an environment that does not exist yet; `catalog` as JSON text."""

    def make(environment: str, catalog: str | None = None) -> Plan:
        workspace = Workspace(tmp_path_factory.mktemp(environment), providers_config)
        if catalog:
            (workspace.folder / "generated/functions.json").write_text(catalog, "utf-8")
        return workspace.plan(
            environment,
            {
                "project_id": "mealtrack-test",
                "billing_account": "000000-000000-000000",
                "alert_email": "operator@example.com",
                "settings": {"CLOUDINARY_CLOUD_NAME": "demo", "CLOUDINARY_API_KEY": "1"},
                "source_archive": str(source_archive),
                "release": "0123456789ab",
            },
        )

    return make
