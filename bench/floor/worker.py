"""The least of an analysis: the photo scaled down, one question to the model, and the same three commits."""

from __future__ import annotations

import io
import os
from functools import cache
from typing import Any

import urllib3
from flask import Request, Response
from google import genai
from google.cloud import firestore
from google.genai import types
from PIL import Image, ImageOps

SIDE = 1600


@cache
def _db() -> firestore.Client:
    return firestore.Client(project=os.environ["GOOGLE_CLOUD_PROJECT"])


@cache
def _model() -> genai.Client:
    options = types.HttpOptions(base_url=os.environ["GEMINI_BASE_URL"])
    return genai.Client(api_key=os.environ["GEMINI_API_KEY"], http_options=options)


def run_meal_analysis(request: Request) -> Response:
    task = request.get_json()
    uid, meal_id = task["uid"], task["meal_id"]
    meal = _change(f"users/{uid}/meals/{meal_id}", f"users/{uid}/bench_meals/{meal_id}", {"status": "ANALYZING"})
    data = urllib3.request("GET", meal["image"]["url"]).data
    answer = _model().models.generate_content(
        model="gemini-2.5-flash",
        contents=types.Content(
            role="user",
            parts=[types.Part.from_bytes(data=_small(data), mime_type="image/jpeg"), types.Part.from_text(text="What is this?")],
        ),
        config=types.GenerateContentConfig(response_mime_type="application/json", temperature=0.2),
    )
    path = f"users/{uid}/bench_meals/{meal_id}"
    _change(path, path, {"status": "ENRICHING", "answer": answer.text})
    for other in (f"users/{uid}/bench_days/today", f"users/{uid}/bench_limits/ai"):
        _db().document(other).get()
    _change(path, path, {"status": "READY"})
    return Response(status=204)


def _change(source: str, target: str, fields: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = (_db().document(source).get().to_dict() or {}) | fields
    _db().document(target).set(document)
    return document


def _small(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        image.draft("RGB", (SIDE, SIDE))
        picture = ImageOps.exif_transpose(image)
        picture.thumbnail((SIDE, SIDE))
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()
