"""The stand-ins behind real servers on loopback ports, mounted below a path as the gateway mounts them."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
from PIL import ExifTags, Image
from pytest_socket import socket_allow_hosts
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import WSGIRequestHandler, make_server

from local import vendors

ENVIRONMENT = {
    "LOCAL_GEMINI_LATENCY_S": "0",
    "CLOUDINARY_CLOUD_NAME": "local",
    "CLOUDINARY_API_KEY": "123456789012345",
    "CLOUDINARY_API_SECRET": "s3cr3t",
}


@pytest.fixture(autouse=True)
def _no_network() -> None:
    """In place of the unit tests' guard: the vendors' SDKs may talk to the servers here, and to nothing beyond loopback.

    pytest-socket lifts it again after each test.
    """
    socket_allow_hosts(["127.0.0.1"])


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing: the tests read the stand-in's own record."""


class StandInServer:
    """A running stand-in: its base URL and its control routes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=30)

    def script(self, *replies: dict[str, Any]) -> None:
        self.http.post("/script", json={"replies": list(replies)}).raise_for_status()

    def calls(self, *, images: bool = False) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = self.http.get("/calls", params={"images": int(images)}).json()["calls"]
        return calls


@contextmanager
def serving(vendor: str, environment: dict[str, str]) -> Iterator[StandInServer]:
    mount = f"/_local/vendors/{vendor}"
    application = DispatcherMiddleware(NotFound(), {mount: vendors.app(vendor, environment)})
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        running = StandInServer(f"http://127.0.0.1:{server.server_port}{mount}")
        yield running
        running.http.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def serve() -> Iterator[Callable[..., StandInServer]]:
    with ExitStack() as stack:
        yield lambda vendor, **environment: stack.enter_context(serving(vendor, ENVIRONMENT | environment))


@pytest.fixture
def gemini_server(serve: Callable[..., StandInServer]) -> StandInServer:
    return serve("gemini")


@pytest.fixture
def cloudinary_server(serve: Callable[..., StandInServer]) -> StandInServer:
    return serve("cloudinary")


def picture(
    colour: str | tuple[int, int, int] = "white", size: tuple[int, int] = (64, 48), kind: str = "JPEG", **save: Any
) -> bytes:
    """A plain picture."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind, **save)
    return buffer.getvalue()


def located_picture(size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (1.0, 2.0, 3.0)
    return picture("salmon", size, exif=exif)
