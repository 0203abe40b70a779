"""The commands around Terraform: where they refuse, they say what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import __main__ as deploy
from deploy.archive import ROOT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of the repository's present commit: nothing done to it reaches the real one."""
    subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(tmp_path / "clone")], check=True)
    return tmp_path / "clone"


def run(tree: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy", *arguments]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    return subprocess.run(command, cwd=tree, env=kept | environment, capture_output=True, text=True, check=False, timeout=60)


def test_no_project_is_a_sentence_that_says_where_to_name_it(clone: Path) -> None:
    done = run(clone, "plan", "dev")
    assert done.returncode == 1
    assert "Set TF_VAR_project_id" in done.stderr


@pytest.mark.parametrize(
    ("text", "expected"), [('project_id = "mealtrack-dev"\n', "mealtrack-dev"), ('x = 1\n  project_id="other-1"\n', "other-1")]
)
def test_the_project_is_read_from_the_environments_values(
    text: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TF_VAR_project_id", raising=False)
    monkeypatch.setattr(deploy, "ROOT", tmp_path)
    (tmp_path / "terraform/environments/dev").mkdir(parents=True)
    (tmp_path / "terraform/environments/dev/terraform.tfvars").write_text(text)
    assert deploy.project("dev") == expected


def test_what_is_not_committed_is_not_deployed(clone: Path) -> None:
    (clone / "functions/registry.py").write_text("# not committed\n")
    done = run(clone, "apply", "dev", "--yes", TF_VAR_project_id="mealtrack-test")
    assert done.returncode == 1
    assert "Commit first" in done.stderr
    assert "functions/registry.py" in done.stderr


def test_a_rollback_to_nowhere_leaves_no_worktree(clone: Path) -> None:
    done = run(clone, "rollback", "dev", "--to", "no-such-commit", "--yes", TF_VAR_project_id="mealtrack-test")
    assert done.returncode == 1
    trees = subprocess.run(["git", "-C", str(clone), "worktree", "list"], check=True, capture_output=True, text=True).stdout
    assert len(trees.splitlines()) == 1
