"""Exports and imports as a phone has them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from local.phone import Phone
from shared.clients.firestore import firestore
from shared.portability import store
from tests.support.waiting import PATIENCE_S, eventually
from tests.support.web import web


def packed(members: Mapping[str, str | bytes], **options: Any) -> bytes:
    """A zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


MANIFEST = {"format": "mealtrack-export", "version": 1, "uid": "somebody-else", "exported_at": "2026-01-01T00:00:00Z", "counts": {}}
EMPTY_EXPORT = packed({"export.json": json.dumps(MANIFEST)})


def ended(phone: Phone, location: str, timeout_s: float = PATIENCE_S) -> dict[str, Any]:
    """The export or import at `location`, once it is over."""

    def look() -> dict[str, Any] | None:
        answer = phone.request("GET", location)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found if found["status"] in {"ready", "failed"} else None

    return eventually(look, "its end", timeout_s)


def begun_export(phone: Phone) -> tuple[str, str]:
    """A new export, or the one that is under way: its address and its document's path."""
    answer = phone.request("POST", "/v1/users/me/export")
    assert answer.status_code == 202, answer.text
    return answer.headers["Location"], store.export_path(phone.uid, answer.json()["export_id"])


def exported(phone: Phone, timeout_s: float = PATIENCE_S) -> bytes:
    """The file of a new export."""
    answer = phone.request("POST", "/v1/users/me/export")
    assert answer.status_code == 202, answer.text
    done = ended(phone, answer.headers["Location"], timeout_s)
    assert done["status"] == "ready", done
    file = web.get(done["download_url"])
    assert file.status_code == 200
    assert len(file.content) == done["size_bytes"]
    return file.content


def imported(phone: Phone, file: bytes, timeout_s: float = PATIENCE_S) -> dict[str, Any]:
    """What became of importing the file."""
    answer = phone.request("POST", "/v1/users/me/import", files={"file": ("export.zip", file, "application/zip")})
    assert answer.status_code == 202, answer.text
    return ended(phone, answer.headers["Location"], timeout_s)


def documents(file: bytes, collection: str) -> list[dict[str, Any]]:
    """The lines of a collection in an export's file."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return [json.loads(line) for line in archive.read(f"data/{collection}.ndjson").splitlines()]


def days(uid: str) -> dict[str, dict[str, Any]]:
    """What the person's days hold, but for ids, photos and when they were written: two accounts with the same life are the same."""
    found = {}
    for snapshot in firestore().collection(f"users/{uid}/days").stream():
        day = snapshot.to_dict() or {}
        photo = {"image_url", "thumbnail_url"}
        entries = [{name: value for name, value in entry.items() if name not in photo} for entry in day["entries"].values()]
        day["entries"] = sorted(entries, key=lambda entry: (entry["logged_at"], entry["nutrition"]["calories"]))
        found[snapshot.id] = {name: value for name, value in day.items() if name not in {"created_at", "updated_at"}}
    return found


def meals(uid: str) -> list[dict[str, Any]]:
    """What the person ate, with every figure, in the order of its days."""
    kept = ("dish_name", "emoji", "meal_type", "source", "local_date", "logged_at", "timezone", "items", "nutrition", "created_at")
    found = (snapshot.to_dict() or {} for snapshot in firestore().collection(f"users/{uid}/meals").stream())
    return sorted(
        ({name: meal[name] for name in kept} for meal in found if meal["status"] == "READY"),
        key=lambda meal: (meal["logged_at"], meal["items"][0]["id"]),
    )
