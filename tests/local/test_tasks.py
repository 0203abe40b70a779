"""The Cloud Tasks server, through Google's own client and a real HTTP receiver."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import grpc
import pytest
from google.api_core import exceptions
from google.cloud import tasks_v2 as api
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport
from google.protobuf.field_mask_pb2 import FieldMask

from local import ports
from local.tasks import CloudTasks
from shared.rows import Queue

QUEUE = Queue(
    "quick", per_minute=6000, burst=100, max_concurrent=4, max_attempts=3, min_backoff_s=0.05, max_backoff_s=0.2, max_doublings=2
)
PARENT = "projects/p/locations/l/queues/quick"
WAIT_S = 10


@dataclass
class Receiver:
    """Answers tasks from `answers` (status and headers by arrival, then 200), and keeps what came in."""

    port: int = 0
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        with self.arrived:
            self.calls.append((path, headers, body))
            answer = self.answers.pop(0) if self.answers else (200, {})
            self.arrived.notify_all()
        self.open.wait(WAIT_S)
        return answer

    def wait_for(self, count: int) -> None:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.calls) >= count, WAIT_S), f"{len(self.calls)} of {count} calls came"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    found.open.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers = found.take(self.path, dict(self.headers.items()), body)
            self.send_response(status)
            for name, value in (headers | {"Content-Length": "0"}).items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield found
        found.open.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def service(said: list[str]) -> Iterator[tuple[api.CloudTasksClient, CloudTasks]]:
    server = CloudTasks([QUEUE], said.append)
    port = ports.free(["tasks"])["tasks"]
    server.start(port)
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield api.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel)), server
    server.close()


def task(url: str, task_id: str = "", body: bytes = b"{}", **members: Any) -> api.Task:
    name = f"{PARENT}/tasks/{task_id}" if task_id else ""
    return api.Task(name=name, http_request={"url": url, "body": body, "headers": {"X-Own": "1"}}, **members)


def drain(server: CloudTasks) -> dict[str, Any]:
    """The queue's report once it is empty."""
    done = threading.Event()
    for _ in range(WAIT_S * 50):
        report = server.queues["quick"].report()
        if not report["depth"] and not report["running"]:
            return report
        done.wait(0.02)  # the queue tells nobody that it is empty
    raise AssertionError("the queue did not empty")


Service = tuple[api.CloudTasksClient, CloudTasks]


def test_a_task_reaches_its_target(service: Service, receiver: Receiver) -> None:
    client, server = service
    created = task(receiver.url("/work"), "t1", b'{"meal": 1}')
    created.http_request.oidc_token.service_account_email = "tasks@p.iam.gserviceaccount.com"
    client.create_task(parent=PARENT, task=created)
    receiver.wait_for(1)
    path, headers, body = receiver.calls[0]
    assert (path, body) == ("/work", b'{"meal": 1}')
    assert headers["X-CloudTasks-QueueName"] == "quick"
    assert headers["X-CloudTasks-TaskName"] == "t1"
    assert headers["X-CloudTasks-TaskRetryCount"] == "0"
    assert headers["X-CloudTasks-TaskExecutionCount"] == "0"
    assert headers["User-Agent"] == "Google-Cloud-Tasks"
    assert headers["Authorization"].startswith("Bearer ")
    assert headers["X-Own"] == "1"
    assert drain(server)["completed"] == 1


def test_a_failed_task_comes_again_and_says_why(service: Service, receiver: Receiver) -> None:
    client, server = service
    receiver.answers = [(500, {}), (503, {})]
    client.create_task(parent=PARENT, task=task(receiver.url()))
    receiver.wait_for(3)
    _, headers, _ = receiver.calls[2]
    assert headers["X-CloudTasks-TaskRetryCount"] == "2"
    assert headers["X-CloudTasks-TaskExecutionCount"] == "2"
    assert headers["X-CloudTasks-TaskPreviousResponse"] == "503"
    first, second, third = drain(server)["dispatches"]
    assert second - first >= 0.05
    assert third - second >= 0.1


def test_retry_after_is_waited_for_when_it_is_longer_than_the_back_off(service: Service, receiver: Receiver) -> None:
    client, server = service
    receiver.answers = [(429, {"Retry-After": "1"})]
    client.create_task(parent=PARENT, task=task(receiver.url()))
    receiver.wait_for(2)
    first, second = drain(server)["dispatches"]
    assert second - first >= 1


def test_the_last_attempt_is_the_last(service: Service, receiver: Receiver, said: list[str]) -> None:
    client, server = service
    receiver.answers = [(500, {})] * 9
    client.create_task(parent=PARENT, task=task(receiver.url(), "hopeless"))
    receiver.wait_for(QUEUE.max_attempts)
    assert drain(server)["failed"] == 1
    assert len(receiver.calls) == QUEUE.max_attempts
    assert "hopeless" in said[0]


