"""The real cloudinary SDK against the stand-in."""

from __future__ import annotations

import io
import time
from typing import Any

import cloudinary.api
import cloudinary.exceptions
import cloudinary.uploader
import cloudinary.utils
import httpx
import pytest
from PIL import Image

from local.photos.draw import SAMPLE
from local.vendors import cloudinary as stand_in
from local.vendors.cloudinary import PLAN_MAX_BYTES, string_to_sign
from local.vendors.images import ImageError, Transformation, inspect
from local.vendors.script import image_facts

from .conftest import ENVIRONMENT, StandInServer, located_picture, picture

KEY, SECRET = ENVIRONMENT["CLOUDINARY_API_KEY"], ENVIRONMENT["CLOUDINARY_API_SECRET"]


def account(server: StandInServer, **changes: Any) -> dict[str, Any]:
    return {"upload_prefix": server.url, "cloud_name": "local", "api_key": KEY, "api_secret": SECRET, "timeout": 20} | changes


def upload(server: StandInServer, data: bytes, public_id: str = "abc", **options: Any) -> dict[str, Any]:
    given = account(server) | {"public_id": public_id, "folder": "mealtrack", "filename": "abc.jpg"} | options
    answer: dict[str, Any] = cloudinary.uploader.upload(io.BytesIO(data), **given)
    return answer


def assets(server: StandInServer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.http.get("/assets").json()["assets"]
    return found


def test_a_signed_upload_is_stored_and_delivered_as_it_came(
    cloudinary_server: StandInServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloudinary.config(), "api_secret", SECRET)
    data = located_picture()
    answer = upload(cloudinary_server, data, overwrite=False, allowed_formats=["jpg", "png"])
    assert (answer["public_id"], answer["format"], answer["width"], answer["height"]) == ("mealtrack/abc", "jpg", 64, 48)
    assert answer["bytes"] == len(data)
    assert "existing" not in answer
    assert cloudinary.utils.verify_api_response_signature(answer["public_id"], answer["version"], answer["signature"])
    expected = f"{cloudinary_server.url}/delivery/local/image/upload/v{answer['version']}/mealtrack/abc.jpg"
    assert answer["secure_url"] == expected
    delivered = httpx.get(expected)
    assert (delivered.content, delivered.headers["content-type"]) == (data, "image/jpeg")
    (call,) = [call for call in cloudinary_server.calls() if call["path"].endswith("/upload")]
    assert call["fields"]["signature"] == "(given)"
    assert call["images"][0]["gps"] is True


def test_the_string_to_sign_is_the_recorded_one() -> None:
    fields = {"timestamp": "1700000000", "folder": "mealtrack/u1", "public_id": "abc", "empty": ""}
    assert string_to_sign(fields) == "folder=mealtrack/u1&public_id=abc&timestamp=1700000000"
    assert string_to_sign({"public_id": "a&b=c"}) == "public_id=a%26b=c"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_both_signature_algorithms_are_taken(cloudinary_server: StandInServer, algorithm: str) -> None:
    assert upload(cloudinary_server, picture(), signature_algorithm=algorithm)["public_id"] == "mealtrack/abc"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"api_secret": "wrong"}, "Invalid Signature"),
        ({"api_key": "1"}, "Invalid api_key"),
        ({"cloud_name": "other"}, "Invalid cloud_name"),
    ],
)
def test_a_call_that_is_not_ours_is_refused(cloudinary_server: StandInServer, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(cloudinary.exceptions.AuthorizationRequired, match=says):
        upload(cloudinary_server, picture(), **changes)
    assert assets(cloudinary_server) == []


@pytest.mark.parametrize(("age_s", "status"), [(3500, 200), (3700, 401)])
def test_a_signature_lives_an_hour(cloudinary_server: StandInServer, age_s: int, status: int) -> None:
    signed: dict[str, Any] = {"public_id": "mine", "timestamp": int(time.time()) - age_s}
    body = signed | {"api_key": KEY, "signature": cloudinary.utils.api_sign_request(signed, SECRET)}
    answer = cloudinary_server.http.post("/v1_1/local/image/upload", data=body, files={"file": ("a.jpg", picture())})
    assert answer.status_code == status
    assert ("more than 1 hour ago" in answer.text) == (status == 401)


def test_no_signed_field_can_be_changed_or_added(cloudinary_server: StandInServer) -> None:
    signed: dict[str, Any] = {"public_id": "mine", "timestamp": int(time.time())}
    signature = cloudinary.utils.api_sign_request(signed, SECRET)
    for fields in (signed | {"public_id": "other"}, signed | {"overwrite": "1"}):
        body = fields | {"api_key": KEY, "signature": signature}
        answer = cloudinary_server.http.post("/v1_1/local/image/upload", data=body, files={"file": ("a.jpg", picture())})
        assert answer.status_code == 401
        assert answer.headers["x-cld-error"].startswith("Invalid Signature")
    good = signed | {"api_key": KEY, "signature": signature}
    assert (
        cloudinary_server.http.post("/v1_1/local/image/upload", data=good, files={"file": ("a.jpg", picture())}).status_code == 200
    )


@pytest.mark.parametrize("missing", ["signature", "timestamp", "api_key"])
def test_an_incomplete_call_is_refused(cloudinary_server: StandInServer, missing: str) -> None:
    body = {name: "1" for name in ("signature", "timestamp", "api_key") if name != missing}
    answer = cloudinary_server.http.post("/v1_1/local/image/upload", data=body, files={"file": ("a.jpg", picture())})
    assert (answer.status_code, answer.json()) == (400, {"error": {"message": f"Missing required parameter - {missing}"}})


def test_without_overwrite_the_old_asset_stays(cloudinary_server: StandInServer) -> None:
    first = upload(cloudinary_server, picture("red"), overwrite=False)
    second = upload(cloudinary_server, picture("green"), overwrite=False)
    assert second["existing"] is True
    assert (second["etag"], second["version"]) == (first["etag"], first["version"])
    third = upload(cloudinary_server, picture("green"), overwrite=True)
    assert third["etag"] != first["etag"]
    assert third["version"] > first["version"]
    assert len(assets(cloudinary_server)) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7", "Invalid image file"),
        (b"", "Invalid image file"),
        (SAMPLE.read_bytes()[:100_000], "Invalid image file"),
        (picture(kind="GIF"), "Image file format gif not allowed"),
        (bytes(PLAN_MAX_BYTES + 1), "File size too large. Got 10485761. Maximum is 10485760"),
    ],
)
def test_what_is_no_picture_of_an_allowed_format_is_refused(cloudinary_server: StandInServer, data: bytes, says: str) -> None:
    with pytest.raises(cloudinary.exceptions.BadRequest, match=says):
        upload(cloudinary_server, data, allowed_formats=["jpg", "png"])
    assert assets(cloudinary_server) == []


