"""What every stand-in shares: the script is checked and consumed in order, calls are recorded without keys."""

from __future__ import annotations

import base64
import hashlib
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from pytest_socket import SocketConnectBlockedError

from local import vendors
from local.vendors import script
from local.vendors.cloudinary import CloudinaryReply
from local.vendors.gemini import GeminiReply

from .conftest import StandInServer, located_picture, picture

PATH = "/v1/models/gemini-2.5-flash:generateContent"
HELLO = {"contents": [{"parts": [{"text": "hello"}]}]}
KEY = {"x-goog-api-key": "secret-key-value"}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"replies": [{"statsu": 503}]}, "replies.0.statsu"),
        ({"replies": [{"text": "a"}, {"status": "429"}]}, "replies.1.status"),
        ({"replies": [{"status": 503, "text": "a"}]}, "status, text"),
        ({"replies": [{"retry_after_s": 1}]}, "need a status"),
        ({"replies": [{"text": "a", "times": 0}]}, "replies.0.times"),
        ({"replies": [{"path": "upload", "status": 500}]}, "replies.0.path"),
        ({"replies": "many"}, "replies"),
        ({"replies": [], "more": 1}, "nothing else"),
        ([], "nothing else"),
        (None, "nothing else"),
    ],
)
def test_wrong_script_is_refused_and_says_where(gemini_server: StandInServer, document: Any, says: str) -> None:
    answer = gemini_server.http.post("/script", json=document)
    assert answer.status_code == 400
    assert says in answer.json()["error"]["message"]
    assert gemini_server.http.get("/script").json() == {"pending": 0}


def test_replies_are_consumed_in_order_and_then_it_is_normal_again(gemini_server: StandInServer) -> None:
    gemini_server.script({"status": 503}, {"status": 429, "times": 2})
    gemini_server.script({"text": "last"})
    answers = [gemini_server.http.post(PATH, json=HELLO, headers=KEY) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [503, 429, 429, 200, 200]
    assert answers[3].json()["candidates"][0]["content"]["parts"] == [{"text": "last"}]
    assert [call["status"] for call in gemini_server.calls()] == [503, 429, 429, 200, 200]


def test_always_holds_until_the_script_is_deleted(gemini_server: StandInServer) -> None:
    gemini_server.script({"status": 503, "always": True})
    assert gemini_server.http.get("/script").json() == {"pending": None}
    assert {gemini_server.http.post(PATH, json=HELLO, headers=KEY).status_code for _ in range(3)} == {503}
    gemini_server.http.delete("/script")
    assert gemini_server.http.post(PATH, json=HELLO, headers=KEY).status_code == 200


def test_concurrent_calls_take_each_reply_once() -> None:
    replies = script.Script(GeminiReply)
    replies.append({"replies": [{"text": str(number)} for number in range(200)]})
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: replies.take(""), range(250)))
    assert sorted(int(reply.text or "") for reply in taken if reply) == list(range(200))


def test_a_reply_for_a_path_waits_for_that_path() -> None:
    replies = script.Script(CloudinaryReply)
    replies.append({"replies": [{"status": 500, "path": "destroy"}, {"status": 503}]})
    taken = [replies.take("upload"), replies.take("upload"), replies.take("destroy")]
    assert [reply and reply.status for reply in taken] == [503, None, 500]


def test_a_dropped_connection_has_no_answer(gemini_server: StandInServer) -> None:
    gemini_server.script({"drop": True})
    with pytest.raises(httpx.TransportError):
        gemini_server.http.post(PATH, json=HELLO, headers=KEY)
    assert [call["status"] for call in gemini_server.calls()] == [0]
    assert gemini_server.http.post(PATH, json=HELLO, headers=KEY).status_code == 200


def test_a_delay_alone_comes_before_the_normal_answer(gemini_server: StandInServer) -> None:
    gemini_server.script({"delay_s": 0.2})
    answer = gemini_server.http.post(PATH, json=HELLO, headers=KEY)
    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() >= 0.2


def test_calls_are_recorded_without_keys_and_with_the_facts_of_images(gemini_server: StandInServer) -> None:
    data = located_picture()
    part = {"inlineData": {"mimeType": "image/jpeg", "data": base64.b64encode(data).decode()}}
    gemini_server.http.post(
        f"{PATH}?key=secret-key-value&alt=json",
        json={"contents": [{"parts": [part]}]},
        headers={**KEY, "authorization": "Bearer t0ken"},
    )
    answer = gemini_server.http.get("/calls")
    assert "secret-key-value" not in answer.text
    assert "t0ken" not in answer.text
    (call,) = answer.json()["calls"]
    assert call["path"] == f"{PATH}?alt=json"
    assert call["images"] == [
        {
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "format": "JPEG",
            "width": 64,
            "height": 48,
            "exif": True,
            "gps": True,
            "xmp": False,
            "orientation": 6,
        }
    ]
    (with_image,) = gemini_server.calls(images=True)
    assert base64.b64decode(with_image["images"][0]["base64"]) == data
    gemini_server.http.delete("/calls")
    assert gemini_server.calls() == []


def test_facts_of_a_clean_picture_and_of_no_picture() -> None:
    clean = script.image_facts(picture(kind="PNG"))
    assert (clean["format"], clean["exif"], clean["gps"], clean["xmp"], clean["orientation"]) == ("PNG", False, False, False, None)
    assert script.image_facts(b"<html>")["format"] is None


def test_the_record_is_bounded_in_calls_and_in_image_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "KEPT_IMAGE_BYTES", 250)
    calls = script.Calls()
    for number in range(script.KEPT_CALLS + 5):
        call = script.Call("POST", f"/{number}", {})
        calls.begin(call)
        calls.note(call, {}, [bytes(100)])
    documents = calls.documents(images=True)
    assert [document["path"] for document in (documents[0], documents[-1])] == ["/5", f"/{script.KEPT_CALLS + 4}"]
    assert ["base64" in document["images"][0] for document in documents[-3:]] == [False, True, True]


def test_unknown_vendors_and_missing_settings_are_named() -> None:
    with pytest.raises(ValueError, match=r"'pigeon'.*gemini, cloudinary"):
        vendors.app("pigeon", {})
    with pytest.raises(ValueError, match="CLOUDINARY_API_KEY, CLOUDINARY_API_SECRET"):
        vendors.app("cloudinary", {"CLOUDINARY_CLOUD_NAME": "local"})


def test_these_tests_reach_nothing_beyond_loopback() -> None:
    with (
        socket.socket() as outside,
        pytest.warns(UserWarning, match=r"192\.0\.2\.1"),
        pytest.raises(SocketConnectBlockedError),
    ):
        outside.connect(("192.0.2.1", 80))  # an address that is reserved for documentation
