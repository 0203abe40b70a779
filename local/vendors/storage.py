"""Cloud Storage's stand-in: what the client library uses of its JSON API, signed addresses, and the IAM call that signs them.

Objects are files in LOCAL_STORAGE_FOLDER and pass through in pieces, whatever their size. `GET /assets` lists them. Script entries:
{"status": 503}, {"delay_s": 2}, {"drop": true}, each with `times`, `always`, and `"path": "upload" | "read" | "list" | "delete" |
"sign"` to answer only that kind of call.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal
from urllib.parse import quote, unquote

import google_crc32c
from flask import Flask, Response, jsonify, request

from local.vendors.script import ApiError, KindReply, StandIn

PIECE = 256 * 1024
PAGE = 1000
CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")
TIMESTAMP = "%Y%m%dT%H%M%SZ"


class StorageReply(KindReply):
    """One scripted answer."""

    path: Literal["upload", "read", "list", "delete", "sign"] | None = None


class Shelf:
    """The objects of all buckets in a folder, and the uploads that are under way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._uploads: dict[str, tuple[str, str, str]] = {}  # by upload id: bucket, name, content type

    def path(self, bucket: str, name: str) -> Path:
        return self._folder / bucket / quote(name, safe="")

    def names(self, bucket: str, prefix: str = "") -> list[str]:
        found = (unquote(path.name) for path in (self._folder / bucket).glob("*") if path.suffix != ".part")
        return sorted(name for name in found if name.startswith(prefix))

    def buckets(self) -> list[str]:
        return sorted(path.name for path in self._folder.glob("*"))

    def begin(self, bucket: str, name: str, content_type: str) -> str:
        upload_id = secrets.token_urlsafe(16)
        self._uploads[upload_id] = (bucket, name, content_type)
        self._part(upload_id).parent.mkdir(parents=True, exist_ok=True)
        self._part(upload_id).write_bytes(b"")
        return upload_id

    def append(self, upload_id: str, first: int, data: IO[bytes]) -> int:
        """Adds a piece; how many bytes there are now. A piece that came before is taken once."""
        part = self._part(upload_id)
        size = part.stat().st_size
        if first > size:
            raise ApiError(400, "A piece is missing before this one")
        with part.open("r+b") as file:
            file.seek(first)
            shutil.copyfileobj(data, file, PIECE)
            return file.tell()

    def size(self, upload_id: str) -> int:
        return self._part(upload_id).stat().st_size

    def finish(self, upload_id: str) -> tuple[str, str]:
        """The upload becomes the object: its bucket and name."""
        part = self._part(upload_id)
        bucket, name, _ = self._uploads.pop(upload_id)
        part.replace(self.path(bucket, name))
        return bucket, name

    def cancel(self, upload_id: str) -> None:
        self._part(upload_id).unlink(missing_ok=True)
        self._uploads.pop(upload_id, None)

    def _part(self, upload_id: str) -> Path:
        if upload_id not in self._uploads:
            raise ApiError(404, "No such upload")
        return self._folder / self._uploads[upload_id][0] / f"{upload_id}.part"


def app(environment: Mapping[str, str]) -> Flask:
    """The WSGI application. Raises ValueError where `environment` lacks LOCAL_STORAGE_FOLDER."""
    if not (folder := environment.get("LOCAL_STORAGE_FOLDER")):
        raise ValueError("the stand-in for Cloud Storage needs LOCAL_STORAGE_FOLDER: where it keeps the objects")
    stand_in, shelf, key = StandIn("storage", StorageReply), Shelf(Path(folder)), secrets.token_bytes(32)

    def script(kind: str) -> None:
        reply = stand_in.scripted(kind)
        if reply and reply.status is not None:
            raise ApiError(reply.status, "The service is not available")

    @stand_in.app.get("/storage/v1/b/<bucket>/o")
    def list_objects(bucket: str) -> Response:
        script("list")
        names = shelf.names(bucket, request.args.get("prefix", ""))
        first = int(request.args.get("pageToken") or 0)
        page = {"kind": "storage#objects", "items": [_resource(shelf, bucket, name) for name in names[first : first + PAGE]]}
        return jsonify(page | ({"nextPageToken": str(first + PAGE)} if first + PAGE < len(names) else {}))

    @stand_in.app.get("/storage/v1/b/<bucket>/o/<path:name>")
    def get_object(bucket: str, name: str) -> Response:
        script("read")
        return _download(shelf, bucket, name) if request.args.get("alt") == "media" else jsonify(_resource(shelf, bucket, name))

    @stand_in.app.get("/download/storage/v1/b/<bucket>/o/<path:name>")
    def download(bucket: str, name: str) -> Response:
        script("read")
        return _download(shelf, bucket, name)

    @stand_in.app.delete("/storage/v1/b/<bucket>/o/<path:name>")
    def delete_object(bucket: str, name: str) -> Response:
        script("delete")
        _existing(shelf, bucket, name).unlink()
        return Response(status=204)

    @stand_in.app.post("/upload/storage/v1/b/<bucket>/o")
    def begin_upload(bucket: str) -> Response:
        script("upload")
        kind = request.args.get("uploadType")
        if kind == "multipart":
            metadata, data, content_type = _multipart(request.get_data(), request.content_type or "")
            upload_id = shelf.begin(bucket, metadata["name"], content_type)
            shelf.append(upload_id, 0, io.BytesIO(data))
            return jsonify(_resource(shelf, *shelf.finish(upload_id)))
        if kind != "resumable":
            raise ApiError(400, f"uploadType {kind} is not played here")
        metadata = request.get_json(silent=True) or {}
        name = metadata.get("name") or request.args.get("name")
        if not name:
            raise ApiError(400, "Required: name")
        upload_id = shelf.begin(bucket, name, request.headers.get("X-Upload-Content-Type", ""))
        response = Response(status=200)
        response.headers["Location"] = f"{request.base_url}?uploadType=resumable&upload_id={upload_id}"
        return response

    @stand_in.app.put("/upload/storage/v1/b/<bucket>/o")
    def continue_upload(bucket: str) -> Response:  # noqa: ARG001 - the upload's id says it all
        script("upload")
        upload_id = request.args["upload_id"]
        found = CONTENT_RANGE.fullmatch(request.headers.get("Content-Range", ""))
        if not found:
            raise ApiError(400, "Required: Content-Range")
        size = shelf.append(upload_id, int(found[1]), request.stream) if found[1] else shelf.size(upload_id)
        if found[3] != "*" and size >= int(found[3]):
            return jsonify(_resource(shelf, *shelf.finish(upload_id)))
        response = Response(status=308)
        if size:
            response.headers["Range"] = f"bytes=0-{size - 1}"
        return response

    @stand_in.app.delete("/upload/storage/v1/b/<bucket>/o")
    def cancel_upload(bucket: str) -> Response:  # noqa: ARG001
        shelf.cancel(request.args["upload_id"])
        return Response(status=499)

    @stand_in.app.post("/v1/projects/-/serviceAccounts/<account>:signBlob")
    def sign_blob(account: str) -> Response:
        script("sign")
        message = base64.b64decode((request.get_json(silent=True) or {})["payload"])
        return jsonify(keyId="stand-in", signedBlob=base64.b64encode(_signature(key, account, message)).decode())

    @stand_in.app.get("/<bucket>/<path:name>")
    def signed_download(bucket: str, name: str) -> Response:
        _check_signature(key, bucket, name)
        response = _download(shelf, bucket, name)
        response.headers["Content-Disposition"] = request.args.get("response-content-disposition", "inline")
        return response

    @stand_in.app.get("/assets")
    def assets() -> Response:
        return jsonify(assets=[{"bucket": bucket, "name": name} for bucket in shelf.buckets() for name in shelf.names(bucket)])

    @stand_in.app.errorhandler(ApiError)
    def refused(error: ApiError) -> tuple[Response, int]:
        return jsonify(error={"code": error.status, "message": str(error)}), error.status

    return stand_in.app