@pytest.mark.parametrize("public_id", ["a?b", "a#b", "a%b", "<a>", " a", "x" * 300])
def test_ids_that_cloudinary_does_not_take_are_refused(cloudinary_server: StandInServer, public_id: str) -> None:
    with pytest.raises(cloudinary.exceptions.BadRequest, match="is invalid"):
        upload(cloudinary_server, picture(), public_id, folder=None)


def test_a_transformation_at_upload_leaves_no_metadata_and_turns_upright(cloudinary_server: StandInServer) -> None:
    answer = upload(cloudinary_server, located_picture((640, 480)), transformation={"crop": "limit", "width": 300, "height": 300})
    assert (answer["width"], answer["height"]) == (225, 300)
    facts = image_facts(httpx.get(answer["secure_url"]).content)
    assert (facts["exif"], facts["gps"], facts["orientation"], facts["width"]) == (False, False, None, 225)


@pytest.mark.parametrize(
    ("path", "size", "kind"),
    [
        ("c_limit,h_200,w_200/v1/mealtrack/abc.jpg", (150, 200), "JPEG"),
        ("c_limit,w_5000/v1/mealtrack/abc.jpg", (480, 640), "JPEG"),
        ("c_fill,h_100,w_100/v1/mealtrack/abc.png", (100, 100), "PNG"),
        ("c_fill,g_auto,h_80,w_120,f_jpg,q_70/mealtrack/abc", (120, 80), "JPEG"),
        ("w_60/c_limit,h_40/v1/mealtrack/abc.jpg", (30, 40), "JPEG"),
    ],
)
def test_derived_images_are_sized_upright_and_bare(
    cloudinary_server: StandInServer, path: str, size: tuple[int, int], kind: str
) -> None:
    upload(cloudinary_server, located_picture((640, 480)))
    facts = image_facts(cloudinary_server.http.get(f"/delivery/local/image/upload/{path}").content)
    assert ((facts["width"], facts["height"]), facts["format"]) == (size, kind)
    assert (facts["exif"], facts["gps"]) == (False, False)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("v1/mealtrack/nope.jpg", 404, "Resource not found - mealtrack/nope"),
        ("c_limit,w_0/v1/mealtrack/abc.jpg", 400, "Invalid transformation parameter - w_0"),
        ("e_sepia/v1/mealtrack/abc.jpg", 400, "Invalid transformation parameter - e_sepia"),
        ("c_limit,w_99999/v1/mealtrack/abc.jpg", 400, "Invalid transformation parameter - w_99999"),
    ],
)
def test_a_refused_delivery_says_why_in_its_header(cloudinary_server: StandInServer, path: str, status: int, says: str) -> None:
    upload(cloudinary_server, picture())
    answer = cloudinary_server.http.get(f"/delivery/local/image/upload/{path}")
    assert (answer.status_code, answer.headers["x-cld-error"]) == (status, says)


