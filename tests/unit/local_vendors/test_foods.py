"""Different pictures are different meals, the same picture is the same meal, and what is no food is none."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from local.photos.draw import MAX_BYTES, ROTATE_90_CW, SAMPLE
from local.vendors import foods
from local.vendors.script import image_facts

from .conftest import picture


def names(data: bytes) -> list[str]:
    return [item["name"] for item in foods.meal(data)["foods"]]


@pytest.mark.parametrize(
    ("colour", "food"),
    [
        ((245, 242, 230), foods.RICE),
        ((60, 120, 40), foods.BROCCOLI),
        ((240, 145, 105), foods.SALMON),
        ((200, 40, 35), foods.TOMATO),
        ((95, 60, 35), foods.BEEF),
        ((245, 205, 90), foods.EGGS),
        ((120, 30, 90), foods.BEETS),
    ],
)
def test_a_colour_is_a_food(colour: tuple[int, int, int], food: foods.Food) -> None:
    assert names(picture(colour)) == [food.name]


@pytest.mark.parametrize("colour", ["gray", "blue", "black", (90, 110, 160)])
def test_grey_blue_and_black_are_no_food(colour: str) -> None:
    seen = foods.meal(picture(colour))
    assert (seen["is_food"], seen["foods"]) == (False, [])


def test_more_of_a_food_weighs_more_and_the_background_nothing() -> None:
    def plate(radius: int) -> bytes:
        image = Image.new("RGB", (300, 300), (200, 40, 35))
        ImageDraw.Draw(image).ellipse((150 - radius, 150 - radius, 150 + radius, 150 + radius), fill=(60, 120, 40))
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()

    small, large = (foods.meal(plate(radius))["foods"] for radius in (40, 100))
    assert [item["name"] for item in (*small, *large)] == [foods.BROCCOLI.name] * 2
    assert small[0]["grams"] < large[0]["grams"]


def test_figures_are_those_of_the_grams() -> None:
    (item,) = foods.meal(picture((245, 242, 230)))["foods"]
    assert item["calories"] == pytest.approx(foods.RICE.calories * item["grams"] / 100, abs=0.05)
    assert item["macros"]["carbs_g"] == pytest.approx(foods.RICE.carbs_g * item["grams"] / 100, abs=0.05)


@pytest.mark.parametrize("data", [b"", b"<html>", picture()[:300], SAMPLE.read_bytes()[:100_000]])
def test_what_cannot_be_read_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="picture"):
        foods.meal(data)


def test_the_sample_photo_is_a_small_located_picture_on_its_side() -> None:
    data = SAMPLE.read_bytes()
    facts = image_facts(data)
    assert len(data) <= MAX_BYTES
    assert (facts["format"], facts["width"], facts["height"]) == ("JPEG", 1200, 1600)
    assert (facts["gps"], facts["orientation"]) == (True, ROTATE_90_CW)


def test_the_sample_photo_is_the_meal_that_it_shows() -> None:
    seen = foods.meal(SAMPLE.read_bytes())
    assert seen == foods.meal(SAMPLE.read_bytes())
    assert seen["foods"][0]["name"] == foods.SALMON.name
    assert {item["name"] for item in seen["foods"]} == {
        food.name for food in (foods.SALMON, foods.BROCCOLI, foods.RICE, foods.LEMON)
    }
    assert seen["dish_name"].startswith("Salmon with ")
