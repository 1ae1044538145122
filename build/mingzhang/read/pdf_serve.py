"""The process that reads PDF files: in, sources at standard input; out, their documents or errors.

Run by `pdf_child`. Its memory is limited for each file, its time for each page.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from dataclasses import replace
from typing import IO

from mingzhang.model import Document, Source
from mingzhang.read import pdf
from mingzhang.read.pdf_child import PAGE_SECONDS

MEMORY = 300_000_000
"""Bytes that the child may take, the file apart; a page of dense tables needs 40 million."""
PICTURE_MEMORY = 3_000_000_000
"""Bytes more for recognising pictures: models, the threads of their runtime, one page."""
PICTURE_SECONDS = 300.0
"""Seconds of computing for one picture; a dense page takes 5 to 30."""
COPIES = 4
"""Times the file itself lies in memory: as sent, as read, and in the library."""


def serve() -> None:
    """Read the sources that come in at standard input until it is closed."""
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints is no answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # Whoever interrupts the parent closes our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (source := _next(incoming)) is not None:
        _bound(len(source.data))
        try:
            document = pdf.read_here(source, lambda picture: _begins(picture, len(source.data)))
            answer: Document | Exception = replace(document, source=replace(source, data=b""))
        except MemoryError:
            os._exit(1)
        except Exception as error:  # The parent raises it where the file is known.
            answer = error
        _time(0)
        pickle.dump((answer, bool(_pictures)), outgoing, pickle.HIGHEST_PROTOCOL)
        outgoing.flush()


def _next(incoming: IO[bytes]) -> Source | None:
    try:
        source = pickle.load(incoming)
    except EOFError:
        return None
    assert isinstance(source, Source)
    return source


def _begins(picture: bool, size: int) -> None:
    """Give what is read next its memory and time; the process ends when they are used up.

    What recognises pictures stays in memory from the first one on, to the end of the file; the
    parent then takes a new process.
    """
    if picture and not _pictures:
        _pictures.append(True)
        _bound(size)
    _time(PICTURE_SECONDS if picture else PAGE_SECONDS)


_pictures: list[bool] = []


def _time(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _bound(size: int) -> None:
    """Limit the memory of this process for a file of `size` bytes; Windows knows no such limit."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = MEMORY + COPIES * size + (PICTURE_MEMORY if _pictures else 0)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    _time(PAGE_SECONDS)
