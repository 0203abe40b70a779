"""The least of a photo's POST: the token, the account and its budget, a look at the picture, its upload, two documents."""

from __future__ import annotations

import io
import json
import os
import uuid
from functools import cache

import cloudinary
import cloudinary.uploader
import firebase_admin
from firebase_admin import auth
from flask import Request, Response
from google.cloud import firestore
from PIL import Image


@cache
def _app() -> firebase_admin.App:
    return firebase_admin.initialize_app(options={"projectId": os.environ["GOOGLE_CLOUD_PROJECT"]})


@cache
def _db() -> firestore.Client:
    return firestore.Client(project=os.environ["GOOGLE_CLOUD_PROJECT"])


@cache
def _configure_cloudinary() -> None:
    cloudinary.config(
        cloud_name=os.environ["CLOUDINARY_CLOUD_NAME"],
        api_key=os.environ["CLOUDINARY_API_KEY"],
        api_secret=os.environ["CLOUDINARY_API_SECRET"],
        upload_prefix=os.environ["CLOUDINARY_UPLOAD_URL"],
    )


def analyze_meal_image(request: Request) -> Response:
    token = request.headers["Authorization"].removeprefix("Bearer ")
    uid = auth.verify_id_token(token, _app(), check_revoked=True, clock_skew_seconds=5)["uid"]
    _db().document(f"users/{uid}").get()
    data = request.files["file"].read()
    with Image.open(io.BytesIO(data)) as image:
        image.draft("L", (image.width // 8, image.height // 8))
        image.load()
    budget = _db().document(f"users/{uid}/bench_limits/ai")
    budget.get()
    _configure_cloudinary()
    meal_id = uuid.uuid4().hex
    stored = cloudinary.uploader.upload(data, public_id=meal_id, folder="floor", filename="photo.jpg")
    meal = _db().document(f"users/{uid}/bench_meals/{meal_id}")
    list(_db().get_all([meal, budget]))
    batch = _db().batch()
    batch.create(meal, {"status": "PROCESSING", "url": stored["secure_url"]})
    batch.set(budget, {"charged": [meal_id]})
    batch.commit()
    return Response(json.dumps({"meal_id": meal_id}), 202, mimetype="application/json")