def test_a_name_is_taken_while_the_task_waits_and_after_it_is_done(service: Service, receiver: Receiver) -> None:
    client, server = service
    client.pause_queue(name=PARENT)
    client.create_task(parent=PARENT, task=task(receiver.url(), "once"))
    with pytest.raises(exceptions.AlreadyExists):
        client.create_task(parent=PARENT, task=task(receiver.url(), "once"))
    client.resume_queue(name=PARENT)
    drain(server)
    with pytest.raises(exceptions.AlreadyExists):
        client.create_task(parent=PARENT, task=task(receiver.url(), "once"))
    assert len(receiver.calls) == 1


def test_tasks_leave_in_order_and_never_more_at_once_than_allowed(service: Service, receiver: Receiver) -> None:
    client, server = service
    receiver.open.clear()
    for number in range(8):
        client.create_task(parent=PARENT, task=task(receiver.url(f"/{number}")))
    receiver.wait_for(QUEUE.max_concurrent)
    assert server.queues["quick"].report()["running"] == QUEUE.max_concurrent
    assert {path for path, _, _ in receiver.calls} == {"/0", "/1", "/2", "/3"}
    receiver.open.set()
    drain(server)
    assert len(receiver.calls) == 8


def test_a_scheduled_task_waits_for_its_time(service: Service, receiver: Receiver) -> None:
    client, server = service
    due = datetime.now(UTC) + timedelta(seconds=1)
    client.create_task(parent=PARENT, task=task(receiver.url("/later"), schedule_time=due))
    client.create_task(parent=PARENT, task=task(receiver.url("/now")))
    receiver.wait_for(2)
    assert [path for path, _, _ in receiver.calls] == ["/now", "/later"]
    assert drain(server)["dispatches"][1] >= due.timestamp()


def test_a_paused_queue_runs_only_what_is_run_by_hand(service: Service, receiver: Receiver) -> None:
    client, server = service
    assert client.pause_queue(name=PARENT).state == api.Queue.State.PAUSED
    first, second = (client.create_task(parent=PARENT, task=task(receiver.url(f"/{n}"))) for n in (1, 2))
    client.run_task(name=second.name)
    receiver.wait_for(1)
    assert receiver.calls[0][0] == "/2"
    full = client.get_task(api.GetTaskRequest(name=first.name, response_view=api.Task.View.FULL))
    assert full.http_request.body == b"{}"
    assert client.get_task(name=first.name).http_request.body == b""
    client.delete_task(name=first.name)
    with pytest.raises(exceptions.NotFound):
        client.get_task(name=first.name)
    assert drain(server)["completed"] == 1


def test_listing_and_purging(service: Service, receiver: Receiver) -> None:
    client, server = service
    client.pause_queue(name=PARENT)
    names = [client.create_task(parent=PARENT, task=task(receiver.url())).name for _ in range(5)]
    listed = client.list_tasks(api.ListTasksRequest(parent=PARENT, page_size=2))
    assert [found.name for found in listed] == names
    client.purge_queue(name=PARENT)
    assert server.queues["quick"].report()["depth"] == 0


def test_a_queue_changes_its_rate(service: Service) -> None:
    client, server = service
    changed = api.Queue(name=PARENT, rate_limits={"max_dispatches_per_second": 2, "max_concurrent_dispatches": 1})
    client.update_queue(queue=changed, update_mask=FieldMask(paths=["rate_limits"]))
    assert server.queues["quick"].settings.per_minute == 120
    assert client.get_queue(name=PARENT).rate_limits.max_concurrent_dispatches == 1


@pytest.mark.parametrize(
    ("parent", "wrong", "refusal"),
    [
        (PARENT + "x", task("http://127.0.0.1/"), exceptions.NotFound),
        ("queues/quick", task("http://127.0.0.1/"), exceptions.InvalidArgument),
        (PARENT, task("ftp://127.0.0.1/"), exceptions.InvalidArgument),
        (PARENT, task("http://127.0.0.1/", "a/b"), exceptions.InvalidArgument),
        (PARENT, task("http://127.0.0.1/", body=b"x" * 1_000_001), exceptions.InvalidArgument),
        (PARENT, task("http://127.0.0.1/", dispatch_deadline=timedelta(seconds=5)), exceptions.InvalidArgument),
        (PARENT, task("http://127.0.0.1/", schedule_time=datetime(2999, 1, 1, tzinfo=UTC)), exceptions.InvalidArgument),
    ],
)
def test_refusals_carry_googles_codes(service: Service, parent: str, wrong: api.Task, refusal: type[Exception]) -> None:
    client, _ = service
    with pytest.raises(refusal):
        client.create_task(parent=parent, task=wrong)
