"""@message: a function that takes the messages of a Pub/Sub topic."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cloudevents.http import CloudEvent

from shared.events.edge import Permanent, cloud_event_function
from shared.rows import MessageRow


@dataclass(frozen=True)
class Message:
    """One message: its JSON object and its attributes."""

    data: dict[str, Any]
    attributes: dict[str, str]


class MessageHandler:
    def __init__(self, handler: Callable[[Message], None]) -> None:
        self.handler = handler

    def __call__(self, message: Message) -> None:
        self.handler(message)

    def serve(self, row: MessageRow) -> Callable[[CloudEvent], None]:
        return cloud_event_function(row, lambda event: self.handler(_message(event.data)))


def message(handler: Callable[[Message], None]) -> MessageHandler:
    """Marks a handler that takes a Message. It is called at least once for each, in no order; raising has it called again."""
    return MessageHandler(handler)


def _message(envelope: Any) -> Message:
    try:
        content = envelope["message"]
        data = json.loads(base64.b64decode(content.get("data", ""), validate=True) or b"{}")
        attributes = dict(content.get("attributes") or {})
    except (KeyError, TypeError, AttributeError, ValueError, binascii.Error):
        raise Permanent("the message is not a JSON object") from None
    if not isinstance(data, dict):
        raise Permanent("the message is not a JSON object")
    return Message(data, attributes)
