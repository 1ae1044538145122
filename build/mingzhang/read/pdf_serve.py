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
COPIES = 4
"""Times the file itself lies in memory: as sent, as read, and in the library."""


def serve() -> None:
    """Read the sources that come in at standard input until it is closed."""
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    # Whoever interrupts the parent closes our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (source := _next(incoming)) is not None:
        _bound(len(source.data))
        try:
            document = pdf.read_here(source, a_page_begins)
            answer: Document | Exception = replace(document, source=replace(source, data=b""))
        except MemoryError:
            os._exit(1)
        except Exception as error:  # The parent raises it where the file is known.
            answer = error
        _unbound()
        pickle.dump(answer, outgoing, pickle.HIGHEST_PROTOCOL)
        outgoing.flush()


def _next(incoming: IO[bytes]) -> Source | None:
    try:
        source = pickle.load(incoming)
    except EOFError:
        return None
    assert isinstance(source, Source)
    return source


def a_page_begins() -> None:
    """Give the page that is read next its time; the process ends when it is over."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, PAGE_SECONDS)


def _unbound() -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, 0)


def _bound(size: int) -> None:
    """Limit the memory of this process for a file of `size` bytes; Windows knows no such limit."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY + COPIES * size, hard))
    a_page_begins()
