"""The local cloud: started, wired together and stopped as one.

    with Cloud(ports="free", env="test", quiet=True) as cloud:
        cloud.urls["gateway"], cloud.environment["FIRESTORE_EMULATOR_HOST"], cloud.fire("sweep_stuck_meals")

This process holds the gateway, the task queues, the scheduler, the event delivery and the vendors' stand-ins; the emulators and the
function host are its children.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from functions import registry
from local import emulators, events, ports, topics
from local.control import ControlPlane
from local.docs import Docs
from local.environment import PROJECT, VENDOR_KEYS, LocalEnv, functions_environment, stand_ins
from local.events import EventDelivery
from local.gateway import Gateway, GatewayServer
from local.host import READY_PATH
from local.invoker import Invoker
from local.ports import LOOPBACK, ROOT
from local.processes import Child, Kept, Warden
from local.queues import TaskQueue
from local.scheduler import Scheduler
from local.tasks import CloudTasks
from shared import settings
from shared.rows import DocumentRow, MessageRow, Queue, Row, ScheduleRow

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PortsKind = Literal["free", "gateway", "fixed"]
PARTS = ("gateway", "firestore", "auth", "pubsub", "tasks", "functions")
READY_TIMEOUT_S = 90.0  # a cold disk and a busy machine included


def console(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class Cloud:
    """A context manager. `ports`: the documented ones ("fixed"), of those only the gateway's ("gateway"), or free ones for all.

    `settings` are environment variables that stand over all others; `quiet` sends what the functions log to a file instead of the
    console; `rows`, `queues`, `topics` and `source` may be another registry's. Entering raises PortInUse, StartError or
    SettingsError.
    """

    def __init__(
        self,
        *,
        ports: PortsKind = "free",
        env: LocalEnv = "test",
        settings: Mapping[str, str] | None = None,
        quiet: bool = True,
        rows: Mapping[str, Row] = registry.FUNCTIONS,
        queues: Iterable[Queue] = tuple(registry.QUEUES.values()),
        topics: Iterable[str] = registry.TOPICS,
        source: Path = ROOT / "functions" / "main.py",
        say: Callable[[str], None] = console,
    ) -> None:
        self.project = PROJECT
        self.environment: dict[str, str] = {}  # of the functions: clients that read it reach this cloud
        self.vendors: dict[str, Literal["real", "stand-in"]] = {}
        self.urls: dict[str, str] = {}
        self._ports_kind = ports
        self._env: LocalEnv = env
        self._overrides = dict(settings or {})
        self._quiet = quiet
        self._rows = dict(rows)
        self._queues = tuple(queues)
        self._topics = tuple(sorted(topics))
        self._source = source
        self._say = say
        self._stack = ExitStack()
        self._vendor_apps: dict[str, WSGIApplication] = {}
        self._making_vendor = threading.Lock()

    def __enter__(self) -> Cloud:
        try:
            self._start()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def queue(self, name: str) -> TaskQueue:
        return self._tasks.queues[name]

    def fire(self, function: str) -> int:
        """Runs a scheduled function now and returns the status of its answer."""
        row = self._rows[function]
        if not isinstance(row, ScheduleRow):
            raise ValueError(f"{function} runs on no schedule")
        return self._scheduler.fire(row)

    @property
    def host(self) -> Kept:
        """The process that runs the functions; tests kill it."""
        return self._host

    def log(self, part: str) -> Path:
        """The file that holds what a part of the cloud printed."""
        return self._logs / f"{part}.log"

    def _start(self) -> None:
        began = time.monotonic()
        self._port = self._choose_ports()
        self._logs = self._log_folder()  # after the ports: the folder may be that of a cloud that runs already
        self._wire_urls()
        given = settings.environment()
        hosts = {part: f"{LOOPBACK}:{port}" for part, port in self._port.items()}
        played = stand_ins(given | self._overrides, self._env)
        self.vendors = {vendor: "stand-in" if vendor in played else "real" for vendor in VENDOR_KEYS}
        self.environment = functions_environment(
            given, env=self._env, gateway_url=self.urls["gateway"], hosts=hosts, overrides=self._overrides
        )
        self._check_settings()
        self.environment["LOCAL_STORAGE_FOLDER"] = str(self._logs / "objects")
        # All commands before the first child: looking for an emulator may mean fetching it.
        children = self._emulators()
        self._start_own_parts()
        warden = self._stack.enter_context(Warden())
        self._start_children(children, warden)
        for vendor, kind in self.vendors.items():
            how = f"{self.urls[vendor]}  stand-in: put {VENDOR_KEYS[vendor]} into .env for the real one"
            self._say(f"{vendor:<10} {how if kind == 'stand-in' else 'the real one'}")
        self._say(f"{'gateway':<10} {self.urls['gateway']}  ready {time.monotonic() - began:.1f} s in all; API reference at /docs")

    def _check_settings(self) -> None:
        """What a function would refuse to start for is refused here, where it is read. Raises SettingsError."""
        found = settings.read(self.environment)
        for row in self._rows.values():
            settings.require(row.needs, row.name, found)

    def _log_folder(self) -> Path:
        if self._ports_kind != "fixed":
            return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="mealtrack-")))
        folder = ROOT / ".local" / "logs"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def _choose_ports(self) -> dict[str, int]:
        if self._ports_kind == "free":
            return ports.free(PARTS)
        return ports.documented(PARTS, emulators=self._ports_kind == "fixed")

    def _wire_urls(self) -> None:
        url = {part: f"http://{LOOPBACK}:{port}" for part, port in self._port.items()}
        api = url["gateway"]
        self.urls = {
            "project": self.project,
            "gateway": api,
            "docs": f"{api}/docs",
            "openapi": f"{api}/openapi.json",
            "control": f"{api}/_local",
            "functions": url["functions"],
            "firestore": url["firestore"],
            "auth": url["auth"],
            "pubsub": url["pubsub"],
            "tasks": f"{LOOPBACK}:{self._port['tasks']}",
            **{vendor: f"{api}/_local/vendors/{vendor}" for vendor in (*VENDOR_KEYS, "storage")},
        }

    def _emulators(self) -> dict[str, list[str]]:
        port = self._port
        return {
            "firestore": emulators.firestore_command(port["firestore"], port["gateway"], self.project, self._say),
            "auth": emulators.auth_command(port["auth"], self.project),
            "pubsub": emulators.pubsub_command(port["pubsub"], self._say),
        }

    def _start_own_parts(self) -> None:
        invoker = Invoker(self._port["functions"])
        self._stack.callback(invoker.close)
        self._tasks = CloudTasks(self._queues, self._say)
        self._scheduler = Scheduler((row for row in self._rows.values() if isinstance(row, ScheduleRow)), invoker, self._say)
        deliveries = EventDelivery(invoker, self._say)
        control = ControlPlane(
            self._rows,
            project=self.project,
            invoker=invoker,
            tasks=self._tasks,
            deliveries=deliveries,
            scheduler=self._scheduler,
            urls=lambda: self.urls,
            vendor=self._vendor,
        )
        docs = Docs(self.urls["gateway"])
        mounts: dict[str, WSGIApplication] = {"/_local": control, "/functions/projects": control}
        mounts |= {"/docs": docs, "/openapi.json": docs}
        gateway = GatewayServer(Gateway(tuple(self._rows.values()), invoker, mounts), self._port["gateway"])
        self._tasks.start(self._port["tasks"])
        self._stack.callback(self._tasks.close)
        deliveries.start()
        self._stack.callback(deliveries.close)
        gateway.start()
        self._stack.callback(gateway.close)
        if self._env == "local":  # tests fire by hand
            self._scheduler.start()
        self._stack.callback(self._scheduler.close)

    def _start_children(self, commands: Mapping[str, list[str]], warden: Warden) -> None:
        children = [Child(name, command, warden, self.environment, self.log(name)) for name, command in commands.items()]
        takes_events = [row.name for row in self._rows.values() if isinstance(row, DocumentRow | MessageRow)]
        command = [sys.executable, "-m", "local.host", "--port", str(self._port["functions"]), "--source", str(self._source)]
        command += [f"--event={name}" for name in takes_events]
        log = self.log("functions") if self._quiet else None
        functions = Child("functions", command, warden, self.environment, log)
        self._host = Kept(functions, self._say)
        waiting = ThreadPoolExecutor(len(PARTS), "start")
        self._stack.callback(waiting.shutdown)
        self._stack.callback(self._stop_children, children)  # before the waiting ends, or it would last its whole time
        for child in children:
            child.start()
        self._host.start()
        began = time.monotonic()
        steps = [waiting.submit(self._make_ready, child, began) for child in (functions, *children)]
        for step in as_completed(steps):
            step.result()

    def _stop_children(self, children: Iterable[Child]) -> None:
        stops = (self._host.stop, *(child.stop for child in children))
        with ThreadPoolExecutor(len(stops), "stop") as together:
            for stopped in [together.submit(stop) for stop in stops]:
                stopped.result()

    def _make_ready(self, child: Child, began: float) -> None:
        url = self.urls[child.name]
        child.wait_ready(f"{url}{READY_PATH if child.name == 'functions' else '/'}", READY_TIMEOUT_S)
        if child.name == "firestore":
            for row in self._rows.values():
                if isinstance(row, DocumentRow):
                    events.register_trigger(url, self.project, row)
        if child.name == "pubsub":
            messages = [row for row in self._rows.values() if isinstance(row, MessageRow)]
            topics.create(url, self.urls["gateway"], self.project, self._topics, messages)
        self._say(f"{child.name:<10} {url}  ready {time.monotonic() - began:.1f} s")

    def _vendor(self, name: str) -> WSGIApplication:
        """The stand-in of a vendor, made when it is first asked for. Raises ValueError when there is none."""
        from local import vendors

        with self._making_vendor:
            if name not in self._vendor_apps:
                self._vendor_apps[name] = vendors.app(name, self.environment)
            return self._vendor_apps[name]
