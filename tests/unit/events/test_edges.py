"""The edges of the functions that nobody calls by hand: what is acknowledged and what is delivered again."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.http import CloudEvent
from flask import Flask, Request
from google.events.cloud.firestore_v1 import DocumentEventData
from pydantic import BaseModel
from werkzeug.test import EnvironBuilder

from functions.registry import QUEUES
from shared.events.document import Change, document_written
from shared.events.message import Message, message
from shared.events.schedule import schedule
from shared.events.task import Attempt, RetryLater, task
from shared.rows import DocumentRow, MessageRow, ScheduleRow, TaskRow

DOCUMENT = DocumentRow(module="test.on_thing_written", identity="events", document="users/{uid}/things/{thing_id}")
TASK = TaskRow(module="test.run_thing", identity="ai", queue=QUEUES["gemini-general"])
MESSAGE = MessageRow(module="test.send_thing", identity="notify", topic="domain-events")
SCHEDULE = ScheduleRow(module="test.sweep_things", identity="events", cron="* * * * *")

pytestmark = pytest.mark.usefixtures("function_settings")


def document_event(data: bytes, path: str = "users/u1/things/t1", event_id: str = "e1") -> CloudEvent:
    kind = "google.cloud.firestore.document.v1.written"
    return CloudEvent({"id": event_id, "source": "//firestore", "type": kind, "document": path}, data)


def encoded(**sides: dict[str, Any]) -> bytes:
    document = {name: {"name": "n", "fields": fields} for name, fields in sides.items()}
    data: bytes = DocumentEventData.serialize(DocumentEventData(**document))
    return data


def test_a_write_is_decoded() -> None:
    seen: list[Change] = []
    fields = {
        "text": {"string_value": "ä"},
        "number": {"double_value": 1.5},
        "whole": {"integer_value": 2},
        "truth": {"boolean_value": False},
        "nothing": {"null_value": 0},
        "instant": {"timestamp_value": datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)},
        "list": {"array_value": {"values": [{"integer_value": 1}, {"map_value": {"fields": {"a": {"string_value": "b"}}}}]}},
        "empty": {"map_value": {"fields": {}}},
    }
    document_written(seen.append).serve(DOCUMENT)(document_event(encoded(value=fields)))
    (change,) = seen
    assert change.parameters == {"uid": "u1", "thing_id": "t1"}
    assert change.before is None
    assert change.after == {
        "text": "ä",
        "number": 1.5,
        "whole": 2,
        "truth": False,
        "nothing": None,
        "instant": datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC),
        "list": [1, {"a": "b"}],
        "empty": {},
    }


def test_a_deletion_has_no_after() -> None:
    seen: list[Change] = []
    document_written(seen.append).serve(DOCUMENT)(document_event(encoded(old_value={"a": {"integer_value": 1}})))
    assert (seen[0].before, seen[0].after) == ({"a": 1}, None)


def test_a_delivery_is_handled_once_and_a_failed_one_again() -> None:
    calls: list[str] = []

    def handler(change: Change) -> None:
        calls.append(change.parameters["thing_id"])
        if len(calls) == 1:
            raise RuntimeError

    function = document_written(handler).serve(DOCUMENT)
    with pytest.raises(RuntimeError):
        function(document_event(encoded(value={})))
    function(document_event(encoded(value={})))
    function(document_event(encoded(value={})))
    function(document_event(encoded(value={}), path="users/u1/things/t2", event_id="e2"))
    assert calls == ["t1", "t1", "t2"]


@pytest.mark.parametrize(
    "event", [document_event(b"\xff\xff\xff"), document_event(b"", path="users/u1/other/t1"), document_event(b"", path="")]
)
def test_what_is_no_event_is_dropped(event: CloudEvent, capsys: pytest.CaptureFixture[str]) -> None:
    calls: list[Change] = []
    document_written(calls.append).serve(DOCUMENT)(event)
    assert calls == []
    assert '"dropped"' in capsys.readouterr().out


class Payload(BaseModel):
    thing: str


def call(function: Any, body: str = '{"thing": "t"}', **headers: str) -> Any:
    with Flask(__name__).app_context():
        sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
        environ = EnvironBuilder(method="POST", data=body, headers=sent).get_environ()
        return function(Request(environ))


def test_a_task_knows_its_attempt() -> None:
    seen: list[Attempt] = []
    function = task(Payload)(lambda _, attempt: seen.append(attempt)).serve(TASK)
    for count in ("0", "3", "4", "nonsense"):
        assert call(function, X_CloudTasks_TaskRetryCount=count).status_code == 204
    assert seen == [Attempt(1, is_last=False), Attempt(4, is_last=False), Attempt(5, is_last=True), Attempt(1, is_last=False)]


@pytest.mark.parametrize(
    ("error", "retry_after"), [(RetryLater("busy", after_s=12.4), "12"), (RetryLater("busy"), None), (ValueError("x"), None)]
)
def test_a_task_that_fails_comes_again(error: Exception, retry_after: str | None) -> None:
    def handler(payload: Payload, attempt: Attempt) -> None:
        raise error

    answer = call(task(Payload)(handler).serve(TASK))
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, retry_after)


def test_a_task_without_sense_is_dropped() -> None:
    seen: list[Payload] = []
    function = task(Payload)(lambda payload, _: seen.append(payload)).serve(TASK)
    assert call(function, body="{}").status_code == 204
    assert call(function, body="nonsense").status_code == 204
    assert seen == []


def message_event(content: Any) -> CloudEvent:
    kind = "google.cloud.pubsub.topic.v1.messagePublished"
    return CloudEvent({"id": "m1", "source": "//pubsub", "type": kind}, {"message": content, "subscription": "s"})


def test_a_message_is_decoded() -> None:
    seen: list[Message] = []
    data = base64.b64encode(json.dumps({"meal_id": "m1"}).encode()).decode()
    message(seen.append).serve(MESSAGE)(message_event({"data": data, "attributes": {"type": "MealDeleted"}}))
    assert seen == [Message({"meal_id": "m1"}, {"type": "MealDeleted"})]


@pytest.mark.parametrize("content", [None, {"data": "%%%"}, {"data": base64.b64encode(b"[1]").decode()}, {"data": 5}])
def test_a_message_without_sense_is_dropped(content: Any) -> None:
    seen: list[Message] = []
    message(seen.append).serve(MESSAGE)(message_event(content))
    assert seen == []


def test_a_schedule_that_fails_is_told() -> None:
    assert call(schedule(lambda: None).serve(SCHEDULE)).status_code == 204

    def handler() -> None:
        raise RuntimeError

    assert call(schedule(handler).serve(SCHEDULE)).status_code == 500
