"""What every stand-in has: a script of replies, a record of the calls, and the routes to both.

POST   /script {"replies": [...]}   append replies; each vendor call consumes one, then the stand-in answers normally again
GET    /script                      {"pending": how many calls the script still answers, or null for "always"}
DELETE /script                      forget the script
GET    /calls[?images=1]            {"calls": [...]}, oldest first; images=1 adds the pictures as base64
DELETE /calls                       forget the calls
"""

from __future__ import annotations

import base64
import hashlib
import io
import socket
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, Literal, TypeVar

from flask import Flask, Response, abort, g, jsonify, request
from PIL import ExifTags, Image
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from local.vendors.images import BOMBS

CONTROL_PATHS = frozenset({"/script", "/calls", "/assets"})
KEPT_CALLS = 200
KEPT_IMAGE_BYTES = 64 * 2**20  # of all recorded calls together
XMP_KEYS = frozenset({"xmp", "XML:com.adobe.xmp"})  # as Pillow names it in JPEG and in PNG
SECRET_HEADERS = frozenset({"authorization", "api-key", "x-api-key", "x-goog-api-key", "cookie", "x-forwarded-authorization"})


class Reply(BaseModel):
    """One entry of a script. Each vendor adds its own fields; a reply with nothing but `delay_s` answers normally, later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    delay_s: float = Field(0, ge=0, le=300)
    drop: Literal[True] | None = None  # close the connection without an answer
    times: int = Field(1, ge=1)
    always: bool = False  # until DELETE /script

    def applies_to(self, kind: str) -> bool:  # noqa: ARG002 - vendors with several kinds of call override it
        """Whether this entry answers a call of `kind`."""
        return True


class KindReply(Reply):
    """One that fails with a status; `path` restricts it to one kind of call."""

    status: int | None = Field(None, ge=400, le=599)
    path: str | None = None

    def applies_to(self, kind: str) -> bool:
        return self.path in {None, kind}


class ApiError(Exception):
    """An error with the vendor's own HTTP status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


R = TypeVar("R", bound=Reply)


class Script(Generic[R]):
    """Replies that wait for their calls, first in first out. Thread-safe."""

    def __init__(self, reply: type[R]) -> None:
        self._replies: TypeAdapter[list[R]] = TypeAdapter(list[reply])  # type: ignore[valid-type] # a type held in a variable
        self._waiting: list[tuple[R, int]] = []
        self._lock = threading.Lock()

    def append(self, document: object) -> None:
        """Adds the replies of `document` ({"replies": [...]}). Raises ValueError that says what is wrong where."""
        if not isinstance(document, dict) or set(document) != {"replies"}:
            raise ValueError('a script is {"replies": [...]} and nothing else')
        try:
            replies = self._replies.validate_python(document["replies"])
        except ValidationError as error:
            issues = error.errors(include_url=False, include_input=False, include_context=False)
            raise ValueError("; ".join(f"replies.{'.'.join(map(str, issue['loc']))}: {issue['msg']}" for issue in issues)) from None
        with self._lock:
            self._waiting += [(reply, reply.times) for reply in replies]

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take(self, kind: str) -> R | None:
        """The reply that the script has for the next call of `kind`, else None."""
        with self._lock:
            for index, (reply, left) in enumerate(self._waiting):
                if reply.applies_to(kind):
                    if left > 1 or reply.always:
                        self._waiting[index] = (reply, left if reply.always else left - 1)
                    else:
                        del self._waiting[index]
                    return reply
        return None

    def pending(self) -> int | None:
        with self._lock:
            return None if any(reply.always for reply, _ in self._waiting) else sum(left for _, left in self._waiting)


class Picture:
    """An image that came with a call: the bytes while there is room, the facts for good. Nobody asks for most of them."""

    def __init__(self, data: bytes) -> None:
        self.data: bytes | None = data
        self.size = len(data)
        self._facts: dict[str, Any] | None = None

    @property
    def facts(self) -> dict[str, Any]:
        if self._facts is None:
            self._facts = image_facts(self.data or b"")
        return self._facts

    def make_room(self) -> None:
        """Drops the bytes."""
        if self.data is not None:
            self._facts, self.data = self.facts, None


@dataclass
class Call:
    """One vendor API call as it arrived; `status` is None until it is answered, 0 where the connection was dropped."""

    method: str
    path: str
    headers: dict[str, str]
    time: datetime = field(default_factory=lambda: datetime.now(UTC))
    fields: object = None
    pictures: list[Picture] = field(default_factory=list)
    status: int | None = None

    def document(self, *, images: bool) -> dict[str, Any]:
        pictures = [
            picture.facts | ({"base64": base64.b64encode(picture.data).decode()} if images and picture.data is not None else {})
            for picture in self.pictures
        ]
        return {
            "time": self.time.isoformat(),
            "method": self.method,
            "path": self.path,
            "headers": self.headers,
            "fields": self.fields,
            "images": pictures,
            "status": self.status,
        }


