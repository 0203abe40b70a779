"""Texts that others wrote."""

from __future__ import annotations

import pytest

from shared.foods.sources.naming import line, title


@pytest.mark.parametrize(
    ("name", "titled"),
    [
        ("CHEDDAR CHEESE WITH HERBS", "Cheddar Cheese with Herbs"),
        ("THE BEST OF BREADS", "The Best of Breads"),
        ("MACK'S", "Mack's"),
        ("Cheese, cheddar", "Cheese, cheddar"),
        ("Mì ăn liền", "Mì ăn liền"),
        ("", ""),
    ],
)
def test_titles(name: str, titled: str) -> None:
    assert title(name) == titled


def test_a_text_is_one_line() -> None:
    assert line(" two\n words ") == "two words"
    assert [line(value) for value in (None, 7, ["x"])] == ["", "", ""]
