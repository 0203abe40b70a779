"""Cloudinary's stand-in: signed upload, destroy, the Admin API's resources, and delivery with transformations.

Pictures live in memory, the newest 3000 of at most 256 MiB. Delivery is at {mount point}/delivery/{cloud}/image/upload/…; `GET
/assets` lists what is stored, `DELETE /assets` forgets it. Script entries: {"status": 503}, {"delay_s": 2}, {"drop": true}, each
with `times`, `always`, and `"path": "upload" | "destroy" | "admin" | "delivery"` to answer only that kind of call.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote

from flask import Flask, Response, jsonify, request

from local.vendors.images import ImageError, Transformation, derive, inspect, is_transformation
from local.vendors.script import ApiError, KindReply, StandIn

SETTINGS = ("CLOUDINARY_CLOUD_NAME", "CLOUDINARY_API_KEY", "CLOUDINARY_API_SECRET")
PLAN_MAX_BYTES = 10 * 2**20  # largest image of a free plan
MAX_BODY_BYTES = 64 * 2**20
KEPT_ASSETS = 3000
KEPT_BYTES = 256 * 2**20
SIGNATURE_LIFE_S = 3600
UNSIGNED_FIELDS = frozenset({"file", "cloud_name", "resource_type", "api_key", "signature"})
DIGESTS = {40: hashlib.sha1, 64: hashlib.sha256}  # by the length of the hex signature
INVALID_IN_PUBLIC_ID = re.compile(r"[?&#\\%<>+]|^[/\s]|[/\s]$")
MESSAGES = {401: "Invalid credentials", 403: "Not allowed", 404: "Resource not found", 420: "Rate Limit Exceeded"}


class CloudinaryReply(KindReply):
    """One scripted answer."""

    path: Literal["upload", "destroy", "admin", "delivery"] | None = None


@dataclass(frozen=True, slots=True)
class Asset:
    """A stored picture."""

    public_id: str
    data: bytes
    format: str
    width: int
    height: int
    version: int
    asset_id: str
    created_at: datetime
    original_filename: str

    def summary(self) -> dict[str, Any]:
        return {
            "public_id": self.public_id,
            "bytes": len(self.data),
            "format": self.format,
            "width": self.width,
            "height": self.height,
            "version": self.version,
        }


class Shelf:
    """The stored pictures by public id, bounded in number and bytes. Thread-safe."""

    def __init__(self) -> None:
        self._assets: OrderedDict[str, Asset] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, asset: Asset, *, overwrite: bool) -> tuple[Asset, bool]:
        """Stores `asset`, or finds the one that has its id already: (what is stored now, whether it was there before)."""
        with self._lock:
            known = self._assets.get(asset.public_id)
            if known and not overwrite:
                return known, True
            self._assets[asset.public_id] = asset
            self._assets.move_to_end(asset.public_id)
            size = sum(len(kept.data) for kept in self._assets.values())
            while len(self._assets) > KEPT_ASSETS or size > KEPT_BYTES:
                size -= len(self._assets.popitem(last=False)[1].data)
            return asset, False

    def get(self, public_id: str) -> Asset | None:
        with self._lock:
            return self._assets.get(public_id)

    def remove(self, public_id: str) -> bool:
        with self._lock:
            return self._assets.pop(public_id, None) is not None

    def all(self) -> list[Asset]:
        with self._lock:
            return list(self._assets.values())

    def clear(self) -> None:
        with self._lock:
            self._assets.clear()


@dataclass(frozen=True, slots=True)
class Account:
    """The one account of the stand-in."""

    cloud: str
    key: str
    secret: str

    def check_cloud(self, cloud: str) -> None:
        if cloud != self.cloud:
            raise ApiError(401, f"Invalid cloud_name {cloud}")

    def check_signature(self, fields: Mapping[str, str]) -> None:
        """Checks key, signature and age of a signed call. Raises ApiError 400 or 401."""
        for name in ("signature", "timestamp", "api_key"):
            if not fields.get(name):
                raise ApiError(400, f"Missing required parameter - {name}")
        if fields["api_key"] != self.key:
            raise ApiError(401, f"Invalid api_key {fields['api_key']}")
        text = string_to_sign({name: value for name, value in fields.items() if name not in UNSIGNED_FIELDS})
        given = fields["signature"]
        digest = DIGESTS.get(len(given), hashlib.sha1)
        if not hmac.compare_digest(digest((text + self.secret).encode()).hexdigest().encode(), given.encode()):
            raise ApiError(401, f"Invalid Signature {given}. String to sign - '{text}'.")
        if not re.fullmatch(r"[0-9]{1,12}", fields["timestamp"]):
            raise ApiError(400, f"Invalid timestamp - {fields['timestamp'][:40]}")
        moment = int(fields["timestamp"])
        if time.time() - moment > SIGNATURE_LIFE_S:
            raise ApiError(401, f"Stale request - reported time is {_words(moment)} which is more than 1 hour ago")

    def check_basic(self) -> None:
        given = request.authorization
        if given is None or (given.username, given.password) != (self.key, self.secret):
            raise ApiError(401, "Invalid credentials")

    def sign(self, public_id: str, version: int) -> str:
        """The signature of an answer, which a backend checks with the SDK's verify_api_response_signature."""
        return hashlib.sha1(f"public_id={public_id}&version={version}{self.secret}".encode()).hexdigest()


