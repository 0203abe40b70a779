"""Downloads of FoodData Central in miniature, in its own shapes; every food and figure in them is made up."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

FOOD = ("fdc_id", "data_type", "description", "food_category_id", "publication_date")
NUTRIENT = ("id", "fdc_id", "nutrient_id", "amount", "data_points")
PORTION = ("id", "fdc_id", "seq_num", "amount", "measure_unit_id", "portion_description", "modifier", "gram_weight")
FIGURES = {1008: 120.0, 1003: 5.0, 1005: 20.0, 1004: 2.0, 1079: 3.0}


def csv_zip(path: Path, count: int, *, first_id: int, spoiled: dict[str, dict[int, str]] | None = None) -> Path:
    """`count` foods with their nutrients and a portion each. `spoiled`: by table, the lines that are replaced (1 is the header)."""
    ids = range(first_id, first_id + count)
    tables: dict[str, list[str]] = {
        "food.csv": lines(FOOD, ([one, "sr_legacy_food", f"Turnip, kind {one}, raw", 11, "2019-04-01"] for one in ids)),
        "food_category.csv": lines(("id", "code", "description"), [[11, "1100", "Vegetables and Vegetable Products"]]),
        "measure_unit.csv": lines(("id", "name"), [[1000, "cup"]]),
        "food_nutrient.csv": lines(
            NUTRIENT, ([0, one, nutrient, amount, 0] for one in ids for nutrient, amount in (*FIGURES.items(), (1090, 7)))
        ),
        "food_portion.csv": lines(PORTION, ([0, one, 1, 2, 1000, "", "sliced", 260] for one in ids)),
    }
    for name, replaced in (spoiled or {}).items():
        for number, line in replaced.items():
            tables[name][number - 1] = line
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in tables.items():
            archive.writestr(f"FoodData_Central_sr_legacy_food_csv_2018-04/{name}", "\n".join(rows) + "\n")
    return path


def json_file(path: Path, foods: Sequence[Any], *, name: str = "FoundationFoods", end: str = "]}") -> Path:
    path.write_text(f'{{"{name}": [' + ",".join(map(json.dumps, foods)) + end, "utf-8")
    return path


def foundation(fdc_id: int, **members: Any) -> dict[str, Any]:
    """A food as the JSON download has it, its energy by specific factors only."""
    nutrients = [{"nutrient": {"id": one}, "amount": value} for one, value in (FIGURES | {2048: 119.0}).items() if one != 1008]
    portion = {"amount": 1.0, "gramWeight": 130.0, "measureUnit": {"name": "cup"}, "modifier": ""}
    return {
        "fdcId": fdc_id,
        "description": f"Parsnip, kind {fdc_id}, raw",
        "dataType": "Foundation",
        "foodCategory": {"description": "Vegetables and Vegetable Products"},
        "foodNutrients": nutrients,
        "foodPortions": [portion],
    } | members


def lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> list[str]:
    """As the downloads are written: every cell in quotes."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().splitlines()
