from __future__ import annotations

import re

from local.docs import ASSETS, PAGE


def test_the_reference_asks_for_nothing_from_elsewhere() -> None:
    asked = re.findall(r'(?:src|href)="([^"]+)"', PAGE)
    assert {path.removeprefix("/docs/") for path in asked} == ASSETS
    assert "//" not in PAGE.replace("<!doctype html>", "")
