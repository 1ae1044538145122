"""Another program in a cage: in, its command and what it may take; out, how it ended.

A few kilobytes can make LibreOffice hang or eat the memory of the machine. It runs in a group of
processes of its own, each with limits of its memory, computing time and files; whatever is left of
the group when its time is up is ended.
"""

from __future__ import annotations

import contextlib
import enum
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence

_LIMITED = """
import os, resource, sys
memory, seconds, size = map(int, sys.argv[1:4])
for kind, most in (
    (resource.RLIMIT_DATA, memory),
    (resource.RLIMIT_CPU, seconds),
    (resource.RLIMIT_FSIZE, size),
    (resource.RLIMIT_CORE, 0),
):
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))
os.execvp(sys.argv[4], sys.argv[4:])
"""
"""What runs first: it limits itself and becomes the program."""


class End(enum.Enum):
    """How a program in the cage ended."""

    DONE = enum.auto()
    """By itself; whether it did its work, its output tells."""
    KILLED = enum.auto()
    """By a signal: it crashed, or took more memory than it may."""
    LATE = enum.auto()
    """It took longer than it may."""


def run(command: Sequence[str], seconds: int, memory: int, size: int) -> End:
    """Run a program without input or output.

    Each of its processes may take `memory` bytes, and write files of `size` bytes.
    """
    posix = os.name == "posix"  # Windows knows no such limits; the time is limited there, too
    limits = map(str, (memory, seconds, size))
    limited = [sys.executable, "-I", "-S", "-c", _LIMITED, *limits] if posix else []
    process = subprocess.Popen(
        [*limited, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=posix,
    )
    with _ended(process):
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return End.LATE
    # A shell that started the program tells its signal as 128 and the number.
    return End.KILLED if code < 0 or code > _BY_SIGNAL else End.DONE


_BY_SIGNAL = 128


@contextlib.contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End whatever is left of a program and of what it started."""
    try:
        yield
    finally:
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
