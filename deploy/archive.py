"""python -m deploy.archive OUT.zip [--commit REF]: the source archive of the functions, the same bytes for the same content.

Terraform names the uploaded object after the archive's digest, and a new digest rebuilds every function. So the archive holds
committed files only, in a fixed order, with fixed times and modes, and stored rather than compressed: what compression makes of
them differs between releases of zlib.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What a function needs when it runs; everything else stays at home.
CONTENT = ("functions", "shared", "requirements.txt")
LIMIT_BYTES = 3 * 1024 * 1024

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name
_READABLE_FILE = 0o100644 << 16


class ArchiveError(RuntimeError):
    """The archive cannot be made; the text says why."""


def committed(commit: str = "HEAD", root: Path = ROOT) -> dict[str, bytes]:
    """The files of `commit` that belong into the archive, by their path. Raises ArchiveError."""
    result = _git(root, "archive", "--format=tar", commit, "--", *CONTENT)
    with tarfile.open(fileobj=io.BytesIO(result)) as tar:
        return {member.name: _content(tar, member) for member in tar.getmembers() if not member.isdir()}


def release(commit: str = "HEAD", root: Path = ROOT) -> str:
    """The short id of the last commit that changed what is deployed, so that a change of the documentation deploys nothing."""
    return _git(root, "log", "-1", "--format=%h", "--abbrev=12", commit, "--", *CONTENT).decode().strip()


def pack(files: Mapping[str, bytes]) -> bytes:
    """The zip file of `files`. Raises ArchiveError when it is too large."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = _READABLE_FILE
            archive.writestr(entry, files[name])
    if buffer.tell() >= LIMIT_BYTES:
        raise ArchiveError(f"The archive has {buffer.tell()} bytes, the limit is {LIMIT_BYTES}: what in {CONTENT} has grown?")
    return buffer.getvalue()


def write(out: Path, commit: str = "HEAD", root: Path = ROOT) -> str:
    """Writes the archive of `commit`; returns the SHA-256 of its bytes. Raises ArchiveError."""
    data = pack(committed(commit, root))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member) if member.isfile() else None
    if file is None:
        raise ArchiveError(f"{member.name} is neither a file nor a folder: links do not survive the upload.")
    return file.read()


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)
    except FileNotFoundError:
        raise ArchiveError("git is needed to make the archive: install it.") from None
    except subprocess.CalledProcessError as error:
        raise ArchiveError(f"git {arguments[0]} failed: {error.stderr.decode(errors='replace').strip()}") from None
    return done.stdout


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.archive", description="Writes the source archive of the functions.")
    parser.add_argument("out", type=Path, help="the zip file to write")
    parser.add_argument("--commit", default="HEAD", help="what to pack: HEAD when left out; changes not committed are never packed")
    options = parser.parse_args(arguments)
    try:
        digest = write(options.out, options.commit)
        print(f"{options.out}: release {release(options.commit)}, sha256 {digest}")
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
