"""The demo's words: unknown is a dash, text from a model is only text, and a failure is a sentence and exit status 1."""

from __future__ import annotations

import io
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from local import demo


class Stopped:
    """A local cloud that does not run: nobody listens at its addresses."""

    def __init__(self) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            host = f"127.0.0.1:{listener.getsockname()[1]}"
        self.urls: Mapping[str, str] = {"gateway": f"http://{host}", "firestore": host, "auth": host, "project": "demo-x"}
        self.vendors: Mapping[str, str] = {"gemini": "stand-in", "cloudinary": "stand-in"}


def printed(table: Table) -> str:
    console = Console(file=io.StringIO(), width=120, markup=False, emoji=False)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def row(text: str, name: str) -> list[str]:
    line = next(line for line in text.splitlines() if name in line)
    return [cell.strip() for cell in line.strip("│").split("│")]


@pytest.mark.parametrize(("value", "digits", "shown"), [(None, 1, "–"), (0, 0, "0"), (0.0, 1, "0.0"), (1234.56, 1, "1,234.6")])
def test_unknown_is_not_zero(value: float | None, digits: int, shown: str) -> None:
    assert demo.number(value, digits) == shown


def test_the_meal_says_what_is_known_and_where_from() -> None:
    figures: dict[str, Any] = {"calories": 123.5, "protein_g": 2.6, "carbs_g": None, "fat_g": 0.0}
    rice = figures | {"name": "[red]rice[/red]", "grams": 95.0, "provenance": {"source": "usda"}}
    nutrition = figures | {"total_weight_g": None}
    meal = {"dish_name": "Rice", "emoji": "🍚", "items": [rice, {"name": "a mystery"}], "nutrition": nutrition}
    text = printed(demo.meal_table(meal))
    assert row(text, "rice") == ["[red]rice[/red]", "95", "124", "2.6", "–", "0.0", "usda"]
    assert row(text, "mystery") == ["a mystery", "–", "–", "–", "–", "–", "–"]
    assert row(text, "Total") == ["Total", "–", "124", "2.6", "–", "0.0", ""]


def test_the_day_shows_its_meals_its_sum_and_the_target() -> None:
    figures = {"calories": 500, "protein_g": 41.3, "carbs_g": 34.8, "fat_g": None}
    entry = {"name": None, "meal_type": "lunch", "logged_at": datetime(2025, 1, 1, tzinfo=UTC), "nutrition": figures}
    target = {"calories": 2100, "protein_g": 150, "carbs_g": 200, "fat_g": 70}
    text = printed(demo.day_table("2025-01-01", {"totals": figures, "target": target, "entries": {"m": entry}}))
    assert row(text, "Unnamed dish") == ["Unnamed dish", "lunch", "500", "41.3", "34.8", "–"]
    assert row(text, "Total") == ["Total", "", "500", "41.3", "34.8", "–"]
    assert row(text, "Target") == ["Target", "", "2,100", "150.0", "200.0", "70.0"]
    assert "Target" not in printed(demo.day_table("2025-01-01", {"totals": figures, "target": None, "entries": {}}))


@pytest.mark.parametrize("photo", [None, Path("/nowhere/photo.jpg")])
def test_a_failure_is_a_sentence_and_status_1(photo: Path | None) -> None:
    output = io.StringIO()
    assert demo.run(Stopped(), photo, Console(file=output, width=200)) == 1
    assert "The demo failed: " in output.getvalue()
    assert ("No such file" in output.getvalue()) == (photo is not None)
    assert "Traceback" not in output.getvalue()


def test_it_says_which_model_looks_and_how_to_set_a_key() -> None:
    output = io.StringIO()
    cloud = Stopped()
    demo.run(cloud, None, Console(file=output, width=200))
    assert "stand-in" in output.getvalue()
    assert "GEMINI_API_KEY" in output.getvalue()
    cloud.vendors = {"gemini": "real"}
    output = io.StringIO()
    demo.run(cloud, None, Console(file=output, width=200))
    assert "the real model" in output.getvalue()
    assert "stand-in" not in output.getvalue()
