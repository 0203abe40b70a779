"""Pub/Sub: publishes messages and waits until the service has them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.clients.once import once
from shared.settings import settings

if TYPE_CHECKING:
    from google.cloud.pubsub_v1 import PublisherClient

_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Message:
    """One message: a JSON object, and the attributes that subscriptions filter by."""

    data: dict[str, Any]
    attributes: dict[str, str]


@once
def _publisher() -> PublisherClient:
    from google.cloud.pubsub_v1 import PublisherClient  # follows PUBSUB_EMULATOR_HOST by itself

    return PublisherClient()


def publish(topic: str, messages: Iterable[Message]) -> None:
    """Publishes the messages in one request; returns when Pub/Sub has stored them, and raises otherwise."""
    from google.pubsub_v1.types import PubsubMessage

    batch = [PubsubMessage(data=json.dumps(message.data).encode(), attributes=message.attributes) for message in messages]
    if batch:
        path = f"projects/{settings().GOOGLE_CLOUD_PROJECT}/topics/{topic}"
        # The generated method itself, not the batching publisher: its background thread loses messages when an instance is frozen.
        _publisher().api.publish(topic=path, messages=batch, timeout=_TIMEOUT_S)
