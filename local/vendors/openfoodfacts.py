"""Open Food Facts' stand-in: the product read by barcode, over a handful of products that nobody sells.

As there, whoever names no contact in the User-Agent is refused. Kind of call for a script's `path`: "product".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, jsonify, request

from local.vendors.products import SOLD_IN_EUROPE, Product
from local.vendors.script import StandIn
from local.vendors.wire import WireReply, scripted

_KJ_PER_KCAL = 4.184
_NAMED_CALLER = re.compile(r"\S+/\S+ \(.+\)")


def app(environment: Mapping[str, str]) -> Flask:  # noqa: ARG001 - every stand-in is made alike
    """The WSGI application."""
    stand_in = StandIn("openfoodfacts", WireReply)
    products = {product.gtin: product for product in SOLD_IN_EUROPE}

    @stand_in.app.get("/api/v2/product/<code>.json")
    def product(code: str) -> Response:
        stand_in.received({"code": code})
        if (answer := scripted(stand_in, "product")) is not None:
            return answer
        if not _NAMED_CALLER.fullmatch(request.headers.get("User-Agent", "")):
            return Response("Please set a User-Agent that names your app.", 403, content_type="text/html")
        found = products.get(code.lstrip("0")) or products.get(code)
        if found is None:
            answer = jsonify(code=code, status=0, status_verbose="product not found")
            answer.status_code = 404
            return answer
        fields = set(request.args.get("fields", "").split(",")) - {""}
        document = _document(found)
        shown = {name: value for name, value in document.items() if not fields or name in fields}
        return jsonify(code=found.gtin, product=shown, status=1, status_verbose="product found")

    return stand_in.app


def _document(product: Product) -> dict[str, Any]:
    document: dict[str, Any] = {
        "code": product.gtin,
        "product_name": product.name,
        "brands": product.brand,
        "categories_tags": [f"en:{product.category}"],
        "nutrition_data_per": "100g",
        "nutriments": _nutriments(product),
        "image_front_small_url": f"https://images.openfoodfacts.org/images/products/{product.gtin}/front.200.jpg",
        "last_modified_t": 1735689600,
    }
    if product.kcal is None:
        document["no_nutrition_data"] = "on"
    if product.serving_g is not None:
        document |= {"serving_size": product.serving_text, "serving_quantity": product.serving_g, "serving_quantity_unit": "g"}
    return document


def _nutriments(product: Product) -> dict[str, Any]:
    known = {
        "energy-kcal": product.kcal,
        "energy": None if product.kcal is None else round(product.kcal * _KJ_PER_KCAL),
        "proteins": product.protein_g,
        "carbohydrates": product.carbs_g,
        "fat": product.fat_g,
        "fiber": product.fiber_g,
        "sugars": product.sugar_g,
        "sodium": None if product.sodium_mg is None else product.sodium_mg / 1000,
    }
    return {f"{name}_100g": value for name, value in known.items() if value is not None}
