"""The least of what follows a write: the event's document, one task, one message."""

from __future__ import annotations

import json
import os
from functools import cache

import grpc
from cloudevents.http import CloudEvent
from google.cloud import tasks_v2
from google.cloud.pubsub_v1 import PublisherClient
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport
from google.events.cloud.firestore_v1 import DocumentEventData
from google.pubsub_v1.types import PubsubMessage


@cache
def _tasks() -> tasks_v2.CloudTasksClient:
    channel = grpc.insecure_channel(os.environ["CLOUD_TASKS_EMULATOR_HOST"])
    return tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))


@cache
def _publisher() -> PublisherClient:
    return PublisherClient()


def on_meal_written(event: CloudEvent) -> None:
    document = DocumentEventData.pb(DocumentEventData.deserialize(event.data)).value
    meal_id = document.fields["meal_id"].string_value
    project, region = os.environ["GOOGLE_CLOUD_PROJECT"], os.environ["GOOGLE_CLOUD_REGION"]
    queue = f"projects/{project}/locations/{region}/queues/gemini-general"
    body = json.dumps({"meal_id": meal_id}).encode()
    request = tasks_v2.HttpRequest(url=os.environ["TASK_TARGET_URL"].format(function="floor"), body=body)
    _tasks().create_task(parent=queue, task=tasks_v2.Task(name=f"{queue}/tasks/floor-{meal_id}", http_request=request), timeout=10)
    message = PubsubMessage(data=body, attributes={"type": "MealImageUploaded"})
    _publisher().api.publish(topic=f"projects/{project}/topics/domain-events", messages=[message], timeout=10)
