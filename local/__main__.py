"""python -m local setup | dev | urls | token EMAIL [--admin] | fire FUNCTION | demo [--photo PATH] | foods import PATH"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import urllib3

from local import emulators
from local.accounts import sign_in
from local.ports import LOOPBACK, ROOT, PortInUse, gateway_port
from local.processes import StartError
from shared.errors import VendorError


class NotRunning(RuntimeError):
    """There is no local cloud at the gateway's port."""


def dev(*, free_ports: bool) -> int:
    """Runs the local cloud until Ctrl-C; the functions are started again when their source changes."""
    from local import foods
    from local.cloud import Cloud, console
    from local.environment import FOOD_TABLE
    from local.registry import Known
    from local.watch import Watch

    foods.ensure_table()
    registry = Known()
    with Cloud(ports="gateway" if free_ports else "fixed", env="local", quiet=False) as cloud:
        watched = (ROOT / "functions", ROOT / "shared", FOOD_TABLE.parent)

        def follow(name: str) -> None:
            cloud.host.restart(f"{name} changed")
            if advice := registry.advice():
                console(advice)

        watch = Watch(watched, follow)
        watch.start()
        console("Ctrl-C stops everything.")
        try:
            threading.Event().wait()
        finally:
            watch.close()
    return 0


def demo(photo: Path | None) -> int:
    """Starts the local cloud, has the demonstration run against it, and stops it."""
    from local import demo as demonstration
    from local.cloud import Cloud

    with Cloud(ports="free", env="local", quiet=True) as cloud:
        return demonstration.run(cloud, photo)


def urls() -> dict[str, Any]:
    """Every address of the running local cloud. Raises NotRunning."""
    answer: dict[str, Any] = _ask("GET", "urls")
    return answer


def fire(function: str) -> int:
    """Has the running cloud call a scheduled function now."""
    answer = _ask("POST", f"schedules/{function}/fire")
    print(json.dumps(answer))
    return 0 if 200 <= answer["status"] < 300 else 1


def import_foods(path: Path) -> int:
    """Brings a download of FoodData Central into the running cloud."""
    from local import foods

    return foods.run(path, urls())


def _ask(method: str, path: str) -> Any:
    base = f"http://{LOOPBACK}:{gateway_port()}"
    try:
        response = urllib3.request(method, f"{base}/_local/{path}", retries=False)
    except urllib3.exceptions.HTTPError:
        raise NotRunning(f"The local cloud does not run at {base}. Start it with `make dev`, or set MEALTRACK_PORT.") from None
    if response.status != 200:
        raise NotRunning(f"{base} answered {response.status}: {response.data[:300].decode(errors='replace')}")
    return response.json()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local", description="MealTrack's cloud on this machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("setup", help="find the emulators, or fetch them")
    running = commands.add_parser("dev", help="run it until Ctrl-C")
    running.add_argument("--free-ports", action="store_true", help="the emulators take free ports instead of firebase.json's")
    commands.add_parser("urls", help="print the addresses of the running cloud as JSON")
    token = commands.add_parser("token", help="sign an account up or in and print its ID token")
    token.add_argument("email")
    token.add_argument("--admin", action="store_true", help="give the account the claim admin: true")
    commands.add_parser("fire", help="run a scheduled function now").add_argument("function")
    foods = commands.add_parser("foods", help="the food tables of the running cloud").add_subparsers(dest="action", required=True)
    importing = foods.add_parser("import", help="bring a download of FoodData Central in")
    importing.add_argument("path", type=Path, help="CSV (zip or folder) or JSON, Foundation or SR Legacy")
    commands.add_parser("demo", help="turn a photo into a meal").add_argument("--photo", type=Path)
    return parser


def _run(options: argparse.Namespace) -> int:
    match options.command:
        case "setup":
            emulators.prepare(print)
        case "dev":
            return dev(free_ports=options.free_ports)
        case "demo":
            return demo(options.photo)
        case "urls":
            print(json.dumps(urls(), indent=2))
        case "token":
            print(sign_in(urls()["auth"], options.email, admin=options.admin))
        case "fire":
            return fire(options.function)
        case "foods":
            return import_foods(options.path)
    return 0


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs with SIGINT ignored
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    try:
        return _run(options)
    except KeyboardInterrupt:
        return 130
    except (StartError, PortInUse, NotRunning, ValueError, RuntimeError, VendorError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
