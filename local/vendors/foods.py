"""How the Gemini stand-in looks at a picture: dominant colours become foods, their shares of the picture become grams.

No recognition, but not a fixed answer either: another photo gives another meal, the same photo always the same one. The figures
per 100 g are those of the foods' entries in USDA SR Legacy (public domain); the fdc_id beside each names the entry.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from itertools import compress
from typing import Any

from PIL import Image, ImageChops, ImageOps

from local.vendors.images import BOMBS, MAX_PIXELS

LOOK_SIZE = 128  # px of the longer side; colours need no more
FULL_PICTURE_G = 1000  # grams of a food of density 1 that fills the whole picture
PERSPECTIVE = 0.7  # a food on a tenth of the picture weighs a fifth of that: plates are photographed with their table
MIN_SHARE = 0.008  # smaller spots are shading, not food
MAX_FOODS = 6
BACKGROUND_DISTANCE = 60  # sum of the three channels' differences, 0..765
# Hues two apart, and saturations and values eight apart, are one, so that there are few colours to look at.
FEWER_COLOURS = [value - value % step + step // 2 for step in (2, 8, 8) for value in range(256)]
BACKGROUND_OF_BORDER = 0.7  # a border less uniform than this is part of the meal


@dataclass(frozen=True, slots=True)
class Food:
    """A food with its figures per 100 g; `density` scales the grams that an area of it weighs."""

    name: str
    short: str
    emoji: str
    category: str
    state: str
    density: float
    calories: float
    protein_g: float
    carbs_g: float
    fat_g: float
    fiber_g: float
    sugar_g: float


RICE = Food("cooked white rice", "rice", "🍚", "grain", "cooked", 1.2, 130, 2.69, 28.2, 0.28, 0.4, 0.05)  # 168878
BROCCOLI = Food("steamed broccoli", "broccoli", "🥦", "vegetable", "cooked", 0.7, 35, 2.38, 7.18, 0.41, 3.3, 1.39)  # 169967
SPINACH = Food("cooked spinach", "spinach", "🥬", "vegetable", "cooked", 0.8, 23, 2.97, 3.75, 0.26, 2.4, 0.43)  # 168463
LETTUCE = Food("green leaf lettuce", "lettuce", "🥗", "vegetable", "raw", 0.3, 15, 1.36, 2.87, 0.15, 1.3, 0.78)  # 169249
SALMON = Food("salmon fillet", "salmon", "🐟", "fish", "cooked", 1.2, 206, 22.1, 0, 12.4, 0, 0)  # 175168
CARROT = Food("cooked carrots", "carrots", "🥕", "vegetable", "cooked", 0.9, 35, 0.76, 8.22, 0.18, 3, 3.45)  # 170394
TOMATO = Food("tomato", "tomato", "🍅", "vegetable", "raw", 0.9, 18, 0.88, 3.89, 0.2, 1.2, 2.63)  # 170457
BEEF = Food("beef patty", "beef patty", "🥩", "meat", "cooked", 1.3, 270, 25.8, 0, 17.8, 0, 0)  # 171797
CHICKEN = Food("roasted chicken breast", "chicken", "🍗", "meat", "cooked", 1.2, 165, 31, 0, 3.57, 0, 0)  # 171477
FRIES = Food("french fries", "fries", "🍟", "vegetable", "cooked", 0.7, 161, 2.51, 27.5, 5.13, 2.3, 0.29)  # 170437
EGGS = Food("scrambled eggs", "eggs", "🍳", "egg", "cooked", 1.0, 149, 9.99, 1.61, 11, 0, 1.39)  # 172187
LEMON = Food("lemon slice", "lemon", "🍋", "fruit", "raw", 0.6, 29, 1.1, 9.32, 0.3, 2.8, 2.5)  # 167746
BEETS = Food("cooked beets", "beets", "🥗", "vegetable", "cooked", 1.0, 44, 1.68, 9.96, 0.18, 2, 7.96)  # 169146


@dataclass(frozen=True, slots=True)
class Cell:
    """A box of the HSV space (hue in degrees, a range over 360 wraps; saturation and value 0..1) and what it shows."""

    food: Food
    hue: tuple[float, float]
    saturation: tuple[float, float]
    value: tuple[float, float]

    def holds(self, hue: float, saturation: float, value: float) -> bool:
        low, high = self.hue
        return (
            (low <= hue < high or low <= hue + 360 < high)
            and self.saturation[0] <= saturation < self.saturation[1]
            and self.value[0] <= value < self.value[1]
        )


CELLS = (  # the first that holds a colour wins
    Cell(RICE, (0, 361), (0, 0.16), (0.82, 1.01)),
    Cell(RICE, (30, 70), (0.16, 0.26), (0.86, 1.01)),
    Cell(TOMATO, (344, 368), (0.5, 1.01), (0.35, 1.01)),
    Cell(SALMON, (344, 390), (0.26, 0.78), (0.62, 1.01)),
    Cell(CARROT, (10, 38), (0.78, 1.01), (0.62, 1.01)),
    Cell(BEEF, (0, 45), (0.3, 1.01), (0.14, 0.5)),
    Cell(CHICKEN, (10, 44), (0.26, 0.6), (0.5, 1.01)),
    Cell(FRIES, (30, 42), (0.6, 0.78), (0.6, 1.01)),
    Cell(EGGS, (38, 51), (0.3, 1.01), (0.6, 1.01)),
    Cell(LEMON, (51, 66), (0.26, 1.01), (0.6, 1.01)),
    Cell(LETTUCE, (66, 110), (0.25, 1.01), (0.66, 1.01)),
    Cell(SPINACH, (66, 170), (0.25, 1.01), (0.06, 0.19)),
    Cell(BROCCOLI, (60, 170), (0.2, 1.01), (0.19, 1.01)),
    Cell(BEETS, (280, 344), (0.3, 1.01), (0.15, 1.01)),
)


def meal(image: bytes) -> dict[str, Any]:
    """What the stand-in sees in `image`, in the form that MealTrack's photo prompt asks for. Raises ValueError for no image."""
    shares = _shares(_small(image))
    foods = [_item(food, share) for food, share in shares]
    if not foods:
        return {
            "is_food": False,
            "dish_name": "No food",
            "emoji": "❓",
            "foods": [],
            "confidence": 0.9,
            "notes": "No food colours.",
        }
    names = [food.short for food, _ in shares[:3]]
    return {
        "is_food": True,
        "dish_name": _sentence(names),
        "emoji": shares[0][0].emoji,
        "foods": foods,
        "confidence": round(sum(item["confidence"] for item in foods) / len(foods), 2),
        "notes": "Judged from colours by the stand-in.",
    }


