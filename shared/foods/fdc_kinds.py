"""What sort of food an entry of the USDA tables is (one food, a dish, a maker's product), and its household category. Pure."""

from __future__ import annotations

import re

from shared.foods.models import Kind

# The tables' categories, as those that the vision model and the starter table use.
_CATEGORIES = {
    "Dairy and Egg Products": "dairy",
    "Spices and Herbs": "other",
    "Baby Foods": "dish",
    "Fats and Oils": "fat",
    "Poultry Products": "meat",
    "Soups, Sauces, and Gravies": "sauce",
    "Sausages and Luncheon Meats": "meat",
    "Breakfast Cereals": "grain",
    "Fruits and Fruit Juices": "fruit",
    "Pork Products": "meat",
    "Vegetables and Vegetable Products": "vegetable",
    "Nut and Seed Products": "nut",
    "Beef Products": "meat",
    "Beverages": "beverage",
    "Finfish and Shellfish Products": "fish",
    "Legumes and Legume Products": "legume",
    "Lamb, Veal, and Game Products": "meat",
    "Baked Products": "grain",
    "Sweets": "sweet",
    "Cereal Grains and Pasta": "grain",
    "Fast Foods": "dish",
    "Meals, Entrees, and Side Dishes": "dish",
    "Snacks": "other",
    "American Indian/Alaska Native Foods": "other",
    "Restaurant Foods": "dish",
}
_BY_FIRST_WORD = {"Egg": "egg", "Eggs": "egg", "Soup": "soup", "Cake": "sweet", "Cookies": "sweet", "Pie": "sweet"}

# Foods of several ingredients; in the other two categories all but these are. What is left of the generic tables is one food.
_DISHES = frozenset(
    {"Soups, Sauces, and Gravies", "Fast Foods", "Meals, Entrees, and Side Dishes", "Restaurant Foods", "Baby Foods", "Snacks"}
)
_PLAIN_AMONG_DISHES = {
    "Baked Products": ("Bread", "Rolls", "Bagels", "Tortillas", "Crackers", "Croissants", "English muffins", "Leavening"),
    "Sweets": ("Sugar", "Honey", "Syrups", "Molasses", "Jams", "Jellies", "Marmalade", "Chocolate", "Cocoa", "Gelatin"),
}
# The tables of generic foods hold makers' products too: their names are in capitals, or begin with the maker.
_BRAND = re.compile(r"[A-Z][A-Z'&’\-]{3,}|\b[A-Z]{2,}(?:'S|’S)\b|[®™]")
_NO_BRANDS = frozenset({"USDA", "NLEA", "RACC", "ONLY"})
_BRANDS_IN_LOWER_CASE = re.compile(
    r"^(Pillsbury|Kraft|Kellogg|Keebler|Nabisco|Campbell|McDonald|Burger King|Hormel|Oscar Mayer|Heinz|Gerber|Beech-Nut|Mars|"
    r"Hershey|Betty Crocker|Archway|Andrea's|Udi's|Rudi's|Van's|George Weston|Interstate Brands|Mission Foods|Martha White|"
    r"Butterball)\b"
)
_MAX_CATEGORY = 50


def household_category(description: str, category: str) -> str | None:
    """The category as a household says it; one that we do not know stays as it is."""
    if category not in _CATEGORIES:
        return category[:_MAX_CATEGORY] or None
    return _BY_FIRST_WORD.get(re.split(r"[\s,]", description, maxsplit=1)[0], _CATEGORIES[category])


def kind_of(description: str, category: str) -> Kind:
    """For an entry of a generic table, by its name and the table's category."""
    words = {word for word in _BRAND.findall(description) if word.strip("'’&-") not in _NO_BRANDS}
    if words or _BRANDS_IN_LOWER_CASE.match(description):
        return Kind.BRANDED
    if category in _PLAIN_AMONG_DISHES:
        return Kind.WHOLE if description.startswith(_PLAIN_AMONG_DISHES[category]) else Kind.DISH
    return Kind.DISH if category in _DISHES else Kind.WHOLE
