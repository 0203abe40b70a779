"""The phone's listener against a Firestore that fails as the emulator does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import grpc
import pytest
from google.cloud.firestore_v1.types import ListenRequest, ListenResponse

from local import phone
from local.phone import Phone

PATH = "users/u/meals/m"
Answers = list[dict[str, Any]]


def version(number: int) -> dict[str, Any]:
    """A Listen answer: the document in its version of that number."""
    fields = {"version": {"integer_value": number}}
    name = f"projects/p/databases/(default)/documents/{PATH}"
    document = {"name": name, "fields": fields, "update_time": {"seconds": number}}
    return {"document_change": {"document": document, "target_ids": [1]}}


GONE: dict[str, Any] = {"document_delete": {"document": PATH, "removed_target_ids": [1]}}
CURRENT: dict[str, Any] = {"target_change": {"target_change_type": "CURRENT", "target_ids": [1]}}
GARBLED = "garbled"


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Phone]]:
    """Makes a phone whose first Listen stream gets the first answers, the next one the next, and so on as the last."""
    monkeypatch.setattr(phone, "LISTEN_ANEW_S", 0.2)
    server = grpc.server(ThreadPoolExecutor(4))
    over = threading.Event()
    phones: list[Phone] = []

    def make(*streams: list[Any]) -> Phone:
        opened = count()

        def listen(_: Iterator[ListenRequest], context: grpc.ServicerContext) -> Iterator[ListenResponse]:
            stream = streams[min(next(opened), len(streams) - 1)]
            for answer in stream:
                if answer is GARBLED:
                    context.abort(grpc.StatusCode.INTERNAL, "RST_STREAM")
                yield ListenResponse(answer)
            while context.is_active() and not over.wait(0.01):
                pass

        method = grpc.stream_stream_rpc_method_handler(listen, ListenRequest.deserialize, ListenResponse.serialize)
        service = grpc.method_handlers_generic_handler("google.firestore.v1.Firestore", {"Listen": method})
        server.add_generic_rpc_handlers((service,))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        urls = {"gateway": "http://127.0.0.1:9", "auth": "127.0.0.1:9", "firestore": f"127.0.0.1:{port}", "project": "p"}
        phones.append(Phone(urls))
        return phones[-1]

    yield make
    over.set()
    for each in phones:
        each.close()
    server.stop(grace=None)


def heard(listener: Phone, versions: int) -> list[int | None]:
    """The numbers of the first so many versions, None where there is no document."""
    found: list[int | None] = []
    with listener.watch(PATH, timeout_s=20) as documents:
        for document in documents:
            found.append(document["version"] if document else None)
            if len(found) == versions:
                break
    return found


def test_each_version_is_heard_once(listening: Callable[..., Phone]) -> None:
    assert heard(listening([version(1), CURRENT, version(2), GONE]), 3) == [1, 2, None]


def test_a_version_that_the_stream_lost_is_heard_from_the_next(listening: Callable[..., Phone]) -> None:
    assert heard(listening([version(1), CURRENT], [version(1), CURRENT], [version(2), CURRENT]), 2) == [1, 2]


def test_a_deletion_that_the_stream_lost_is_heard_from_the_next(listening: Callable[..., Phone]) -> None:
    assert heard(listening([version(1), CURRENT], [CURRENT]), 2) == [1, None]


def test_a_garbled_answer_is_asked_for_anew(listening: Callable[..., Phone]) -> None:
    assert heard(listening([version(1), GARBLED], [version(1), version(2)]), 2) == [1, 2]


def test_nothing_comes(listening: Callable[..., Phone]) -> None:
    with (
        listening([CURRENT]).watch(PATH, timeout_s=0.5) as documents,
        pytest.raises(TimeoutError, match=r"users/u/meals/m: nothing to wait for came within 0\.5 s"),
    ):
        list(documents)
