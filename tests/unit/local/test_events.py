from __future__ import annotations

import base64

import pytest
from google.events.cloud.firestore import DocumentEventData

from local.events import FIRST_RETRY_S, LONGEST_RETRY_S, from_emulator, retry_delay_s

NAME = "projects/p/databases/(default)/documents/users/u/meals/m"
HEADERS = {
    "Ce-Id": "1",
    "Ce-Source": "//firestore.googleapis.com/projects/projects/p/databases/(default)",
    "Ce-Document": "users/u/meals/m",
    "User-Agent": "emulator",
}


def document(calories: int) -> dict[str, object]:
    return {"name": NAME, "fields": {"calories": {"integer_value": calories}}}


def posted(**event: object) -> bytes:
    return base64.b64encode(DocumentEventData.serialize(DocumentEventData(event)))


def test_what_the_emulator_posts_becomes_what_eventarc_sends() -> None:
    body = posted(value=document(2), old_value=document(1))
    delivered = from_emulator(HEADERS, body)
    assert delivered is not None
    headers, data = delivered
    assert headers == {
        "ce-id": "1",
        "ce-source": "//firestore.googleapis.com/projects/p/databases/(default)",
        "ce-document": "users/u/meals/m",
        "content-type": "application/protobuf",
    }
    assert data == base64.b64decode(body)


@pytest.mark.parametrize("event", [{"value": document(1)}, {"old_value": document(1)}])
def test_a_creation_and_a_deletion_are_events(event: dict[str, object]) -> None:
    assert from_emulator(HEADERS, posted(**event)) is not None


def test_a_write_that_changes_nothing_is_no_event() -> None:
    assert from_emulator(HEADERS, posted(value=document(1), old_value=document(1))) is None


@pytest.mark.parametrize("body", [b"not base64", base64.b64encode(b"\xff\xff\xff no protobuf")])
def test_a_body_that_the_emulator_never_sends(body: bytes) -> None:
    with pytest.raises(ValueError, match="the body is no"):
        from_emulator(HEADERS, body)


def test_redelivery_backs_off_up_to_its_longest_pause() -> None:
    delays = [retry_delay_s(failures) for failures in range(1, 40)]
    assert delays[:4] == [FIRST_RETRY_S, 0.4, 0.8, 1.6]
    assert delays[-1] == LONGEST_RETRY_S
    assert delays == sorted(delays)
