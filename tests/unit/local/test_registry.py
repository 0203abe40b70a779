"""A change of the registry is told, since most of the local cloud is set up once."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.registry import FILE, Known

TEXT = FILE.read_text("utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "registry.py"
    path.write_text(TEXT, "utf-8")
    return path


def test_what_stays_is_not_worth_a_word(file: Path) -> None:
    known = Known(file)
    file.write_text(f"{TEXT}\n# A comment.\n", "utf-8")
    assert known.advice() is None


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("/v1/meals/upload-token", "/v1/meals/upload-ticket", "get_upload_token"),
        ("ROWS: tuple[Row, ...] = (", 'ROWS: tuple[Row, ...] = (http("meals.x", "GET /v1/x", auth=USER),', "x"),
        ("per_minute=10,", "per_minute=11,", "gemini-general"),
        ('frozenset({"domain-events"})', 'frozenset({"domain-events", "other"})', "other"),
    ],
)
def test_what_changed_is_named(file: Path, before: str, after: str, named: str) -> None:
    known = Known(file)
    assert before in TEXT
    file.write_text(TEXT.replace(before, after), "utf-8")
    advice = known.advice()
    assert advice is not None
    assert advice.startswith(f"registry.py: {named}")


def test_a_registry_that_is_none_any_more(file: Path) -> None:
    known = Known(file)
    file.write_text(f"{TEXT}\n}}", "utf-8")
    advice = known.advice()
    assert advice is not None
    assert advice.startswith("registry.py cannot be read: SyntaxError")
