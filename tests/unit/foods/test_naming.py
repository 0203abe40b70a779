"""Names and states."""

from __future__ import annotations

import pytest

from shared.foods.naming import state_of, title
from shared.nutrition.models import State


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Rice, white, long-grain, regular, raw", State.RAW),
        ("Rice, white, long-grain, cooked", State.COOKED),
        ("Potatoes, french fried, frozen", State.FRIED),
        ("Chicken, breast, meat only, cooked, roasted", State.BAKED),
        ("Potatoes, boiled, cooked in skin", State.BOILED),
        ("Pasta, dry, unenriched", State.DRY),
        ("Noodles, uncooked, dry", State.DRY),
        ("Bacon, unprepared", State.RAW),
        ("Cheese, cheddar", State.UNKNOWN),
    ],
)
def test_states(name: str, state: State) -> None:
    assert state_of(name) is state


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
