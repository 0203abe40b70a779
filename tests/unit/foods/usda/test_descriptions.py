"""shared/foods/usda/descriptions.py and portions.py: what a description and a portion of the USDA's tables say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.foods.models import Kind
from shared.foods.usda.descriptions import category_of, describe, state_of
from shared.foods.usda.portions import density, portions, serving, split_amount
from shared.nutrition.models import MAX_NAME, State
from shared.prompts.meal_items import CATEGORIES

POULTRY, DAIRY, VEGETABLES, BEVERAGES = (
    "Poultry Products",
    "Dairy and Egg Products",
    "Vegetables and Vegetable Products",
    "Beverages",
)


@pytest.mark.parametrize(
    ("description", "category", "name"),
    [
        ("Chicken, broilers or fryers, breast, meat only, cooked, roasted", POULTRY, "Chicken breast, roasted"),
        ("Milk, whole, 3.25% milkfat, with added vitamin D", DAIRY, "Milk, 3.25% milkfat"),
        ("Cheese, cheddar (Includes foods for USDA's Food Distribution Program)", DAIRY, "Cheddar cheese"),
        ("Nuts, almonds", "Nut and Seed Products", "Almonds"),
        ("Fish, salmon, Atlantic, farmed, cooked, dry heat", "Finfish and Shellfish Products", "Atlantic salmon, cooked, farmed"),
        ("Oil, olive, salad or cooking", "Fats and Oils", "Olive oil"),
        ("Rice, white, long-grain, regular, enriched, cooked", "Cereal Grains and Pasta", "White rice, cooked"),
        ("Beans, black, mature seeds, cooked, boiled, without salt", "Legumes and Legume Products", "Black beans, boiled"),
        ("Beef, ground, 80% lean meat / 20% fat, raw", "Beef Products", "Ground beef, raw, 80% lean meat / 20% fat"),
        ("Egg, white, raw, fresh", DAIRY, "Egg white, raw"),
        ("Soup, chicken noodle, canned, condensed", "Soups, Sauces, and Gravies", "Chicken noodle soup, canned, condensed"),
        ("Pie, fried pies, fruit", "Baked Products", "Fried pies, fruit"),
        ("Snacks, rice cakes, brown rice, plain, unsalted", "Snacks", "Brown rice cakes, unsalted"),
        ("Veal, loin, chop, separable lean only, cooked, grilled", "Lamb, Veal, and Game Products", "Veal loin chop, grilled"),
        ("Babyfood, fruit, bananas, strained", "Baby Foods", "Bananas fruit, strained, baby food"),
        ("Honey", "Sweets", "Honey"),
    ],
)
def test_a_person_says_it_like_this(description: str, category: str, name: str) -> None:
    assert describe(description, category).name == name


@pytest.mark.parametrize(
    ("description", "category", "kind", "brand"),
    [
        ("Apples, raw, with skin", "Fruits and Fruit Juices", Kind.WHOLE, None),
        ("McDONALD'S, BIG MAC", "Fast Foods", Kind.BRANDED, "McDONALD'S"),
        ("Kraft Foods, Shake N Bake Original Recipe, Coating for Pork, dry", "Baked Products", Kind.BRANDED, "Kraft Foods"),
        ("Candies, MARS SNACKFOOD US, SNICKERS Bar", "Sweets", Kind.BRANDED, "MARS SNACKFOOD US"),
        ("Fast foods, hamburger; single, regular patty; plain", "Fast Foods", Kind.DISH, None),
        ("Restaurant, Chinese, fried rice, without meat", "Restaurant Foods", Kind.DISH, None),
        ("Soup, tomato, canned, condensed", "Soups, Sauces, and Gravies", Kind.DISH, None),
        ("Sauce, barbecue", "Soups, Sauces, and Gravies", Kind.WHOLE, None),
        ("Split pea soup, canned, reduced sodium", "Soups, Sauces, and Gravies", Kind.DISH, None),
        ("Soup, chicken broth, ready-to-serve", "Soups, Sauces, and Gravies", Kind.WHOLE, None),
        ("Soup, chicken noodle, canned", "Soups, Sauces, and Gravies", Kind.DISH, None),
        ("Soup, fish, homemade (Alaska Native)", "American Indian/Alaska Native Foods", Kind.DISH, None),
        ("Rice, white, long-grain, regular, cooked", "Cereal Grains and Pasta", Kind.WHOLE, None),
        ("Rice, white, glutinous, unenriched, cooked", "Cereal Grains and Pasta", Kind.WHOLE, None),
        ("Dove, cooked (includes squab)", POULTRY, Kind.WHOLE, None),
        ("Beef, ground (USDA Commodity)", "Beef Products", Kind.WHOLE, None),
        ("Bread, whole-wheat", "Baked Products", Kind.WHOLE, None),
        ("Muffins, English, plain", "Baked Products", Kind.WHOLE, None),
        ("Muffins, corn, commercially prepared", "Baked Products", Kind.DISH, None),
        ("Bread, cornbread, dry mix", "Baked Products", Kind.DISH, None),
        ("Pancakes, plain, frozen", "Baked Products", Kind.DISH, None),
        ("Cookies, oatmeal", "Baked Products", Kind.DISH, None),
        ("Pie, apple", "Baked Products", Kind.DISH, None),
        ("Pillsbury, Cinnamon Rolls", "Baked Products", Kind.BRANDED, "Pillsbury"),
        ("Kellogg's Eggo Waffles", "Baked Products", Kind.BRANDED, "Kellogg's Eggo Waffles"),
        ("Crackers, Plain Name®", "Baked Products", Kind.BRANDED, "Plain Name®"),
        ("Puddings, rice, ready-to-eat", "Sweets", Kind.DISH, None),
        ("Honey", "Sweets", Kind.WHOLE, None),
        ("Candies, caramels", "Sweets", Kind.WHOLE, None),
        ("Snacks, granola bars, hard, plain", "Snacks", Kind.DISH, None),
        ("Snacks, potato chips, plain", "Snacks", Kind.WHOLE, None),
        ("Milk shakes, thick vanilla", DAIRY, Kind.DISH, None),
        ("Infant formula, with DHA and ARA", "Dairy and Egg Products", Kind.WHOLE, None),
    ],
)
def test_what_kind_it_is(description: str, category: str, kind: Kind, brand: str | None) -> None:
    said = describe(description, category)
    assert (said.kind, said.brand) == (kind, brand)


def test_other_names_stand_in_brackets() -> None:
    assert describe("Chickpeas (garbanzo beans, bengal gram), mature seeds, raw").aliases == ("garbanzo beans", "bengal gram")
    assert describe("Bagels, plain (includes onion, poppy, sesame)").aliases == ()
    assert describe("Oil, bearded seal (Oogruk) (Alaska Native)").aliases == ("Oogruk",)
    assert describe("Seeds, sesame butter, tahini (liquid expressed from grated meat and water)").aliases == ()


@pytest.mark.parametrize(
    ("description", "state"),
    [
        ("Carrots, raw", State.RAW),
        ("Carrots, cooked, boiled, drained, without salt", State.BOILED),
        ("Fish, cod, Atlantic, cooked, dry heat", State.BAKED),
        ("Mollusks, clam, mixed species, cooked, moist heat", State.COOKED),
        ("Egg, whole, cooked, fried", State.FRIED),
        ("Peanuts, all types, dry-roasted, without salt", State.BAKED),
        ("Apricots, dried, sulfured, uncooked", State.DRY),
        ("Apricots, dried, sulfured, stewed, with added sugar", State.COOKED),
        ("Quinoa, uncooked", State.RAW),
        ("Corn, sweet, yellow, frozen, kernels cut off cob, unprepared", State.RAW),
        ("Crustaceans, shrimp, mixed species, raw (may contain additives to retain moisture)", State.RAW),
        ("Waffles, buttermilk, frozen, ready-to-heat", State.UNKNOWN),
        ("Tortillas, ready-to-bake or -fry, corn", State.UNKNOWN),
        ("Milk, dry, whole, with added vitamin D", State.DRY),
        ("Chicken, nuggets, white meat, precooked, frozen, not reheated", State.RAW),
        ("Honey", State.UNKNOWN),
        ("Rice, white, long-grain, regular, raw", State.RAW),
        ("Rice, white, long-grain, cooked", State.COOKED),
        ("Potatoes, french fried, frozen", State.FRIED),
        ("Chicken, breast, meat only, cooked, roasted", State.BAKED),
        ("Potatoes, boiled, cooked in skin", State.BOILED),
        ("Pasta, dry, unenriched", State.DRY),
        ("Noodles, uncooked, dry", State.DRY),
        ("Bacon, unprepared", State.RAW),
        ("Cheese, cheddar", State.UNKNOWN),
        ("Thyme, fresh", State.RAW),
        ("Cheese, fresh, queso fresco", State.UNKNOWN),
        ("Bread, naan, commercially prepared", State.UNKNOWN),
        ("Soup, stock, beef, home-prepared", State.COOKED),
    ],
)
def test_how_it_was_prepared(description: str, state: State) -> None:
    assert state_of(description) is state


@pytest.mark.parametrize(
    ("category", "description", "ours"),
    [
        (DAIRY, "Egg, whole, raw, fresh", "egg"),
        (DAIRY, "Eggnog", "dairy"),
        (DAIRY, "Butter, salted", "fat"),
        (DAIRY, "Buttermilk", "dairy"),
        (BEVERAGES, "Alcoholic beverage, beer, regular, all", "alcohol"),
        (BEVERAGES, "Beverages, tea, black", "beverage"),
        ("Fruits and Fruit Juices", "Apple juice, canned", "beverage"),
        ("Fruits and Fruit Juices", "Pineapple, canned, juice pack, drained", "fruit"),
        (VEGETABLES, "Tomatoes, red, ripe, canned, packed in tomato juice", "vegetable"),
        (VEGETABLES, "Tomato juice, canned", "beverage"),
        ("Fats and Oils", "Salad dressing, mayonnaise, regular", "sauce"),
        ("Baked Products", "Danish pastry, cheese", "sweet"),
        ("Baked Products", "Bread, rye", "grain"),
        ("Legumes and Legume Products", "Peanut butter, smooth style", "nut"),
        ("Of another planet", "Moss", "other"),
    ],
)
def test_the_category_in_our_words(category: str, description: str, ours: str) -> None:
    assert category_of(category, description) == ours


@given(st.text(max_size=300), st.text(max_size=30))
def test_any_description_is_read(description: str, category: str) -> None:
    said = describe(description, category)
    assert said.category in CATEGORIES
    assert len(said.name) <= MAX_NAME
    assert said.name or not description


# Portions


def units(*rows: tuple[float, str, float], name: str = "") -> dict[str, float]:
    return {portion.unit: portion.grams for portion in portions(rows, name)}


def test_one_of_a_unit_weighs_its_share() -> None:
    assert units((2, "tbsp", 32), (0.5, "cup", 60)) == {"tbsp": 16, "cup": 120}


@pytest.mark.parametrize(
    ("unit", "word"),
    [
        ("cup, chopped", "cup chopped"),
        ('large (3" dia)', "large"),
        ("tablespoon", "tbsp"),
        ("cup (8 fl oz)", "cup"),
        ("can (10.75 oz)", "can"),
        ("cup (1 NLEA serving)", "cup"),
        ("fruit without refuse", "piece"),
        ("chop, excluding refuse (yield from 1 raw chop, with refuse, weighing 151 g)", "chop"),
        ("steak (yield from 181 g raw meat)", "steak"),
        ('ear, large (7-3/4" to 9" long) yields', "ear large"),
        ("package (10 oz) yields", "package"),
        ("cup, fluid (yields 2 cups whipped)", "cup fluid"),
        ("cup, without pits", "cup"),
        ("date, pitted", "date"),
        ("avocado, NS as to Florida or California", "avocado"),
        ("slices", "slice"),
        ("piece, cooked, excluding refuse (yield from 1 lb raw meat with refuse)", None),
        ("unit (yield from 1 lb ready-to-cook chicken)", None),
        ("lemon yields", None),
        ("recipe yield", None),
        ("oz, dry, yields", None),
        ("2 servings per 6 oz package", None),
        ("oz", None),
        ("lb", None),
        ("oz, boneless", None),
        ("jar NFS", "jar"),
        ("ml", None),
        ("onz", None),
    ],
)
def test_a_unit_in_household_words(unit: str, word: str | None) -> None:
    assert (next(iter(units((1, unit, 100))), None)) == word


def test_one_of_the_food_is_a_piece() -> None:
    assert units((1, "cookie", 12), name="Chocolate cookies, soft") == {"piece": 12}
    assert units((1, 'medium bagel (3-1/2" dia)', 105), name="Bagels") == {"medium": 105, "piece": 105}
    assert units((1, "small", 101), (1, "medium", 118), (1, "large", 136), name="Bananas")["piece"] == 118


def test_a_serving_that_is_measured_tells_the_measure() -> None:
    assert units((1, "serving 1/2 cup", 66)) == {"serving": 66, "cup": 132}
    assert units((1, "serving 5 pieces", 40)) == {"serving": 40, "piece": 8}
    assert units((1, "serving 1/4 cup", 83), (1, "cup", 315))["cup"] == 315, "the measure's own figure before the rounded one"
    assert density([(1, "serving 1 cup", 248)]) == 1.033


def test_a_length_is_no_amount() -> None:
    assert units((6, "inch sub", 184), (12, "inch sub", 367)) == {"6-in sub": 184, "12-in sub": 367}


def test_two_words_for_one() -> None:
    assert units((1, "can or bottle (12 fl oz)", 354)) == {"can": 354, "bottle": 354}
    assert units((1, "wedge or slice (1/8 of a lemon)", 7)) == {"wedge": 7, "slice": 7}
    assert units((1, "cup chopped or diced", 180)) == {"cup chopped or diced": 180, "cup": 180}


def test_a_piece_counts_as_the_food_is_described() -> None:
    """With its skin and without, a thigh is another weight; the food's description says which is eaten."""
    rows = ((1.0, "thigh without skin", 116.0), (1.0, "thigh with skin", 137.0))
    lean, fat = (portions(rows, "Chicken thigh", f"Chicken, thigh, {part}, roasted") for part in ("meat only", "meat and skin"))
    assert [(one.unit, one.grams) for one in lean] == [("piece", 116)]
    assert [(one.unit, one.grams) for one in fat] == [("piece", 137)]
    removed = portions([(0.5, "breast, bone and skin removed", 86)], "Chicken breast", "Chicken, breast, meat only, roasted")
    assert [(one.unit, one.grams) for one in removed] == [("piece", 172)]


