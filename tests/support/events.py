"""Domain events, heard as any other service hears them; and how the local cloud delivers the Firestore events behind them."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import urllib3

from tests.support.waiting import PATIENCE_S, eventually


@dataclass
class Listener:
    """A subscription to `topic` on the Pub/Sub emulator at `url`; hears what is published after it was made."""

    url: str
    project: str
    topic: str = "domain-events"
    heard: list[dict[str, Any]] = field(default_factory=list)  # in order of arrival, repetitions included

    def __post_init__(self) -> None:
        self._name = f"projects/{self.project}/subscriptions/test-{uuid4().hex}"
        self._ask("PUT", self._name, {"topic": f"projects/{self.project}/topics/{self.topic}", "ackDeadlineSeconds": 600})

    def of_meal(self, meal_id: str) -> list[dict[str, Any]]:
        """Every message about this meal so far."""
        self._pull()
        return [event for event in self.heard if event["meal_id"] == meal_id]

    def types(self, meal_id: str) -> list[str]:
        """The types of the different events of this meal, sorted."""
        return sorted({event["event_id"]: event["type"] for event in self.of_meal(meal_id)}.values())

    def wait_for(self, meal_id: str, *types: str) -> list[dict[str, Any]]:
        """Every message about this meal, once the different events among them are of these types."""
        eventually(lambda: len(self.types(meal_id)) >= len(types), f"the events {sorted(types)}")
        assert self.types(meal_id) == sorted(types)
        return self.of_meal(meal_id)

    def close(self) -> None:
        self._ask("DELETE", self._name)

    def _pull(self) -> None:
        received = self._ask("POST", f"{self._name}:pull", {"maxMessages": 1000, "returnImmediately": True}).get(
            "receivedMessages", []
        )
        for message in received:
            data = json.loads(base64.b64decode(message["message"]["data"]))
            assert message["message"]["attributes"] == {"type": data["type"], "event_id": data["event_id"]}
            self.heard.append(data)
        if received:
            self._ask("POST", f"{self._name}:acknowledge", {"ackIds": [message["ackId"] for message in received]})

    def _ask(self, method: str, path: str, document: object = None) -> dict[str, Any]:
        answer = urllib3.request(method, f"{self.url}/v1/{path}", json=document, timeout=PATIENCE_S)
        assert answer.status == 200, answer.data
        found: dict[str, Any] = answer.json()
        return found


class Deliveries:
    """How Firestore events reach their functions."""

    def __init__(self, control_url: str) -> None:
        self._url = f"{control_url}/events"

    def usual(self) -> None:
        self._set({})

    def chaotic(self, *, copies: int, shuffle_s: float) -> None:
        """Each event so many times, each copy after a random delay."""
        self._set({"copies": copies, "shuffle_s": shuffle_s})

    def pending(self) -> int:
        """Deliveries that have not succeeded yet."""
        return int(urllib3.request("GET", self._url, timeout=PATIENCE_S).json()["pending"])

    def _set(self, mode: dict[str, Any]) -> None:
        assert urllib3.request("POST", f"{self._url}/mode", json=mode, timeout=PATIENCE_S).status == 200
