"""Nothing that is stored below a person is forgotten by an export: each collection is in it, or is left out for a reason."""

from __future__ import annotations

import re

from local.ports import ROOT
from shared.portability.collections import EXPORTED, NOT_EXPORTED

# As code and docstrings name them: f"users/{uid}/meals/{meal_id}", `users/{uid}/days/…`.
NAMED = re.compile(r"users/\{[a-z_.]*uid\}/([a-z_]+)")


def in_the_code() -> set[str]:
    return {name for file in (ROOT / "shared").rglob("*.py") for name in NAMED.findall(file.read_text("utf-8"))}


def test_each_collection_is_exported_or_left_out_for_a_reason() -> None:
    found = in_the_code()
    assert {"meals", "days", "profile", "idempotency"} <= found
    assert found <= EXPORTED.keys() | NOT_EXPORTED.keys(), "say in shared/portability/collections.py what it is to the person"
    assert not EXPORTED.keys() & NOT_EXPORTED.keys()
    assert all(reason.endswith(".") for reason in [*EXPORTED.values(), *NOT_EXPORTED.values()])
