"""A copy of the Terraform configuration to check and plan in: nothing is written beside the real one, and no state is touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.archive import ROOT

# Terraform reads these; paths inside the configuration are relative to the repository's top.
CONTENT = ("terraform", "generated", "docs/operate/alerts", "firestore.rules", "firestore.indexes.json")
_NOT_COPIED = shutil.ignore_patterns(".terraform", ".terraform.lock.hcl", "terraform.tfvars", "*.tfstate*", "*.tfplan")

# Path of a Terraform CLI configuration file whose providers ask nobody, for machines without a network.
PROVIDERS_CONFIG = "TERRAFORM_PROVIDERS_CONFIG"


class TerraformError(RuntimeError):
    """A terraform command failed; the text is what it said."""


class Workspace:
    """The configuration of the working tree, copied to `folder`, an empty directory."""

    def __init__(self, folder: Path, providers_config: str | None = None) -> None:
        self.folder = folder
        # Credentials of the person at the terminal have no business here.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "GOOGLE_", "CLOUDSDK_"))}
        self._environment = kept | {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"}
        if providers_config:
            self._environment["TF_CLI_CONFIG_FILE"] = str(Path(providers_config).resolve())
        for name in CONTENT:
            source, target = ROOT / name, folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=_NOT_COPIED)
            else:
                shutil.copy(source, target)

    def terraform(self, module: str, *arguments: str, timeout_s: float = 600) -> str:
        """What `terraform -chdir=MODULE ARGUMENTS` prints. Raises TerraformError."""
        command = ["terraform", f"-chdir={self.folder / 'terraform' / module}", *arguments]
        try:
            done = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=timeout_s, check=False)
        except subprocess.TimeoutExpired:
            raise TerraformError(f"terraform {arguments[0]} did not end within {timeout_s:.0f} s") from None
        if done.returncode:
            raise TerraformError((done.stdout + done.stderr).strip())
        return done.stdout

    def init(self, module: str, *, timeout_s: float = 600) -> None:
        """Gets the module's providers. Raises TerraformError, where they cannot be had."""
        self.terraform(module, "init", "-backend=false", "-no-color", timeout_s=timeout_s)

    def plan(self, environment: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON plan of an environment that does not exist yet, made by providers that ask nobody. Raises TerraformError."""
        module = f"environments/{environment}"
        root = self.folder / "terraform" / module
        (root / "backend_override.tf").write_text('terraform {\n  backend "local" {}\n}\n', "utf-8")
        (root / "given.auto.tfvars.json").write_text(json.dumps(variables), "utf-8")
        self.terraform(module, "init", "-no-color")
        self.terraform(module, "plan", "-no-color", "-out=made.tfplan")
        plan: dict[str, Any] = json.loads(self.terraform(module, "show", "-json", "made.tfplan"))
        return plan
