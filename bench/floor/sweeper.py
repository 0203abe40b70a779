"""The least of a scheduled run with nothing to do: one query."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache

from flask import Request, Response
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import FieldFilter


@cache
def _db() -> firestore.Client:
    return firestore.Client(project=os.environ["GOOGLE_CLOUD_PROJECT"])


def sweep_stuck_meals(_request: Request) -> Response:
    due = FieldFilter("analysis.sweep_at", "<=", datetime.now(UTC))
    list(_db().collection_group("meals").where(filter=due).order_by("analysis.sweep_at").limit(100).stream())
    return Response(status=204)
