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

from mingzhang.model import Document, Source, UserError
from mingzhang.read import limits

PAGE_SECONDS = 4.0
"""Seconds of computing that one page may take; the densest takes a tenth of one."""
_SERVE = "from mingzhang.read.pdf_serve import serve; serve()"


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
                answer, grown = pickle.load(process.stdout)
            except (EOFError, OSError, pickle.UnpicklingError) as error:
                code = process.wait()
                raise _died(source, code) from error
            if grown:
                # With a recogniser in memory its limit is loose; that of a new child is not.
                self.stop()
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
