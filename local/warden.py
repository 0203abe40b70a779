"""Ends the local cloud's processes when the supervisor is gone, however it went, SIGKILL included.

Reads lines `+PGID` and `-PGID` on its standard input, whose other end only the supervisor holds. At the end of that input it kills
the process groups that are left. A program of its own, started by `local.processes` without the packages of the project.
"""

import contextlib
import os
import signal
import sys


def main() -> None:
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        if line[0] == "+":
            groups.add(group)
        else:
            groups.discard(group)
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