def test_a_measure_is_known_without_its_word_where_that_makes_little_difference() -> None:
    assert units((1, "cup, chopped", 100), (1, "cup, sliced", 110))["cup"] == 100
    assert "cup" not in units((1, "cup, chopped", 100), (1, "cup, pureed", 230))


def test_density_comes_from_a_plain_volume() -> None:
    assert density([(1, "cup", 244)]) == 1.017
    assert density([(1, "cup, chopped", 91), (1, "fl oz", 30.5)]) == 1.031
    assert density([(100, "ml", 103)]) == 1.03
    assert density([(1, "cup, chopped", 91)]) is None
    assert density([(1, "cup", 0)]) is None
    assert density([(1, "tsp", 400)]) is None


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("2 Tbsp", 2, "Tbsp"),
        ("1/2 cup", 0.5, "cup"),
        ("cup", 1, "cup"),
        ("0 cup", 1, "0 cup"),
        ("1/0 cup", 1, "1/0 cup"),
        ("", 1, ""),
    ],
)
def test_amount_before_a_unit(text: str, amount: float, unit: str) -> None:
    assert split_amount(text) == (amount, unit)


def test_a_serving_has_two_names() -> None:
    assert serving(32, "2 Tbsp") == [(1, "serving", 32), (2, "Tbsp", 32)]


@given(st.lists(st.tuples(st.floats(0, 100), st.text(max_size=80), st.floats(0, 1e6)), max_size=30), st.text(max_size=50))
def test_any_portions_are_read(rows: list[tuple[float, str, float]], name: str) -> None:
    found = portions(rows, name)
    assert len(found) <= 12
    assert len({portion.unit for portion in found}) == len(found)
    density(rows)
