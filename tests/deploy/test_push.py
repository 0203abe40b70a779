"""Pub/Sub pushes messages straight to the functions that take them: they arrive as the CloudEvent that those expect."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

from deploy.archive import ROOT

# A source file as functions/main.py is one, with one function that prints what it was handed.
SOURCE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from shared.events.message import message
from shared.rows import MessageRow

@message
def take(received):
    print("TAKEN", json.dumps([received.data, received.attributes]))

take_message = take.serve(MessageRow(module="notifications.take_message", topic="domain-events", identity="notify"))
"""
PUSH = """
import json, sys
from functions_framework import create_app
app = create_app("take_message", sys.argv[2], "http")  # without an event trigger the platform says `http`
answer = app.test_client().post(sys.argv[3], json=json.loads(sys.argv[4]))
print("STATUS", answer.status_code)
"""


def test_a_pushed_message_reaches_the_handler(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(SOURCE)
    data, attributes = {"type": "MealReady", "meal_id": "m1"}, {"type": "MealReady", "event_id": "e1"}
    body = {
        "message": {
            "data": base64.b64encode(json.dumps(data).encode()).decode(),
            "attributes": attributes,
            "messageId": "136969346945",
            "message_id": "136969346945",
            "publishTime": "2026-11-22T12:00:00.000Z",
            "publish_time": "2026-11-22T12:00:00.000Z",
        },
        "subscription": "projects/demo/subscriptions/take-message",
    }
    path = "/projects/demo/topics/domain-events"  # as terraform/modules/app/pubsub.tf has it
    done = subprocess.run(
        [sys.executable, "-c", PUSH, str(ROOT), str(tmp_path / "main.py"), path, json.dumps(body)],
        env={"PATH": os.environ["PATH"], "MEALTRACK_ENV": "prod", "GOOGLE_CLOUD_PROJECT": "demo"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "STATUS 200" in done.stdout
    taken = next(line for line in done.stdout.splitlines() if line.startswith("TAKEN"))
    assert json.loads(taken.removeprefix("TAKEN ")) == [data, attributes]
