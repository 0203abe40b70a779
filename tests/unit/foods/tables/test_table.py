"""shared/foods/tables/packing.py and table.py: a table as a file, and the one that a process searches."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import VendorRefused
from shared.foods.models import Food, Kind
from shared.foods.tables import starter, table
from shared.foods.tables.packing import NotATable, columns, pack, unpack
from shared.nutrition.models import AllowedUnit, Per100g, State

NAMES = st.text(min_size=1, max_size=60).filter(str.strip)
FIGURES = st.none() | st.floats(0, 100, allow_subnormal=False)
FOODS = st.builds(
    Food,
    food_id=st.from_regex(r"[a-z]{1,8}-[A-Za-z0-9-]{1,20}", fullmatch=True),
    name=NAMES,
    brand=st.none() | st.text(max_size=20),
    category=st.none() | st.sampled_from(["grain", "meat", "other"]),
    kind=st.sampled_from(Kind),
    state=st.sampled_from(State),
    per_100g=st.builds(Per100g, calories=FIGURES, protein_g=FIGURES, carbs_g=FIGURES),
    portions=st.lists(st.builds(AllowedUnit, unit=st.sampled_from(["cup", "slice"]), grams=st.floats(1, 500)), max_size=2).map(
        tuple
    ),
    density=st.none() | st.floats(0.1, 2),
    fdc_id=st.none() | st.integers(1, 10**7),
    aliases=st.lists(NAMES, max_size=3).map(tuple),
    flags=st.lists(st.sampled_from(["ENERGY_MISMATCH"]), max_size=1).map(tuple),
)


@given(st.lists(FOODS, max_size=8))
@settings(max_examples=60)
def test_a_table_comes_back_as_it_was(foods: list[Food]) -> None:
    made = columns(foods)
    assert unpack(pack(made)) == made
    index = table.load(pack(made))
    wanted = {food.food_id: food for food in foods}
    assert set(index.ids()) == set(wanted)
    for food_id, food in wanted.items():
        assert index.get(food_id) == food


def test_unknown_stays_unknown() -> None:
    food = Food(food_id="usda-1", name="Moss", per_100g=Per100g(calories=0))
    kept = table.load(pack(columns([food]))).get("usda-1")
    assert kept is not None
    assert (kept.per_100g.calories, kept.per_100g.protein_g) == (0, None)


def test_the_same_foods_make_the_same_file() -> None:
    foods = list(starter.foods()[:50])
    assert table.dump(foods) == table.dump(reversed(foods))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"MealTrackFoods1\n",
        b"MealTrackFoods1\n" + b"x" * 100,
        b"MealTrackFoods1\n" + zlib.compress(b"[1]\n"),
        b"MealTrackFoods1\n" + zlib.compress(b"no end"),
        b"MealTrackFoods2\n" + table.dump([])[16:],
        table.dump([])[:-100],
    ],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(NotATable, match="foods import"):
        table.load(data)


def test_a_table_has_the_starter_foods_under_their_household_names() -> None:
    imported = Food(
        food_id="usda-171265",
        name="Milk, whole, 3.25% milkfat, with added vitamin D",
        per_100g=Per100g(calories=61, fat_g=3.27),
        portions=(AllowedUnit(unit="cup", grams=1), AllowedUnit(unit="quart", grams=976)),
        fdc_id=171265,
    )
    index = table.load(table.dump([imported]))
    milk = index.get("usda-171265")
    assert milk is not None
    assert (milk.name, milk.per_100g.fat_g) == ("Milk, whole", 3.27)  # the figures stay those of the import
    assert {portion.unit: portion.grams for portion in milk.portions} == {
        "cup": 244,
        "fl oz": 30.5,
        "tbsp": 15,
        "glass": 244,
        "quart": 976,  # of the import alone
    }
    assert "Milk, whole, 3.25% milkfat, with added vitamin D" in milk.aliases
    assert len(index) == len(starter.foods())


# The table that the setting names


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "foods.table"
    file.write_bytes(pack(columns([Food(food_id="usda-1", name="Moss", per_100g=Per100g())])))
    assert list(table.opened(str(file)).ids()) == ["usda-1"]


def test_no_file_and_no_table_are_refused_with_their_name(tmp_path: Path) -> None:
    file = tmp_path / "foods.table"
    with pytest.raises(VendorRefused, match=rf"{file} cannot be read"):
        table.opened(str(file))
    file.write_bytes(b"MealTrackFoods0\n")
    with pytest.raises(VendorRefused, match=rf"{file}.*another release.*foods import"):
        table.opened(str(file))


def test_none_named_is_the_starter_table() -> None:
    assert len(table.table()) == len(starter.foods())
    assert table.missing() == ()
