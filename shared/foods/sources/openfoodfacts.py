"""Reads products of Open Food Facts, which anybody can edit: nothing in them is taken for granted. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from shared.foods.models import Food, Kind
from shared.foods.sources.fdc import KJ_PER_KCAL, PER_100ML
from shared.foods.sources.naming import line, title
from shared.foods.usda.portions import portions, serving
from shared.nutrition.models import ALCOHOL, MAX_NAME, AllowedUnit, Nutrients, Per100g
from shared.nutrition.rules import ENERGY_DERIVED, corrected

ATTRIBUTION = "Open Food Facts, openfoodfacts.org, Open Database License (ODbL)"
_NAMES = ("product_name_en", "product_name", "generic_name")
# Their labels count fibre among the carbohydrates; everywhere else it is beside them.
_FIBER_WITHIN_CARBS = frozenset({"en:united-states", "en:canada"})
_IMAGES = re.compile(r"https://images\.openfoodfacts\.org/[\x21-\x7e]{1,1900}")


def food_id(gtin14: str) -> str:
    return f"gtin-{gtin14}"


def read(answer: object, gtin14: str) -> Food | None:
    """The product of an answer; None where there is none, or where it has not even a name."""
    product = answer.get("product") if isinstance(answer, Mapping) else None
    if not isinstance(product, Mapping):
        return None
    try:
        return _food(product, gtin14)
    except (ValidationError, TypeError, ValueError, AttributeError):
        return None


def _food(product: Mapping[str, Any], gtin14: str) -> Food | None:
    name = next((text for field in _NAMES if (text := line(product.get(field)))), "")
    if not name:
        return None
    category = _category(product.get("categories_tags"))
    kept, codes = corrected(_figures(product), 100, alcoholic=category == ALCOHOL)
    in_ml = line(product.get("serving_quantity_unit")).lower() == "ml"
    flags = (*codes, PER_100ML) if in_ml else codes
    return Food(
        food_id=food_id(gtin14),
        name=title(name)[:MAX_NAME],
        brand=line(product.get("brands")).split(",")[0][:200] or None,
        category=category,
        kind=Kind.BRANDED,
        per_100g=Per100g(**dict(kept)),
        portions=_portions(product),
        density=1.0 if in_ml else None,
        barcode=gtin14,
        source="provider",
        attribution=ATTRIBUTION,
        image_url=_image(product.get("image_front_small_url")),
        is_estimate=ENERGY_DERIVED in codes or in_ml,
        flags=flags,
    )


def _figures(product: Mapping[str, Any]) -> Nutrients:
    given = product.get("nutriments")
    values: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    fiber, carbs = _number(values, "fiber_100g"), _number(values, "carbohydrates_100g")
    if carbs is not None and fiber is not None and not _counts_fiber(product.get("countries_tags")):
        carbs += fiber
    energy = _number(values, "energy-kcal_100g")
    if energy is None:
        kilojoules = _number(values, "energy-kj_100g", "energy_100g")
        energy = None if kilojoules is None else kilojoules / KJ_PER_KCAL
    return Nutrients.model_construct(
        None,
        calories=energy,
        protein_g=_number(values, "proteins_100g"),
        carbs_g=carbs,
        fat_g=_number(values, "fat_100g"),
        fiber_g=fiber,
        sugar_g=_number(values, "sugars_100g"),
    )


def _counts_fiber(countries: object) -> bool:
    """Whether the label's carbohydrates include the fibre, as ours do."""
    tags = [tag for tag in countries if isinstance(tag, str)] if isinstance(countries, list) else []
    return bool(tags) and _FIBER_WITHIN_CARBS.issuperset(tags)


def _number(values: Mapping[str, Any], *names: str) -> float | None:
    """A figure that can be one of food; anything else is not known."""
    for name in names:
        value = values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            continue
        try:
            found = float(value)
        except (ValueError, OverflowError):
            continue
        if 0 <= found <= 5000:  # NaN is not
            return found
    return None


def _portions(product: Mapping[str, Any]) -> tuple[AllowedUnit, ...]:
    """The serving of the package: "1 square (10 g)"."""
    grams, unit = _number(product, "serving_quantity"), line(product.get("serving_quantity_unit")).lower()
    if grams is None or unit not in {"", "g", "ml"}:
        return ()
    return portions(serving(grams, line(product.get("serving_size"))))


def _category(tags: object) -> str | None:
    known = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    if "en:alcoholic-beverages" in known:
        return ALCOHOL
    last = next((tag for tag in reversed(known) if tag.startswith("en:")), "")
    return last.removeprefix("en:").replace("-", " ")[:50] or None


def _image(url: object) -> str | None:
    return url if isinstance(url, str) and _IMAGES.fullmatch(url) else None
