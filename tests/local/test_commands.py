"""The commands that scripts use while the local cloud is still starting: a sentence, and no trace of a stack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from local import ports
from local.ports import ROOT


class Starting(BaseHTTPRequestHandler):
    """The gateway, which is there first, and knows where the others will be."""

    def do_GET(self) -> None:
        body = json.dumps({"auth": f"http://127.0.0.1:{ports.free(('auth',))['auth']}"}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def gateway_port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Starting) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server.server_port
        server.shutdown()
        serving.join()


def run(port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "local", *arguments]
    environment = os.environ | {"MEALTRACK_PORT": str(port)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_a_token_while_the_emulators_start(gateway_port: int) -> None:
    done = run(gateway_port, "token", "a@example.com")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The Auth emulator does not answer yet: `make dev` says when it is ready.\n"


@pytest.mark.parametrize(
    "command", [["urls"], ["token", "a@example.com"], ["fire", "sweep_stuck_meals"]], ids=lambda words: words[0]
)
def test_without_a_local_cloud(command: list[str]) -> None:
    port = ports.free(("gateway",))["gateway"]
    done = run(port, *command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"The local cloud does not run at http://127.0.0.1:{port}. Start it with `make dev`")
