"""Further instances beside the local cloud's own: a process each, which serves the functions with settings of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from local import ports
from local.cloud import Cloud
from local.host import READY_PATH
from local.ports import ROOT
from tests.support.waiting import eventually


@contextmanager
def instance(cloud: Cloud, settings: Mapping[str, str], *, log: Path | None = None) -> Iterator[httpx.Client]:
    """A client of one more instance; `GET /{function}/{path}` reaches a function. `log` is where it writes what it logs."""
    (port,) = ports.free(("host",)).values()
    command = [sys.executable, "-m", "local.host", "--port", str(port), "--source", "functions/main.py"]
    no_pool_limit = httpx.Limits(max_connections=None)
    with log.open("wb") if log else tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=ROOT, env=cloud.environment | dict(settings), stdout=output, stderr=output)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, limits=no_pool_limit) as client:
                eventually(lambda: _is_ready(client), "the host to be ready")
                yield client
        finally:
            process.terminate()
            process.wait()


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get(READY_PATH).status_code == 204
    except httpx.TransportError:
        return False
