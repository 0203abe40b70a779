"""The OpenAPI document is good enough for somebody else's generator: its TypeScript client compiles, and drives the main job."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from local.cloud import Cloud
from local.demo import SAMPLE
from local.phone import Phone
from local.ports import ROOT

BIN = ROOT / "node_modules" / ".bin"
HERE = Path(__file__).parent


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def test_a_generated_client_drives_the_main_job(cloud: Cloud, phone: Phone, tmp_path: Path) -> None:
    run(BIN / "openapi-typescript", ROOT / "generated" / "openapi.json", "-o", tmp_path / "api.d.ts", cwd=ROOT)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "drive.mts").write_text((HERE / "drive.mts").read_text())
    strict = ["--strict", "--module", "nodenext", "--target", "es2022", "--types", "node", "--skipLibCheck"]
    run(BIN / "tsc", *strict, tmp_path / "drive.mts", cwd=tmp_path)

    said = json.loads(run("node", tmp_path / "drive.mjs", cloud.urls["gateway"], phone.id_token, SAMPLE, cwd=tmp_path))

    assert said["foods"], said
    assert said["meal_calories"] == said["day_calories"] > 0
    assert (said["listed"], said["missing"]) == (True, "MEAL_NOT_FOUND")
