"""Which ports the local cloud listens on: the documented ones, or free ones."""

from __future__ import annotations

import json
import os
import random
import socket
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
DEFAULT_GATEWAY_PORT = 8787
# Below what systems give to outgoing connections: one of those could take a port before its server does.
_FREE = range(15_000, 32_000)


class PortInUse(RuntimeError):
    """Another program listens on a port that the local cloud needs; the text says which and what to do."""


def gateway_port() -> int:
    """The port of the gateway: MEALTRACK_PORT or 8787. Raises ValueError when MEALTRACK_PORT is no port."""
    text = os.environ.get("MEALTRACK_PORT") or str(DEFAULT_GATEWAY_PORT)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError(f"MEALTRACK_PORT is {text!r}; it has to be a port number between 1 and 65535")
    return int(text)


def documented(names: Iterable[str], *, emulators: bool = True) -> dict[str, int]:
    """The gateway's port by MEALTRACK_PORT, the emulators' by firebase.json (unless `emulators` is False), a free one for the rest.

    Raises PortInUse.
    """
    chosen = {"gateway": gateway_port()}
    if emulators:
        settings = json.loads((ROOT / "firebase.json").read_text())["emulators"]
        chosen |= {name: int(settings[name]["port"]) for name in names if name in settings}
    for name, port in chosen.items():
        if not _is_free(port):
            raise PortInUse(_in_use(name, port))
    return free(names) | chosen


def free(names: Iterable[str]) -> dict[str, int]:
    """A free port for each name."""
    with ExitStack() as stack:  # all open at once, so that no port is found twice
        return {name: _any_free(stack) for name in names}


def _any_free(stack: ExitStack) -> int:
    """A port of `_FREE` that nobody has; it is held until the stack ends."""
    while True:
        listener, port = socket.socket(), random.choice(_FREE)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            listener.close()
        else:
            stack.enter_context(listener)
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _in_use(name: str, port: int) -> str:
    if name == "gateway":
        return (
            f"Port {port} is in use; perhaps the local cloud is running already. Stop that program, or choose another port: "
            f"MEALTRACK_PORT={port + 1} make dev"
        )
    return (
        f"Port {port} ({name} emulator) is in use; perhaps the local cloud is running already. Stop that program, change "
        f"emulators.{name}.port in firebase.json, or have the emulators take free ports: python -m local dev --free-ports"
    )