def test_destroying_is_idempotent(cloudinary_server: StandInServer) -> None:
    upload(cloudinary_server, picture())
    outcomes = [
        cloudinary.uploader.destroy("mealtrack/abc", invalidate=True, **account(cloudinary_server))["result"] for _ in range(2)
    ]
    assert outcomes == ["ok", "not found"]
    assert assets(cloudinary_server) == []


def test_the_admin_api_reads_and_deletes(cloudinary_server: StandInServer) -> None:
    stored = upload(cloudinary_server, picture())
    found = cloudinary.api.resource("mealtrack/abc", **account(cloudinary_server))
    assert found["secure_url"] == stored["secure_url"]
    assert found.rate_limit_remaining == 500
    deleted = cloudinary.api.delete_resources(["mealtrack/abc", "nope"], **account(cloudinary_server))
    assert deleted["deleted"] == {"mealtrack/abc": "deleted", "nope": "not_found"}
    with pytest.raises(cloudinary.exceptions.NotFound):
        cloudinary.api.resource("mealtrack/abc", **account(cloudinary_server))
    with pytest.raises(cloudinary.exceptions.AuthorizationRequired):
        cloudinary.api.resource("mealtrack/abc", **account(cloudinary_server, api_secret="wrong"))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, cloudinary.exceptions.GeneralError),
        (503, cloudinary.exceptions.GeneralError),
        (420, cloudinary.exceptions.RateLimited),
        (401, cloudinary.exceptions.AuthorizationRequired),
        (404, cloudinary.exceptions.NotFound),
    ],
)
def test_scripted_errors(cloudinary_server: StandInServer, status: int, error: type[Exception]) -> None:
    cloudinary_server.script({"status": status, "path": "upload"})
    assert cloudinary.uploader.destroy("nope", **account(cloudinary_server))["result"] == "not found"
    with pytest.raises(error):
        upload(cloudinary_server, picture())
    assert assets(cloudinary_server) == []
    assert upload(cloudinary_server, picture())["format"] == "jpg"


def test_a_dropped_upload_is_an_error_and_no_asset(cloudinary_server: StandInServer) -> None:
    cloudinary_server.script({"drop": True})
    with pytest.raises(cloudinary.exceptions.Error, match="Unexpected error"):
        upload(cloudinary_server, picture())
    assert assets(cloudinary_server) == []


def test_the_oldest_pictures_make_room(cloudinary_server: StandInServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand_in, "KEPT_ASSETS", 3)
    for number in range(5):
        upload(cloudinary_server, picture(), str(number))
    assert [asset["public_id"] for asset in assets(cloudinary_server)] == ["mealtrack/2", "mealtrack/3", "mealtrack/4"]
    cloudinary_server.http.delete("/assets")
    assert assets(cloudinary_server) == []


def test_a_bomb_is_refused_by_its_header() -> None:
    buffer = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(buffer, "PNG")
    with pytest.raises(ImageError, match="Megapixels"):
        inspect(buffer.getvalue())


@pytest.mark.parametrize("component", ["c_crop,w_10", "w_-1", "w_1.5", "x", "q_0", "h_٣"])
def test_unsupported_transformations_are_named(component: str) -> None:
    with pytest.raises(ImageError, match="Invalid transformation parameter"):
        Transformation.parse(component)
