"""python -m deploy plan|apply|rollback|foods: puts a commit into an environment; docs/operate/deploy.md tells what comes before.

What is deployed is what is committed: the archive, and the configuration, come from the repository and not from somebody's desk.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from deploy import archive
from deploy.archive import ROOT, ArchiveError

ENVIRONMENTS = ("dev", "prod")
ARCHIVE = ROOT / ".local/deploy/functions.zip"
CONTENT = ("terraform", "generated", "firestore.rules", "firestore.indexes.json", *archive.CONTENT)
PLAN_FILE = "made.tfplan"
# Each function that changes is one Cloud Build, of which few run at once.
PARALLELISM = "10"


class DeployError(RuntimeError):
    """Nothing was deployed, or not all of it; the text says why."""


def folder(environment: str) -> Path:
    return ROOT / "terraform/environments" / environment


def project(environment: str) -> str:
    """The environment's Google Cloud project. Raises DeployError."""
    if given := os.environ.get("TF_VAR_project_id"):  # noqa: SIM112 - Terraform's own spelling
        return given
    values = folder(environment) / "terraform.tfvars"
    found = re.search(r'^\s*project_id\s*=\s*"([^"]+)"', values.read_text("utf-8"), re.MULTILINE) if values.is_file() else None
    if not found:
        raise DeployError(
            f"Which project is {environment}? Set TF_VAR_project_id, or write it into "
            f"terraform/environments/{environment}/terraform.tfvars, of which docs/operate/deploy.md shows one."
        )
    return found[1]


def plan(environment: str, *, lock: bool = True) -> None:
    """Shows what deploying the present commit would change, and keeps that plan. Raises DeployError and ArchiveError."""
    bucket = f"{project(environment)}-terraform-state"
    if changed := _run("git", "status", "--porcelain", "--", *CONTENT, capture=True):
        raise DeployError(f"Commit first: what is deployed has to be in the repository. Changed are:\n{changed.rstrip()}")
    archive.write(ARCHIVE)
    _terraform(environment, "init", "-input=false", f"-backend-config=bucket={bucket}")
    variables = (f"-var=source_archive={ARCHIVE}", f"-var=release={archive.release()}")
    _terraform(environment, "plan", "-input=false", f"-lock={str(lock).lower()}", f"-out={PLAN_FILE}", *variables)


def apply(environment: str, *, confirmed: bool = False) -> None:
    """Plans, asks unless `confirmed`, and carries that very plan out. Raises DeployError and ArchiveError."""
    plan(environment)
    if not confirmed and input(f"Deploy this to {environment}? Type its name: ").strip() != environment:
        raise DeployError("Nothing was deployed.")
    _terraform(environment, "apply", "-input=false", f"-parallelism={PARALLELISM}", PLAN_FILE)


def rollback(environment: str, commit: str, *, confirmed: bool = False) -> None:
    """Deploys an earlier commit as it was: its functions, routes, queues, rules and indexes. Raises DeployError."""
    with tempfile.TemporaryDirectory(prefix="mealtrack-rollback-") as parent:
        tree = Path(parent) / "tree"
        _run("git", "worktree", "add", "--quiet", "--detach", str(tree), commit)
        try:
            values = folder(environment) / "terraform.tfvars"
            if values.is_file():
                shutil.copy(values, tree / values.relative_to(ROOT))
            arguments = [sys.executable, "-m", "deploy", "apply", environment, *(["--yes"] if confirmed else [])]
            if subprocess.run(arguments, cwd=tree, check=False).returncode:
                raise DeployError(f"{commit} was not deployed; the reason stands above.")
        finally:
            _run("git", "worktree", "remove", "--force", str(tree))


def import_foods(environment: str, path: Path, *, confirmed: bool = False) -> None:
    """Brings a download of FoodData Central into the environment's project, asking first unless `confirmed`.

    Runs with the credentials of the person at the terminal; PINECONE_API_KEY is read from the environment. Raises DeployError.
    """
    from deploy.foods import command, target
    from deploy.foods.issues import ImportRefused
    from shared.errors import VendorError
    from shared.settings import SettingsError

    name = project(environment)
    if not confirmed and input(f"Import foods into {name}? Type {environment}: ").strip() != environment:
        raise DeployError("Nothing was imported.")
    try:
        target.use(environment, name)
        command.run(path, load=target.load, save=target.save)
    except SettingsError as error:
        raise DeployError(f"{error} Nothing was imported.") from None
    except (ImportRefused, VendorError) as error:
        raise DeployError(f"{error} What went in is in: run the same command again to go on.") from None


def _terraform(environment: str, *arguments: str) -> None:
    _run("terraform", f"-chdir={folder(environment)}", *arguments)


def _run(*command: str, capture: bool = False) -> str:
    try:
        done = subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE if capture else None)
    except FileNotFoundError:
        raise DeployError(f"{command[0]} is needed: install it.") from None
    except subprocess.CalledProcessError as error:
        raise DeployError(f"{command[0]} failed with status {error.returncode}; it says why above.") from None
    return done.stdout or ""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy", description="Puts a commit into an environment.")
    commands = parser.add_subparsers(dest="command", required=True)
    planning = commands.add_parser("plan", help="show what would change")
    planning.add_argument("--no-lock", action="store_true", help="for accounts that may only read the state")
    applying = commands.add_parser("apply", help="show what would change, ask, and change it")
    rolling = commands.add_parser("rollback", help="deploy an earlier commit as it was")
    rolling.add_argument("--to", required=True, metavar="COMMIT", help="what to go back to")
    foods = commands.add_parser("foods", help="the food tables of a project").add_subparsers(dest="action", required=True)
    importing = foods.add_parser("import", help="bring a download of FoodData Central in")
    importing.add_argument("path", type=Path, help="CSV (zip or folder) or JSON: Foundation, SR Legacy or Survey (FNDDS)")
    for command in (planning, applying, rolling, importing):
        command.add_argument("environment", choices=ENVIRONMENTS)
    for command in (applying, rolling, importing):
        command.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args(arguments)
    try:
        match options.command:
            case "plan":
                plan(options.environment, lock=not options.no_lock)
            case "apply":
                apply(options.environment, confirmed=options.yes)
            case "rollback":
                rollback(options.environment, options.to, confirmed=options.yes)
            case "foods":
                import_foods(options.environment, options.path, confirmed=options.yes)
    except (DeployError, ArchiveError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
