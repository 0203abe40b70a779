"""Pub/Sub: the registry's topics and subscriptions on the emulator, and its pushes turned into what Eventarc delivers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import urllib3

from local import filters
from shared.rows import MessageRow

CREATE_TIMEOUT_S = 30.0  # an emulator that has just started, on a busy machine; tried again it would say that it exists already
PUBLISHED = "google.cloud.pubsub.topic.v1.messagePublished"


def create(pubsub_url: str, gateway_url: str, project: str, topics: Iterable[str], rows: Iterable[MessageRow]) -> None:
    """Creates the topics, and for each row a subscription that pushes to the control plane. Raises RuntimeError."""
    for topic in topics:
        _put(f"{pubsub_url}/v1/projects/{project}/topics/{topic}", {})
    for row in rows:
        filters.parse(row.filter)  # a wrong filter is found at the start, not at the first message
        subscription = {
            "topic": f"projects/{project}/topics/{row.topic}",
            "pushConfig": {"pushEndpoint": f"{gateway_url}/_local/subscriptions/{row.name}"},
            "ackDeadlineSeconds": min(600, max(10, row.profile.timeout_s)),
            "retryPolicy": {"minimumBackoff": "0.2s", "maximumBackoff": "10s"},
            **({"filter": row.filter} if row.filter else {}),
        }
        _put(f"{pubsub_url}/v1/projects/{project}/subscriptions/{row.deployed_name}", subscription)


def from_push(row: MessageRow, project: str, body: bytes) -> tuple[dict[str, str], bytes] | None:
    """The CloudEvent (binary mode) of a pushed message; None when the row's filter does not take it."""
    message = json.loads(body)["message"]
    if not filters.parse(row.filter)(message.get("attributes", {})):
        return None
    headers = {
        "content-type": "application/json",
        "ce-specversion": "1.0",
        "ce-type": PUBLISHED,
        "ce-source": f"//pubsub.googleapis.com/projects/{project}/topics/{row.topic}",
        "ce-id": message["messageId"],
        "ce-time": message["publishTime"],
    }
    return headers, body


def _put(url: str, document: dict[str, Any]) -> None:
    response = urllib3.request("PUT", url, json=document, timeout=CREATE_TIMEOUT_S, retries=False)
    if response.status != 200:
        kind, name = url.rsplit("/", 2)[-2:]
        raise RuntimeError(f"The Pub/Sub emulator refused {name} among its {kind}: HTTP {response.status}")
