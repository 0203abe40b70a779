"""The USDA's categories of foods, and ours for each: those of its tables, and those of its survey (What We Eat in America)."""

from __future__ import annotations

import re

from shared.nutrition.models import ALCOHOL

# Of SR Legacy and Foundation Foods.
_TABLES = {
    "Dairy and Egg Products": "dairy",
    "Spices and Herbs": "other",
    "Baby Foods": "other",
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
    "Restaurant Foods": "dish",
    "American Indian/Alaska Native Foods": "other",
    "Alcoholic Beverages": ALCOHOL,
}
# Of FNDDS, whose foods are as people eat them; semicolons between them. "excludes …" and "(single code)" are left out.
_SURVEY = {
    "dairy": """
        Milk, whole; Milk, reduced fat; Milk, lowfat; Milk, nonfat; Flavored milk, whole; Flavored milk, reduced fat; Flavored
        milk, lowfat; Flavored milk, nonfat; Milk shakes and other dairy drinks; Cheese; Cottage/ricotta cheese; Yogurt,
        regular; Yogurt, Greek; Yogurt, whole; Yogurt, lowfat; Yogurt, nonfat; Cream cheese, sour cream, whipped cream; Cream
        and cream substitutes
    """,
    "meat": """
        Beef; Ground beef; Pork; Lamb, goat, game; Liver and organ meats; Chicken, whole pieces; Chicken patties, nuggets and
        tenders; Turkey, duck, other poultry; Cold cuts and cured meats; Bacon; Frankfurters; Sausages
    """,
    "fish": "Fish; Shellfish",
    "egg": "Eggs and omelets",
    "legume": "Beans, peas, legumes; Processed soy products; Soy and meat-alternative products",
    "nut": "Nuts and seeds",
    "dish": """
        Meat mixed dishes; Poultry mixed dishes; Seafood mixed dishes; Bean, pea, legume dishes; Vegetable dishes; Rice mixed
        dishes; Pasta mixed dishes; Macaroni and cheese; Turnovers and other grain-based items; Fried rice and lo/chow mein;
        Stir-fry and soy-based sauce mixtures; Egg rolls, dumplings, sushi; Burritos and tacos; Nachos; Other Mexican mixed
        dishes; Pizza; Burgers; Frankfurter sandwiches; Chicken fillet sandwiches; Chicken/turkey sandwiches; Egg/breakfast
        sandwiches; Other sandwiches; Cheese sandwiches; Peanut butter and jelly sandwiches; Seafood sandwiches; Deli and cured
        meat sandwiches; Meat and BBQ sandwiches; Vegetable sandwiches/burgers
    """,
    "soup": "Soups; Soups, broth-based; Soups, cream-based; Ramen and Asian broth-based soups",
    "grain": """
        Rice; Pasta, noodles, cooked grains; Yeast breads; Rolls and buns; Bagels and English muffins; Tortillas; Biscuits,
        muffins, quick breads; Pancakes, waffles, French toast; Ready-to-eat cereal, higher sugar; Ready-to-eat cereal, lower
        sugar; Oatmeal; Grits and other cooked cereals; Crackers; Saltine crackers
    """,
    "sweet": """
        Cereal bars; Nutrition bars; Cakes and pies; Cookies and brownies; Doughnuts, sweet rolls, pastries; Candy containing
        chocolate; Candy not containing chocolate; Ice cream and frozen dairy desserts; Pudding; Gelatins, ices, sorbets; Sugars
        and honey; Sugar substitutes; Jams, syrups, toppings
    """,
    "fruit": """
        Apples; Bananas; Grapes; Peaches and nectarines; Strawberries; Blueberries and other berries; Berries; Citrus fruits;
        Melons; Pears; Pineapple; Mango and papaya; Dried fruits; Other fruits and fruit salads
    """,
    "vegetable": """
        Tomatoes; Carrots; Other red and orange vegetables; Broccoli; Spinach; Lettuce and lettuce salads; Other dark green
        vegetables; Dark green vegetables; String beans; Cabbage; Onions; Corn; Other starchy vegetables; Other vegetables and
        combinations; Fried vegetables; Coleslaw, non-lettuce salads; Vegetables on a sandwich; White potatoes, baked or boiled;
        French fries and other fried white potatoes; Mashed potatoes and white potato mixtures; Olives, pickles, pickled
        vegetables
    """,
    "beverage": """
        Plant-based milk; Milk substitutes; Citrus juice; Apple juice; Other fruit juice; Vegetable juice; Diet soft drinks;
        Diet sport and energy drinks; Other diet drinks; Soft drinks; Fruit drinks; Sport and energy drinks; Nutritional
        beverages; Smoothies and grain drinks; Coffee; Tea; Tap water; Bottled water; Flavored or carbonated water; Enhanced
        water; Enhanced or fortified water
    """,
    ALCOHOL: "Beer; Wine; Liquor and cocktails",
    "fat": "Butter and animal fats; Margarine",
    "sauce": """
        Mayonnaise; Salad dressings and vegetable oils; Tomato-based condiments; Soy-based condiments; Mustard and other
        condiments; Pasta sauces, tomato-based; Dips, gravies, other sauces
    """,
}
_NOT_SAID = re.compile(r"\s*(\(.*\)|, excludes .*)$")
# Foods of these are made of several, as a kitchen makes them; what is left is one food.
MADE = frozenset({"Cakes and pies", "Cookies and brownies", "Doughnuts, sweet rolls, pastries"})

_OURS = {name.casefold(): ours for name, ours in _TABLES.items()} | {
    " ".join(name.split()).casefold(): ours for ours, names in _SURVEY.items() for name in names.split(";")
}


def ours_for(category: str) -> str:
    """Ours (of shared.prompts.meal_items.CATEGORIES) for one of the USDA's; "other" for what is none of them."""
    return _OURS.get(_NOT_SAID.sub("", category).casefold(), "other")