def _small(image: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(image)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise ValueError("the picture has too many pixels")
            opened.draft("RGB", (2 * LOOK_SIZE, 2 * LOOK_SIZE))
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, *BOMBS) as error:
        raise ValueError("the picture cannot be read") from error
    picture.thumbnail((LOOK_SIZE, LOOK_SIZE))
    return picture


def _shares(picture: Image.Image) -> list[tuple[Food, float]]:
    """The foods by the share of the picture that they cover, largest first."""
    pixels = picture.width * picture.height
    hsv = picture.convert("HSV").point(FEWER_COLOURS)
    background = _background(picture)
    seen = _colours(hsv, _far_from(picture, background)) if background else _colours(hsv)
    if sum(seen.values()) < MIN_SHARE * pixels:  # one colour all over: then it is what there is to see
        seen = _colours(hsv)
    counts: Counter[Food | None] = Counter()
    for (h, s, v), count in seen.items():
        counts[_food(h / 255 * 360, s / 255, v / 255)] += count
    found = [(food, count / pixels) for food, count in counts.most_common() if food and count >= MIN_SHARE * pixels]
    return found[:MAX_FOODS]


Pixel = tuple[int, int, int]


def _colours(picture: Image.Image, where: Image.Image | None = None) -> Counter[Pixel]:
    """How often each colour is there; with `where`, at the places that are not black in it."""
    raw = picture.tobytes()
    pixels = zip(raw[::3], raw[1::3], raw[2::3], strict=True)
    return Counter(compress(pixels, where.tobytes()) if where else pixels)


def _background(picture: Image.Image) -> Pixel | None:
    """The table's colour: the median of the border, where most of the border is near it."""
    width, height = picture.size
    edges = ((0, 0, width, 1), (0, height - 1, width, height), (0, 1, 1, height - 1), (width - 1, 1, width, height - 1))
    border = [pixel for edge in edges for pixel in _colours(picture.crop(edge)).elements()]
    red, green, blue = (sorted(channel)[len(border) // 2] for channel in zip(*border, strict=True))
    near = sum(abs(r - red) + abs(g - green) + abs(b - blue) <= BACKGROUND_DISTANCE for r, g, b in border)
    return (red, green, blue) if near >= BACKGROUND_OF_BORDER * len(border) else None


def _far_from(picture: Image.Image, colour: Pixel) -> Image.Image:
    """Not black where the picture shows another colour."""
    apart = ImageChops.difference(picture, Image.new("RGB", picture.size, colour))
    return apart.convert("L", (1, 1, 1, 0)).point(lambda distance: 255 * (distance > BACKGROUND_DISTANCE))


def _food(hue: float, saturation: float, value: float) -> Food | None:
    return next((cell.food for cell in CELLS if cell.holds(hue, saturation, value)), None)


def _item(food: Food, share: float) -> dict[str, Any]:
    grams = max(5, 5 * round(FULL_PICTURE_G * food.density * share**PERSPECTIVE / 5))
    scale = grams / 100
    macros = {name: round(getattr(food, name) * scale, 1) for name in ("protein_g", "carbs_g", "fat_g", "fiber_g", "sugar_g")}
    return {
        "name": food.name,
        "category": food.category,
        "quantity": grams,
        "unit": "g",
        "grams": grams,
        "state": food.state,
        "calories": round(food.calories * scale, 1),
        "macros": macros,
        "confidence": round(0.6 + 0.35 * min(1.0, 4 * share), 2),
    }


def _sentence(names: list[str]) -> str:
    """`Salmon with rice and broccoli`."""
    first, *rest = names
    return " with ".join([first.capitalize(), " and ".join(rest)] if rest else [first.capitalize()])
