"""python -m deploy.check: whether the Terraform configuration is formatted, valid, and plans what the registry says.

The providers come from Terraform's registry; where TERRAFORM_PROVIDERS_CONFIG names a CLI configuration file, from where that file
says. Without terraform or providers nothing can be checked: that is said, and is no failure.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from deploy.archive import ROOT
from deploy.workspace import PROVIDERS_CONFIG, TerraformError, Workspace

TESTED = ("modules/app", "bootstrap")
_PATIENCE_S = 180  # for the download of the providers


def modules() -> list[str]:
    """Every folder under terraform/ that can be planned by itself or be called, by its path there."""
    folders = {file.parent for file in (ROOT / "terraform").rglob("versions.tf") if ".terraform" not in file.parts}
    return sorted(folder.relative_to(ROOT / "terraform").as_posix() for folder in folders)


def check(folder: Path, providers_config: str | None) -> str | None:
    """Runs every check in `folder`, an empty directory. A sentence where they had to be skipped. Raises TerraformError."""
    workspace = Workspace(folder, providers_config)
    try:
        workspace.init(TESTED[0], timeout_s=_PATIENCE_S)
    except TerraformError as error:
        if providers_config or not (unreachable := _unreachable(str(error))):
            raise
        return f"the providers cannot be fetched, and {PROVIDERS_CONFIG} is not set ({unreachable})"
    workspace.terraform(".", "fmt", "-check", "-diff", "-recursive")
    print("fmt: well formatted")
    for module in modules():
        workspace.init(module)
        workspace.terraform(module, "validate", "-no-color")
        print(f"validate: {module} is valid")
    for module in TESTED:
        print(f"test: {module}\n{workspace.terraform(module, 'test', '-no-color').strip()}")
    return None


def _unreachable(said: str) -> str | None:
    """The line that says that providers could not be fetched; None where init failed for another reason, which is a failure."""
    signs = ("Failed to query available provider packages", "Failed to install provider", "did not end within")
    return next((line.strip(" │") for line in said.splitlines() if any(sign in line for sign in signs)), None)


def main() -> int:
    if not shutil.which("terraform"):
        print("skipped: the Terraform checks need terraform (1.9 or newer) on the PATH", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="mealtrack-terraform-") as folder:
        try:
            skipped = check(Path(folder), os.environ.get(PROVIDERS_CONFIG))
        except TerraformError as error:
            print(error, file=sys.stderr)
            return 1
    if skipped:
        print(f"skipped: the Terraform checks: {skipped}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
