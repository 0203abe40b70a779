"""The real google-cloud-storage client, as the functions use it, against the stand-in."""

from __future__ import annotations

import secrets
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import httpx
import pytest

from shared import settings
from shared.clients import storage
from shared.errors import VendorBusy

from .conftest import StandInServer

BIG = secrets.token_bytes(3 * 1024 * 1024 + 17)  # three pieces and a bit


@pytest.fixture
def server(serve: Callable[..., StandInServer], tmp_path: Path, function_settings: pytest.MonkeyPatch) -> StandInServer:
    running = serve("storage", LOCAL_STORAGE_FOLDER=str(tmp_path))
    function_settings.setenv("STORAGE_EMULATOR_HOST", running.url)
    function_settings.setenv("STORAGE_BUCKET", "files")
    function_settings.setenv("IAM_CREDENTIALS_URL", running.url)
    settings.settings.cache_clear()
    for made in (storage._bucket, storage._signer):
        function_settings.setattr(storage, made.__name__, made.__wrapped__)  # type: ignore[attr-defined] # not the process's one
    return running


def names(server: StandInServer) -> list[str]:
    return [asset["name"] for asset in server.http.get("/assets").json()["assets"]]


def test_an_object_is_read_as_it_was_put(server: StandInServer) -> None:
    assert storage.read("foods/table.bin") is None
    storage.put("foods/table.bin", b"\r\n--one--\r\n", "application/octet-stream")
    storage.put("foods/table.bin", b"two\r\n", "application/octet-stream")
    assert storage.read("foods/table.bin") == b"two\r\n"
    assert storage.size_of("foods/table.bin") == 5
    assert storage.size_of("foods/other.bin") is None
    assert names(server) == ["foods/table.bin"]


def test_an_object_is_written_in_pieces(server: StandInServer) -> None:
    with storage.writing("exports/u1/a.zip", "application/zip") as file, zipfile.ZipFile(file, "w") as archive:
        archive.writestr("big.bin", BIG)
    stored = storage.read("exports/u1/a.zip")
    assert stored is not None
    assert zipfile.ZipFile(BytesIO(stored)).read("big.bin") == BIG
    pieces = [call for call in server.calls() if call["method"] == "PUT"]
    assert len(pieces) == 4
    assert max(int(call["headers"]["content-length"]) for call in pieces) <= 1024 * 1024


def test_writing_that_fails_leaves_nothing(server: StandInServer) -> None:
    def fail() -> None:
        with storage.writing("exports/u1/a.zip", "application/zip") as file:
            file.write(BIG)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert names(server) == []


def test_a_folder_is_deleted_and_nothing_beside_it(server: StandInServer) -> None:
    for name in ("exports/u1/a.zip", "exports/u1/b.zip", "exports/u10/c.zip", "imports/u1/d.zip"):
        storage.put(name, b"x", "application/zip")
    assert storage.delete_all("exports/u1/") == 2
    assert storage.delete_all("exports/u1/") == 0
    assert names(server) == ["exports/u10/c.zip", "imports/u1/d.zip"]


def test_a_signed_address_lets_anybody_in_for_its_time(server: StandInServer) -> None:
    storage.put("exports/u1/ä b.zip", b"content", "application/zip")
    url = storage.signed_url("exports/u1/ä b.zip", timedelta(minutes=5), "mealtrack export.zip")
    answer = httpx.get(url)
    assert (answer.status_code, answer.content) == (200, b"content")
    assert answer.headers["content-disposition"] == 'attachment; filename="mealtrack export.zip"'
    assert httpx.get(url.replace("X-Goog-Expires=300", "X-Goog-Expires=9999")).status_code == 403
    assert httpx.get(url.replace("b.zip", "c.zip", 1)).status_code == 403
    assert httpx.get(url.partition("?")[0]).status_code == 403
    short = storage.signed_url("exports/u1/ä b.zip", timedelta(seconds=1), "x.zip")
    time.sleep(1.1)  # the time itself is what is tested
    assert httpx.get(short).status_code == 400


def test_an_outage_is_a_busy_vendor(server: StandInServer, function_settings: pytest.MonkeyPatch) -> None:
    function_settings.setattr(storage, "_patience", lambda *_: {"timeout": 5, "retry": None})
    server.script({"status": 503, "always": True})
    for use in (
        lambda: storage.read("a"),
        lambda: storage.put("a", b"x", "text/plain"),
        lambda: storage.delete_all("a/"),
        lambda: storage.signed_url("a", timedelta(minutes=1), "a"),
    ):
        with pytest.raises(VendorBusy):
            use()
    with pytest.raises(VendorBusy), storage.writing("a", "text/plain") as file:
        file.write(BIG)
    server.http.delete("/script")
    server.script({"drop": True, "always": True})
    with pytest.raises(VendorBusy):
        storage.read("a")
