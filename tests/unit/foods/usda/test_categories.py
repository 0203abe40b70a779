"""The USDA's categories: of its tables, of its survey, and where each download keeps them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from deploy.foods.reading import Download
from shared.foods.models import Food, Kind
from shared.foods.sources import fdc
from shared.foods.usda.categories import _OURS, _SURVEY, _TABLES, MADE, ours_for
from shared.foods.usda.descriptions import category_of, describe
from shared.prompts.meal_items import CATEGORIES
from tests.deploy.downloads import lines


def test_each_is_one_of_ours_and_named_once() -> None:
    assert set(_OURS.values()) <= set(CATEGORIES)
    names = [*_TABLES, *(name for names in _SURVEY.values() for name in names.split(";"))]
    assert len({" ".join(name.split()).casefold() for name in names}) == len(names)
    assert all(ours_for(name) == "sweet" for name in MADE)


@pytest.mark.parametrize(
    ("category", "description", "ours"),
    [
        ("Milk, reduced fat", "Milk, reduced fat (2%)", "dairy"),
        ("Beef, excludes ground", "Beef steak, NFS", "meat"),
        ("Pasta mixed dishes, excludes macaroni and cheese", "Lasagna with meat", "dish"),
        ("Burgers (single code)", "Cheeseburger", "dish"),
        ("Ready-to-eat cereal, lower sugar (=<21.2g/100g)", "Cereal, corn flakes", "grain"),
        ("Crackers, excludes saltines", "Crackers, NFS", "grain"),
        ("Vegetables on a sandwich", "Lettuce, for use on a sandwich", "vegetable"),
        ("Salad dressings and vegetable oils", "Olive oil", "fat"),
        ("Salad dressings and vegetable oils", "Ranch dressing", "sauce"),
        ("Salad dressings and vegetable oils", "Oil and vinegar dressing", "sauce"),
        ("Beer", "Beer", "alcohol"),
        ("Not included in a food category", "Yeast", "other"),
        ("Formula, ready-to-feed", "Infant formula, NFS", "other"),
        ("", "", "other"),
    ],
)
def test_survey_foods(category: str, description: str, ours: str) -> None:
    assert category_of(category, description) == ours


@pytest.mark.parametrize(
    ("category", "description", "kind"),
    [
        ("Pizza", "Pizza, cheese, NFS", Kind.DISH),
        ("Soups", "Chicken noodle soup", Kind.DISH),
        ("Cookies and brownies", "Cookie, chocolate chip", Kind.DISH),
        ("Bananas", "Banana, raw", Kind.WHOLE),
        ("Candy containing chocolate", "Milk chocolate candy, plain", Kind.WHOLE),
    ],
)
def test_what_is_made_of_several_is_a_dish(category: str, description: str, kind: Kind) -> None:
    assert describe(description, category).kind is kind


FIGURES = [{"nutrient": {"id": 1008}, "amount": 266.0}, {"nutrient": {"id": 1003}, "amount": 11.0}]


@pytest.mark.parametrize(
    "told",
    [
        {"wweiaFoodCategory": {"wweiaFoodCategoryCode": 3602, "wweiaFoodCategoryDescription": "Pizza"}},
        {"foodCategory": "Pizza"},
        {"foodCategory": {"description": "Pizza"}},
    ],
    ids=["details and JSON", "search", "as read from CSV"],
)
def test_wherever_a_record_keeps_it(told: dict[str, Any]) -> None:
    record = {"fdcId": 1, "description": "Pizza, cheese", "dataType": "Survey (FNDDS)", "foodNutrients": FIGURES} | told
    food = fdc.read(record)
    assert isinstance(food, Food)
    assert (food.category, food.kind) == ("dish", Kind.DISH)


@pytest.mark.parametrize(
    ("of_category", "of_food"),
    [("wweia_food_category", "wweia_category_code"), ("wweia_food_category_code", "wweia_category_number")],
)
def test_csv_keeps_it_in_tables_of_its_own(tmp_path: Path, of_category: str, of_food: str) -> None:
    path = tmp_path / "survey.zip"
    tables = {
        "food.csv": lines(
            ("fdc_id", "data_type", "description", "food_category_id"),
            [[1, "survey_fndds_food", "Pizza, cheese", ""], [2, "survey_fndds_food", "Yeast", ""]],
        ),
        "food_nutrient.csv": lines(("fdc_id", "nutrient_id", "amount"), [[1, 1008, 266], [2, 1008, 325]]),
        "survey_fndds_food.csv": lines(("fdc_id", "food_code", of_food), [[1, 58106210, 3602], [2, 75236000, 9999]]),
        "wweia_food_category.csv": lines((of_category, "wweia_food_category_description"), [[3602, "Pizza"]]),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in tables.items():
            archive.writestr(name, "\n".join(rows) + "\n")
    issues: list[object] = []
    foods = [fdc.read(record.food) for record in Download(path).records(issues.append)]
    assert issues == []
    assert [food.category for food in foods if isinstance(food, Food)] == ["dish", None]
