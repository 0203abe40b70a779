"""Whether the parts that everything rests on are well."""

from __future__ import annotations

import time
from collections.abc import Iterable

from shared.clients import tasks
from shared.clients.firestore import firestore, patience
from shared.rows import Queue
from shared.system.views import FirestoreHealthView, QueueHealthView, QueuesHealthView


def firestore_health() -> FirestoreHealthView:
    """One read, of a document that need not exist."""
    began = time.monotonic()
    firestore().document("system/health").get(**patience())
    return FirestoreHealthView(status="healthy", latency_ms=round((time.monotonic() - began) * 1000))


def queues_health(queues: Iterable[Queue]) -> QueuesHealthView:
    """One call a queue."""
    views = [QueueHealthView(name=queue.name, state=tasks.queue_state(queue.name), per_minute=queue.per_minute) for queue in queues]
    return QueuesHealthView(status="healthy" if all(view.state == "RUNNING" for view in views) else "degraded", queues=views)
