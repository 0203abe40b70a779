"""FoodData Central's stand-in: search and food details in the API's shapes, over the starter table and some made-up branded foods.

With its quirks: energy in kcal and kJ, other names for the same things in search rows and in details, a Foundation food that is
there abridged only. Kinds of call for a script's `path`: "search", "food".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, jsonify, request

from local.vendors.products import SOLD_IN_AMERICA, Product
from local.vendors.script import StandIn
from local.vendors.starter import Record, records
from local.vendors.wire import WireReply, scripted

ABRIDGED_ONLY = frozenset({328637})  # as of the real API: 404 in full, 200 abridged
MAX_PAGE = 200
_KJ_PER_KCAL = 4.184
_WORD = re.compile(r"[^\W_]+")

# What search rows, abridged details and full details call a nutrient: id, number, name, unit.
_NUTRIENTS: dict[str, tuple[int, str, str, str]] = {
    "calories": (1008, "208", "Energy", "KCAL"),
    "kilojoules": (1062, "268", "Energy", "kJ"),
    "protein_g": (1003, "203", "Protein", "G"),
    "carbs_g": (1005, "205", "Carbohydrate, by difference", "G"),
    "fat_g": (1004, "204", "Total lipid (fat)", "G"),
    "fiber_g": (1079, "291", "Fiber, total dietary", "G"),
    "sugar_g": (2000, "269", "Total Sugars", "G"),
    "sodium_mg": (1093, "307", "Sodium, Na", "MG"),
}


def app(environment: Mapping[str, str]) -> Flask:  # noqa: ARG001 - every stand-in is made alike
    """The WSGI application."""
    stand_in = StandIn("fdc", WireReply)

    def asked(kind: str, fields: Mapping[str, Any]) -> Response | None:
        stand_in.received(dict(fields))
        if not request.headers.get("X-Api-Key", request.args.get("api_key")):
            return _refused(403, "API_KEY_MISSING", "No api_key was supplied.")
        return scripted(stand_in, kind)

    @stand_in.app.get("/v1/foods/search")
    def search() -> Response:
        query = request.args.get("query", "")
        if (answer := asked("search", dict(request.args))) is not None:
            return answer
        types = [name.strip() for name in request.args.get("dataType", "").split(",") if name.strip()]
        size = min(request.args.get("pageSize", 50, int), MAX_PAGE)
        rows = [row for row in _rows() if not types or row["dataType"] in types]
        wanted = set(_WORD.findall(query.casefold()))
        found = sorted(
            (row for row in rows if wanted & set(_words(row))),
            key=lambda row: (-len(wanted & set(_words(row))), len(row["description"])),
        )
        criteria = {"query": query, "pageNumber": 1, "pageSize": size, "dataType": types}
        return jsonify(totalHits=len(found), currentPage=1, totalPages=1, foodSearchCriteria=criteria, foods=found[:size])

    @stand_in.app.get("/v1/foods")
    def foods() -> Response:
        if (answer := asked("food", dict(request.args))) is not None:
            return answer
        wanted = set(request.args.get("fdcIds", "").split(","))
        abridged = request.args.get("format") == "abridged"
        rows = [row for row in _rows() if str(row["fdcId"]) in wanted and (abridged or row["fdcId"] not in ABRIDGED_ONLY)]
        return jsonify([_abridged(row) if abridged else _full(row) for row in rows])

    @stand_in.app.get("/v1/food/<int:fdc_id>")
    def food(fdc_id: int) -> Response:
        if (answer := asked("food", {"fdc_id": fdc_id, **request.args})) is not None:
            return answer
        abridged = request.args.get("format") == "abridged"
        row = next((row for row in _rows() if row["fdcId"] == fdc_id), None)
        if row is None or (fdc_id in ABRIDGED_ONLY and not abridged):
            return Response(status=404)
        return jsonify(_abridged(row) if abridged else _full(row))

    return stand_in.app


def _rows() -> list[dict[str, Any]]:
    """Every food as a search row."""
    return [_branded(product) for product in SOLD_IN_AMERICA] + [_generic(record) for record in records()]


def _words(row: Mapping[str, Any]) -> list[str]:
    return _WORD.findall(f"{row['description']} {row.get('brandName', '')} {row.get('gtinUpc', '')}".casefold())


def _branded(product: Product) -> dict[str, Any]:
    figures = {
        "calories": product.kcal,
        "protein_g": product.protein_g,
        "carbs_g": product.carbs_g,
        "fat_g": product.fat_g,
        "fiber_g": product.fiber_g,
        "sugar_g": product.sugar_g,
        "sodium_mg": product.sodium_mg,
    }
    row: dict[str, Any] = {
        "fdcId": product.fdc_id,
        "description": product.name,
        "dataType": "Branded",
        "gtinUpc": product.gtin,
        "publishedDate": "2021-10-28",
        "brandOwner": f"{product.brand.title()} LLC",
        "brandName": product.brand,
        "foodCategory": product.category,
        "foodNutrients": _search_nutrients(figures),
    }
    if product.serving_g is not None:
        row |= {"servingSize": product.serving_g, "servingSizeUnit": "g", "householdServingFullText": product.serving_text}
    return row


def _generic(record: Record) -> dict[str, Any]:
    energy = record.figures.get("calories")
    figures = record.figures | {"kilojoules": None if energy is None else round(energy * _KJ_PER_KCAL)}
    return {
        "fdcId": record.fdc_id,
        "description": record.text,
        "dataType": record.data_type,
        "publishedDate": "2019-04-01",
        "foodCategory": record.category,
        "foodNutrients": _search_nutrients(figures),
        "foodMeasures": [{"disseminationText": unit, "gramWeight": grams, "rank": 1} for unit, grams in record.portions],
    }


def _search_nutrients(figures: Mapping[str, float | None]) -> list[dict[str, Any]]:
    rows = []
    for name, (number_id, number, title, unit) in _NUTRIENTS.items():
        if (value := figures.get(name)) is not None:
            rows.append(
                {"nutrientId": number_id, "nutrientNumber": number, "nutrientName": title, "unitName": unit, "value": value}
            )
    return rows


def _abridged(row: Mapping[str, Any]) -> dict[str, Any]:
    nutrients = [
        {"number": one["nutrientNumber"], "name": one["nutrientName"], "amount": one["value"], "unitName": one["unitName"]}
        for one in row["foodNutrients"]
    ]
    kept = {name: row[name] for name in ("fdcId", "description", "dataType", "brandOwner", "gtinUpc") if name in row}
    return kept | {"publicationDate": row["publishedDate"], "foodNutrients": nutrients}


def _full(row: Mapping[str, Any]) -> dict[str, Any]:
    nutrients = [
        {
            "type": "FoodNutrient",
            "nutrient": {
                "id": one["nutrientId"],
                "number": one["nutrientNumber"],
                "name": one["nutrientName"],
                "unitName": one["unitName"],
            },
            "amount": one["value"],
        }
        for one in row["foodNutrients"]
    ]
    portions = [
        {
            "amount": 1.0,
            "measureUnit": {"id": 9999, "name": "undetermined"},
            "modifier": one["disseminationText"],
            "gramWeight": one["gramWeight"],
        }
        for one in row.get("foodMeasures", ())
    ]
    kept = {
        name: value for name, value in row.items() if name not in {"foodNutrients", "foodMeasures", "foodCategory", "publishedDate"}
    }
    category = (
        {"brandedFoodCategory": row["foodCategory"]}
        if row["dataType"] == "Branded"
        else {"foodCategory": {"description": row["foodCategory"]}}
    )
    return kept | category | {"publicationDate": "4/1/2019", "foodNutrients": nutrients, "foodPortions": portions}


def _refused(status: int, code: str, message: str) -> Response:
    answer = jsonify(error={"code": code, "message": message})
    answer.status_code = status
    return answer
