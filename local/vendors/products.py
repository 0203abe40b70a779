"""Packaged products that nobody sells, for the stand-ins of Open Food Facts and of FoodData Central's branded foods.

Their barcodes begin with 2 or 02, which GS1 keeps for use within a shop: no real product has one. Figures are per 100 g.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """A product; a figure that is None is one that its label does not say. `serving_g` of None: no serving on the label."""

    gtin: str
    name: str
    brand: str
    category: str
    kcal: float | None
    protein_g: float | None
    carbs_g: float | None
    fat_g: float | None
    fiber_g: float | None = None
    sugar_g: float | None = None
    sodium_mg: float | None = None
    serving_g: float | None = None
    serving_text: str = ""
    fdc_id: int = 0  # of FoodData Central's products


# As Open Food Facts has them.
SOLD_IN_EUROPE = (
    Product("2000000001012", "Hazelnut Cocoa Spread", "Nocciolina", "spreads", 539, 6.3, 57.5, 30.9, None, 56.3, 42.8, 15, "15 g"),
    Product("2000000001029", "Haferflocken zart", "Kornhof", "breakfast-cereals", 372, 13.5, 58.7, 7.0, 10.0, 0.7, 8, 50, "50 g"),
    Product("2000000001036", "Naturjoghurt 3,5 %", "Almgold", "yogurts", 67, 4.1, 5.1, 3.5, None, 5.1, 52, None, ""),
    Product("2000000001043", "Eau minérale gazeuse", "Source Claire", "waters", 0, 0, 0, 0, 0, 0, 1, None, ""),
    Product(
        "2000000001050",
        "Mì ăn liền tôm chua cay",
        "Hai Con Cá",
        "instant-noodles",
        445,
        9.3,
        62.7,
        17.3,
        2.7,
        4.0,
        1840,
        75,
        "1 gói (75 g)",
    ),
    Product("2000000001067", "Cookies mystère", "Sans Étiquette", "biscuits", None, None, None, None, None, None, None, None, ""),
    Product(
        "20000011",
        "Dark Chocolate 85 %",
        "Kakaowerk",
        "dark-chocolates",
        584,
        9.8,
        22.5,
        46.0,
        12.5,
        15.0,
        20,
        10,
        "1 square (10 g)",
    ),
)

# As the USDA's Branded Foods have them.
SOLD_IN_AMERICA = (
    Product(
        "020000000015",
        "CRUNCHY PEANUT BUTTER",
        "NUTTY ACRES",
        "Nut & Seed Butters",
        594,
        21.9,
        21.9,
        50.0,
        6.3,
        9.4,
        438,
        32,
        "2 Tbsp",
        9000001,
    ),
    Product(
        "020000000022",
        "WHOLE GRAIN BREAD",
        "MILL LANE",
        "Breads & Buns",
        256,
        11.6,
        44.2,
        3.5,
        7.0,
        4.7,
        419,
        43,
        "1 slice",
        9000002,
    ),
    Product(
        "020000000039",
        "VANILLA GREEK YOGURT",
        "HIGH MEADOW",
        "Yogurt",
        80,
        8.0,
        9.3,
        1.3,
        0.0,
        8.7,
        33,
        150,
        "1 container",
        9000003,
    ),
    Product("020000000046", "CHEDDAR CHEESE", "GREEN BARN", "Cheese", 393, 25.0, 3.6, 32.1, 0.0, 0.0, 643, 28, "1 ONZ", 9000004),
    Product("020000000053", "CHEDDAR CHEESE", "GREEN BARN", "Cheese", 393, 25.0, 3.6, 32.1, 0.0, 0.0, 643, 28, "1 ONZ", 9000005),
    Product(
        "020000000060",
        "PROTEIN BAR, CHOCOLATE PEANUT",
        "BASECAMP",
        "Snack, Energy & Granola Bars",
        350,
        33.3,
        36.7,
        13.3,
        16.7,
        1.7,
        333,
        60,
        "1 BAR",
        9000006,
    ),
    Product(
        "020000000077", "ORANGE JUICE", "SUNNY GROVE", "Fruit & Vegetable Juice", 46, 0.8, 10.8, 0.0, 0.0, 9.2, 0, None, "", 9000007
    ),
)
