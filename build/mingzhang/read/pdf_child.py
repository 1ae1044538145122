"""PDFium in a process of its own: in, a PDF source; out, its `Document`, or what was wrong with it.

A few kilobytes of PDF can ask for gigabytes or make the library abort. The child may take so much
memory and time; when it dies, that is said of the file, and the next file gets a new child.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from typing import IO

from mingzhang.model import Document, Source, UserError
from mingzhang.read import limits

MEMORY = 300_000_000
"""Bytes that the child may take, the file apart; a page of dense tables needs 40 million."""
COPIES = 4
"""Times the file itself lies in memory: as sent, as read, and in the library."""
PAGE_SECONDS = 4.0
"""Seconds of computing that one page may take; the densest takes a tenth of one."""
_SERVE = "from mingzhang.read.pdf_child import serve; serve()"


class _Child:
    """The process that reads one file after another; started when the first one comes."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.lock = threading.Lock()

    def read(self, source: Source) -> Document:
        with self.lock:
            process = self._running()
            assert process.stdin
            assert process.stdout
            try:
                pickle.dump(source, process.stdin, pickle.HIGHEST_PROTOCOL)
                process.stdin.flush()
                answer = pickle.load(process.stdout)
            except (EOFError, OSError, pickle.UnpicklingError) as error:
                code = process.wait()
                raise _died(source, code) from error
        if isinstance(answer, Document):
            return replace(answer, source=source)
        raise answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SERVE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        return self.process

    def stop(self) -> None:
        """End the process with its parent."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()


_child = _Child()
atexit.register(_child.stop)


def read(source: Source) -> Document:
    """Read a PDF in the child. Raises `UserError` as the reader does, and when the child dies."""
    return _child.read(source)


def _died(source: Source, code: int) -> UserError:
    if code == -getattr(signal, "SIGPROF", 0):
        return limits.damaged(source, f"PDF 有一页读了 {PAGE_SECONDS:.0f} 秒还没有读完，已停止")
    problem = "PDF 的内容展开后过大，或者已损坏，读取程序中断；疑似压缩炸弹"
    return limits.damaged(source, problem)


def serve() -> None:
    """Read the sources that come in at standard input until it is closed. Runs in the child."""
    from mingzhang.read import pdf

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
