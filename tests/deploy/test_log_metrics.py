"""Metrics count log lines by their text and read their fields: each has to be one that the functions write."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from deploy.archive import ROOT

TERRAFORM = (ROOT / "terraform/modules/app/log_metrics.tf").read_text("utf-8")
MESSAGES = sorted(set(re.findall(r'\\"([a-z][^"\\]+)\\"', TERRAFORM)) - {"cloud_run_revision"})
FIELDS = sorted(
    {
        *re.findall(r"jsonPayload\.(\w+)", TERRAFORM),
        *re.findall(r'value\s+= "(\w+)"', TERRAFORM),
        *re.findall(r'"(\w+)"', " ".join(re.findall(r"labels\s+=\s+\[(.*)\]", TERRAFORM))),
    }
)


@cache
def logged() -> tuple[set[str], set[str]]:
    """The first words that `log.…()` is given anywhere, and the names of fields given to `fields()`, `bind()` and `Usage`."""
    texts, names = set(), {"message", "function"}
    for folder in ("functions", "shared"):
        for file in (ROOT / folder).rglob("*.py"):
            for call in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)):
                called = ast.unparse(call.func)
                if called.startswith("log."):
                    texts |= {
                        node.value
                        for argument in call.args
                        for node in ast.walk(argument)
                        if isinstance(node, ast.Constant) and isinstance(node.value, str)
                    }
                if called in {"fields", "structured.bind", "bind", "Usage"}:
                    names |= {keyword.arg for keyword in call.keywords if keyword.arg}
    return texts, names


@pytest.mark.parametrize("message", MESSAGES)
def test_each_message_is_logged_somewhere(message: str) -> None:
    texts, _ = logged()
    assert [text for text in texts if text == message or text.startswith(f"{message}:")]


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_logged_somewhere(field: str) -> None:
    _, names = logged()
    assert field in names


def test_every_alert_has_its_runbook_and_every_runbook_its_alert() -> None:
    alerts = (ROOT / "terraform/modules/app/alerts.tf").read_text("utf-8")
    named = {*re.findall(r"^    ([a-z-]+) = \{\n      title", alerts, re.MULTILINE), *re.findall(r"/([a-z-]+)\.md", alerts)}
    named |= set(re.findall(r'runbook = "([a-z]+)"', (ROOT / "terraform/modules/app/objectives.tf").read_text("utf-8")))
    pages = {Path(page).stem for page in (ROOT / "docs/operate/alerts").glob("*.md")}
    assert pages == named
