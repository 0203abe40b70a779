"""The least of a user's GET: the token, the account, the document, JSON."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import firebase_admin
from firebase_admin import auth
from flask import Request, Response
from google.cloud import firestore


@cache
def _app() -> firebase_admin.App:
    return firebase_admin.initialize_app(options={"projectId": os.environ["GOOGLE_CLOUD_PROJECT"]})


@cache
def _db() -> firestore.Client:
    return firestore.Client(project=os.environ["GOOGLE_CLOUD_PROJECT"])


def get_meal(request: Request) -> Response:
    """What a cold get_meal has to do."""
    token = request.headers["Authorization"].removeprefix("Bearer ")
    uid = auth.verify_id_token(token, _app(), check_revoked=True, clock_skew_seconds=5)["uid"]
    _db().document(f"users/{uid}").get()
    meal_id = request.path.rsplit("/", 1)[-1]
    return _answer(_db().document(f"users/{uid}/meals/{meal_id}").get().to_dict())


def read_document(request: Request) -> Response:
    """What a warm one has to do: the one read. The path is the document's."""
    return _answer(_db().document(request.path.strip("/")).get().to_dict())


def _answer(document: dict[str, Any] | None) -> Response:
    return Response(json.dumps(document, default=str), mimetype="application/json")
