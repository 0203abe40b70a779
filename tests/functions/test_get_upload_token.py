"""The right to upload one photo."""

from __future__ import annotations

from datetime import datetime, timedelta

from local.phone import Phone
from shared import clock
from shared.ids import is_id
from tests.support.http import cost
from tests.support.meals import stored


def test_what_the_phone_gets(phone: Phone) -> None:
    before = clock.now()
    answer = phone.request("GET", "/v1/meals/upload-token")
    assert answer.status_code == 200
    token = answer.json()
    assert is_id(token["image_id"])
    assert token["public_id"] == token["image_id"] == token["fields"]["public_id"]
    assert token["folder"] == token["fields"]["folder"] == "mealtrack"
    assert token["upload_url"].endswith(f"/v1_1/{token['cloud_name']}/image/upload")
    assert {token[name] == token["fields"][name] for name in ("signature", "api_key")} == {True}
    assert str(token["timestamp"]) == token["fields"]["timestamp"]
    assert token["fields"]["allowed_formats"] == "jpg,png"
    assert token["fields"]["overwrite"] == "false", "an upload cannot be exchanged for another"
    valid_for = datetime.fromisoformat(token["expires_at"]) - before
    assert timedelta(minutes=59) < valid_for < timedelta(minutes=61)
    remembered = stored(f"users/{phone.uid}/image_uploads/{token['image_id']}")
    assert remembered is not None
    assert remembered["expires_at"] - remembered["signed_at"] == timedelta(days=1)


def test_the_secret_stays_here(phone: Phone) -> None:
    text = phone.request("GET", "/v1/meals/upload-token").text
    assert "local-stand-in" not in text
    assert "secret" not in text.lower()


def test_each_is_another(phone: Phone) -> None:
    ids = {phone.request("GET", "/v1/meals/upload-token").json()["image_id"] for _ in range(3)}
    assert len(ids) == 3


def test_its_cost(phone: Phone) -> None:
    phone.request("GET", "/v1/meals/upload-token")
    assert cost(phone.request("GET", "/v1/meals/upload-token")) == (0, 1)
