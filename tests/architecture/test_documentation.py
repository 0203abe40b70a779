"""What the pages and the comments point to is there: files by their paths, modules by their dotted names, links, headings."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from local.ports import ROOT

ROOMS = "functions|shared|local|tests|bench|deploy|docs|terraform|generated"
PATH = re.compile(rf"(?<![\w./:{{}}$-])(?:{ROOMS})/[\w./-]*[\w/](?![\w*{{<…])")
MODULE = re.compile(r"(?<![\w./])(?:functions|shared|deploy|bench)(?:\.[a-z_]\w*)+(?![\w(])(?<!\.json)(?<!\.md)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
READ = {".md", ".py", ".tf", ".toml", ".rules", ".mts", ".example"}

# An operator's own file, which is not kept.
OPERATORS = {"terraform/environments/dev/terraform.tfvars"}
# Examples of names in these are names of nothing.
INVENTING = (Path("tests/deploy"), Path("tests/unit"), Path("tests/architecture/test_documentation.py"))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [Path(name) for name in listed.stdout.splitlines()]
    return [path for path in paths if (ROOT / path).is_file() and (path.suffix in READ or path.name in {"Makefile", "run"})]


TEXTS = {path: (ROOT / path).read_text("utf-8") for path in tracked()}
PAGES = [path for path in TEXTS if path.suffix == ".md"]
NAMING = {path: text for path, text in TEXTS.items() if not any(path.is_relative_to(place) for place in INVENTING)}


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of the headings."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(page.read_text("utf-8"))}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(TEXTS[page]):
        name, _, anchor = link.partition("#")
        target = (ROOT / page.parent / name).resolve() if name else ROOT / page
        if "://" in link:
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_paths_that_are_named_exist() -> None:
    missing = {
        f"{path}: {named}"
        for path, text in NAMING.items()
        for named in set(PATH.findall(text)) - OPERATORS
        if not any((ROOT / folder / named).exists() for folder in ("", path.parent))
    }
    assert sorted(missing) == []


def test_modules_that_are_named_exist() -> None:
    pages_and_code = {path: text for path, text in NAMING.items() if path.suffix in {".md", ".py"}}
    missing = {f"{path}: {named}" for path, text in pages_and_code.items() for named in MODULE.findall(text) if not is_there(named)}
    assert sorted(missing) == []


def is_there(name: str) -> bool:
    """Whether a dotted name is a package, a module, or something that stands in one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:length])
        module = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if module.is_file():
            rest = parts[length : length + 1]
            return not rest or re.search(rf"\b{rest[0]}\b", module.read_text("utf-8")) is not None
    return False