def _existing(shelf: Shelf, bucket: str, name: str) -> Path:
    path = shelf.path(bucket, name)
    if not path.is_file():
        raise ApiError(404, f"No such object: {bucket}/{name}")
    return path


def _resource(shelf: Shelf, bucket: str, name: str) -> dict[str, str]:
    path = _existing(shelf, bucket, name)
    return {"kind": "storage#object", "bucket": bucket, "name": name, "size": str(path.stat().st_size), "crc32c": _crc32c(path)}


def _download(shelf: Shelf, bucket: str, name: str) -> Response:
    path = _existing(shelf, bucket, name)
    headers = {"X-Goog-Hash": f"crc32c={_crc32c(path)}", "Content-Length": str(path.stat().st_size)}
    return Response(_pieces(path), headers=headers, content_type="application/octet-stream")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _crc32c(path: Path) -> str:
    checksum: Any = google_crc32c.Checksum()  # type: ignore[no-untyped-call]  # it has no types
    for piece in _pieces(path):
        checksum.update(piece)
    return base64.b64encode(checksum.digest()).decode()


def _multipart(body: bytes, content_type: str) -> tuple[dict[str, str], bytes, str]:
    """The metadata and the content of a multipart/related upload."""
    found = re.search(r"boundary=['\"]?([^'\";]+)", content_type)
    if not found:
        raise ApiError(400, "Required: a boundary")
    boundary = b"--" + found[1].encode()
    _, first, second, _ = body.split(boundary, 3)
    metadata = json.loads(first.split(b"\r\n\r\n", 1)[1])
    head, content = second.lstrip(b"\r\n").split(b"\r\n\r\n", 1)
    return metadata, content.removesuffix(b"\r\n"), head.decode().partition(":")[2].strip()


def _signature(key: bytes, account: str, message: bytes) -> bytes:
    return hmac.digest(key, account.encode() + b"\n" + message, "sha256")


def _check_signature(key: bytes, bucket: str, name: str) -> None:
    """What Cloud Storage checks of a V4-signed address. Raises ApiError."""
    given = dict(request.args)
    try:
        signature, credential = bytes.fromhex(given.pop("X-Goog-Signature")), given["X-Goog-Credential"]
        signed_at = datetime.strptime(given["X-Goog-Date"], TIMESTAMP).replace(tzinfo=UTC)
        valid_for = timedelta(seconds=int(given["X-Goog-Expires"]))
    except (KeyError, ValueError):
        raise ApiError(403, "Anonymous caller does not have storage.objects.get access") from None
    account, _, scope = credential.partition("/")
    query = "&".join(f"{quote(k, safe='')}={quote(v, safe='-_.~')}" for k, v in sorted(given.items()))
    resource = f"/{bucket}/{quote(name, safe='/~')}"
    canonical = "\n".join(["GET", resource, query, f"host:{request.host}\n", "host", "UNSIGNED-PAYLOAD"])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    message = "\n".join(["GOOG4-RSA-SHA256", given["X-Goog-Date"], scope, digest])
    if not hmac.compare_digest(_signature(key, account, message.encode()), signature):
        raise ApiError(403, "The request signature we calculated does not match the signature you provided")
    if datetime.now(UTC) > signed_at + valid_for:
        raise ApiError(400, "The provided token has expired")