class Calls:
    """The last calls, bounded in number and in bytes of pictures. Thread-safe."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self._lock = threading.Lock()

    def begin(self, call: Call) -> None:
        with self._lock:
            self._calls.append(call)

    def note(self, call: Call, fields: object, images: Iterable[bytes]) -> None:
        """Adds what the body of `call` held; the oldest picture bytes make room for the new ones."""
        pictures = [Picture(data) for data in images]
        with self._lock:
            call.fields, call.pictures = fields, pictures
            room = KEPT_IMAGE_BYTES
            for picture in (picture for known in reversed(self._calls) for picture in known.pictures):
                room -= picture.size if picture.data is not None else 0
                if room < 0:
                    picture.make_room()

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()

    def documents(self, *, images: bool) -> list[dict[str, Any]]:
        with self._lock:
            return [call.document(images=images) for call in self._calls]


def image_facts(data: bytes) -> dict[str, Any]:
    """What a test wants to know of a picture: size, identity, and the metadata that it still carries.

    `format`, `width` and `height` are None for bytes that are no image. `orientation` is the EXIF value 1 to 8, None without one.
    """
    facts: dict[str, Any] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    try:
        with Image.open(io.BytesIO(data)) as image:
            exif = image.getexif()
            return facts | {
                "format": image.format,
                "width": image.width,
                "height": image.height,
                "exif": bool(exif),
                "gps": bool(exif.get_ifd(ExifTags.IFD.GPSInfo)),
                "xmp": not XMP_KEYS.isdisjoint(image.info),
                "orientation": exif.get(ExifTags.Base.Orientation),
            }
    except (OSError, ValueError, SyntaxError, *BOMBS):
        return facts | dict.fromkeys(("format", "width", "height", "exif", "gps", "xmp", "orientation"))


class StandIn(Generic[R]):
    """A Flask application with a script and a record; the vendor's module adds the vendor's own routes to `app`."""

    def __init__(self, vendor: str, reply: type[R]) -> None:
        self.app = Flask(f"local.vendors.{vendor}", static_folder=None)
        self.script = Script(reply)
        self.calls = Calls()
        self.app.before_request(self._record)
        self.app.after_request(self._answered)
        self.app.add_url_rule("/script", view_func=self._script, methods=["GET", "POST", "DELETE"])
        self.app.add_url_rule("/calls", view_func=self._calls, methods=["GET", "DELETE"])

    def received(self, fields: object, images: Iterable[bytes] = ()) -> None:
        """Puts what the current call's body held on record; `fields` without keys and without the pictures themselves."""
        self.calls.note(g.call, fields, images)

    def scripted(self, kind: str = "") -> R | None:
        """What the script says about the current call, after its delay. A dropped connection does not return."""
        reply = self.script.take(kind)
        if reply is None:
            return None
        time.sleep(reply.delay_s)
        if reply.drop:
            abort(_drop_connection())
        return reply

    def _record(self) -> None:
        if request.path not in CONTROL_PATHS:
            g.call = Call(request.method, _path_without_key(), _headers_without_keys(request.headers))
            self.calls.begin(g.call)

    def _answered(self, response: Response) -> Response:
        if (call := g.get("call")) is not None and call.status is None:
            call.status = response.status_code
        return response

    def _script(self) -> tuple[Response, int]:
        if request.method == "DELETE":
            self.script.clear()
        elif request.method == "POST":
            try:
                self.script.append(request.get_json(force=True, silent=True))
            except ValueError as error:
                return jsonify(error={"message": str(error)}), 400
        return jsonify(pending=self.script.pending()), 200

    def _calls(self) -> Response:
        if request.method == "DELETE":
            self.calls.clear()
        return jsonify(calls=self.calls.documents(images=request.args.get("images") == "1"))


def _path_without_key() -> str:
    query = "&".join(part for part in request.query_string.decode("latin-1").split("&") if part and not part.startswith("key="))
    return f"{request.path}?{query}" if query else request.path


def _headers_without_keys(headers: Iterable[tuple[str, str]] | Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in dict(headers).items() if name.lower() not in SECRET_HEADERS}


def _drop_connection() -> Response:
    """Shuts the client's socket; the response is for the server, which then has nobody to send it to."""
    connection = request.environ.get("werkzeug.socket") or request.environ.get("gunicorn.socket")
    if check := request.environ.get("waitress.client_disconnected"):
        connection = check.__self__.socket  # a method of the channel is all that waitress, the gateway's server, hands out
    if not isinstance(connection, socket.socket):
        return Response("this server does not hand its sockets out, so a connection cannot be dropped", 501)
    g.call.status = 0
    connection.shutdown(socket.SHUT_RDWR)
    return Response(status=502)