def string_to_sign(fields: Mapping[str, str]) -> str:
    """The non-empty fields sorted as `k=v` joined by `&`, with `&` in a value escaped (signature version 2)."""
    return "&".join(f"{name}={value.replace('&', '%26')}" for name, value in sorted(fields.items()) if value)


def app(environment: Mapping[str, str]) -> Flask:
    """The WSGI application. Raises ValueError where `environment` lacks one of SETTINGS."""
    if missing := [name for name in SETTINGS if not environment.get(name)]:
        raise ValueError(f"the stand-in for Cloudinary needs {', '.join(missing)}: what the functions sign with")
    account = Account(*(environment[name] for name in SETTINGS))
    stand_in, shelf = StandIn("cloudinary", CloudinaryReply), Shelf()
    stand_in.app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES

    def script(kind: str) -> None:
        reply = stand_in.scripted(kind)
        if reply and reply.status is not None:
            raise ApiError(reply.status, MESSAGES.get(reply.status, "The service is not available"))

    def signed_fields(kind: str, cloud: str) -> dict[str, str]:
        """The fields of a signed call, on record, checked, and past the script."""
        fields = dict(request.form.items())
        upload = request.files.get("file")
        shown = {name: value if name != "signature" else "(given)" for name, value in fields.items()}
        stand_in.received(shown, [upload.read()] if upload else [])
        account.check_cloud(cloud)
        account.check_signature(fields)
        script(kind)
        return fields

    @stand_in.app.post("/v1_1/<cloud>/<any(image, auto):resource_type>/upload")
    def upload(cloud: str, resource_type: str) -> Response:  # noqa: ARG001 - `auto` is an image here too
        fields = signed_fields("upload", cloud)
        asset, existed = shelf.add(_asset(fields, shelf), overwrite=fields.get("overwrite") not in {"0", "false"})
        return jsonify(_resource(asset, account) | ({"existing": True} if existed else {}))

    @stand_in.app.post("/v1_1/<cloud>/image/destroy")
    def destroy(cloud: str) -> Response:
        fields = signed_fields("destroy", cloud)
        if not fields.get("public_id"):
            raise ApiError(400, "Missing required parameter - public_id")
        return jsonify(result="ok" if shelf.remove(fields["public_id"]) else "not found")

    @stand_in.app.delete("/v1_1/<cloud>/resources/image/upload")
    def delete_resources(cloud: str) -> Response:
        document = request.get_json(silent=True) or {}
        stand_in.received(document)
        _admin(cloud)
        ids = document.get("public_ids") or request.args.getlist("public_ids[]")
        if not isinstance(ids, list) or not 1 <= len(ids) <= 100:
            raise ApiError(400, "Number of public ids must be between 1 and 100")
        outcome = {public_id: shelf.remove(public_id) for public_id in map(str, ids)}
        counts = {public_id: {"original": int(there), "derived": 0} for public_id, there in outcome.items()}
        deleted = {public_id: "deleted" if there else "not_found" for public_id, there in outcome.items()}
        return _rate_limited(jsonify(deleted=deleted, deleted_counts=counts, partial=False))

    @stand_in.app.get("/v1_1/<cloud>/resources/image/upload/<path:public_id>")
    def get_resource(cloud: str, public_id: str) -> Response:
        _admin(cloud)
        asset = shelf.get(public_id)
        if asset is None:
            raise ApiError(404, f"Resource not found - {public_id}")
        return _rate_limited(jsonify(_resource(asset, account)))

    @stand_in.app.get("/delivery/<cloud>/image/upload/<path:rest>")
    def deliver(cloud: str, rest: str) -> Response:
        account.check_cloud(cloud)
        script("delivery")
        components, public_id, extension = _delivery_path(rest)
        asset = shelf.get(public_id) or shelf.get(f"{public_id}.{extension}")
        if asset is None:
            raise ApiError(404, f"Resource not found - {public_id}")
        steps = [Transformation.parse(component) for component in components]
        if extension and extension != asset.format:
            steps.append(Transformation.parse(f"f_{extension}"))
        data, found = derive(asset.data, asset.format, steps) if steps else (asset.data, asset.format)
        return Response(data, content_type=f"image/{'jpeg' if found == 'jpg' else found}")

    @stand_in.app.route("/assets", methods=["GET", "DELETE"])
    def assets() -> Response:
        if request.method == "DELETE":
            shelf.clear()
        return jsonify(assets=[asset.summary() for asset in shelf.all()])

    @stand_in.app.errorhandler(ImageError)
    def image_refused(error: ImageError) -> Response:
        return _failure(400, str(error))

    @stand_in.app.errorhandler(ApiError)
    def refused(error: ApiError) -> Response:
        return _failure(error.status, str(error))

    def _admin(cloud: str) -> None:
        account.check_cloud(cloud)
        account.check_basic()
        script("admin")

    return stand_in.app


def _asset(fields: Mapping[str, str], shelf: Shelf) -> Asset:
    """The picture of an upload, checked as Cloudinary checks it. Raises ApiError or ImageError."""
    upload = request.files.get("file")
    if upload is None:
        raise ApiError(400, "Missing required parameter - file")
    upload.seek(0)
    data = upload.read()
    if len(data) > PLAN_MAX_BYTES:
        raise ApiError(
            400, f"File size too large. Got {len(data)}. Maximum is {PLAN_MAX_BYTES}. Upgrade your plan to enjoy higher limits"
        )
    facts = inspect(data)
    allowed = [name.strip().replace("jpeg", "jpg") for name in fields.get("allowed_formats", "").split(",") if name.strip()]
    if allowed and facts.format not in allowed:
        raise ApiError(400, f"Image file format {facts.format} not allowed")
    if steps := [Transformation.parse(part) for part in fields.get("transformation", "").split("/") if part]:
        data, _ = derive(data, facts.format, steps)
        facts = inspect(data)
    public_id = "/".join(filter(None, (fields.get("folder"), fields.get("public_id") or secrets.token_hex(10))))
    if INVALID_IN_PUBLIC_ID.search(public_id) or len(public_id) > 255:
        raise ApiError(400, f"public_id ({public_id[:255]}) is invalid")
    known = shelf.get(public_id)
    return Asset(
        public_id=public_id,
        data=data,
        format=facts.format,
        width=facts.width,
        height=facts.height,
        version=max(int(time.time()), known.version + 1 if known else 0),
        asset_id=known.asset_id if known else secrets.token_hex(16),
        created_at=datetime.now(UTC),
        original_filename=(upload.filename or "file").rsplit("/", 1)[-1].rsplit(".", 1)[0],
    )


def _resource(asset: Asset, account: Account) -> dict[str, Any]:
    folder, _, name = asset.public_id.rpartition("/")
    path = f"delivery/{account.cloud}/image/upload/v{asset.version}/{quote(asset.public_id)}.{asset.format}"
    etag = hashlib.md5(asset.data, usedforsecurity=False).hexdigest()
    return asset.summary() | {
        "asset_id": asset.asset_id,
        "version_id": hashlib.md5(f"{asset.asset_id}{asset.version}".encode(), usedforsecurity=False).hexdigest(),
        "signature": account.sign(asset.public_id, asset.version),
        "resource_type": "image",
        "created_at": f"{asset.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "tags": [],
        "pages": 1,
        "type": "upload",
        "etag": etag,
        "placeholder": False,
        "url": request.url_root + path,
        "secure_url": request.url_root + path,
        "asset_folder": folder,
        "display_name": name,
        "original_filename": asset.original_filename,
    }


def _delivery_path(rest: str) -> tuple[list[str], str, str]:
    """Transformations, public id and extension of `[transformation/…]v{version}/{public_id}.{ext}`; the version is optional."""
    segments = rest.split("/")
    components: list[str] = []
    while len(segments) > 1 and is_transformation(segments[0]):
        components.append(segments.pop(0))
    if len(segments) > 1 and re.fullmatch(r"v\d+", segments[0]):
        segments.pop(0)
    public_id, dot, extension = "/".join(segments).rpartition(".")
    return (components, public_id, extension.lower()) if dot else (components, extension, "")


def _failure(status: int, message: str) -> Response:
    response = jsonify(error={"message": message})
    response.status_code = status
    response.headers["X-Cld-Error"] = re.sub(r"[^\x20-\x7e]", "?", message)
    return response


def _rate_limited(response: Response) -> Response:
    """The Admin API's allowance, as its headers tell it: 500 calls an hour, never used up here."""
    reset = datetime.fromtimestamp((time.time() // 3600 + 1) * 3600, UTC)
    response.headers["X-FeatureRateLimit-Limit"] = response.headers["X-FeatureRateLimit-Remaining"] = "500"
    response.headers["X-FeatureRateLimit-Reset"] = f"{reset:%a, %d %b %Y %H:%M:%S GMT}"
    return response


def _words(moment: int) -> str:
    try:
        return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return str(moment)
