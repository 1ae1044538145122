"""Benchmark of the PDF reader: in, PDF files; out, pages a second and peak memory, printed.

`python -m mingzhang.bench.pdf FILE…` also times pdfplumber's own text and tables when it is
installed. Each reader runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mingzhang.bench.builds import peak_memory
from mingzhang.model import Source, Stage

ROUNDS = 3
"""Runs of each reader; the fastest counts, the others met a cold cache or a busy machine."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One reader on one file: pages, seconds of the fastest run, peak memory in MB (0: unknown)."""

    pages: int
    seconds: float
    peak: float


def benchmark(path: Path) -> tuple[Measured, Measured | None]:
    """Measure our reader and, when it is installed, pdfplumber on one file."""
    ours = _alone(_ours, path)
    other = _alone(_pdfplumber, path) if importlib.util.find_spec("pdfplumber") else None
    return ours, other


def _alone(run: Callable[[Path], int], path: Path) -> Measured:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (run, path))


def _measured(run: Callable[[Path], int], path: Path) -> Measured:
    fastest, pages = float("inf"), 0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        pages = run(path)
        fastest = min(fastest, time.perf_counter() - start)
    return Measured(pages, fastest, peak_memory() / 1e6)


def _ours(path: Path) -> int:
    from mingzhang.read import pdf

    data = path.read_bytes()
    source = Source(
        disclosure="benchmark",
        agency="benchmark",
        fiscal_year=2000,
        stage=Stage.FINAL,
        title="",
        path=path,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return len(pdf.read(source).pages)


def _pdfplumber(path: Path) -> int:
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
            page.close()
        return len(document.pages)


def main() -> None:
    """Print a line for each reader and file, and how many times faster ours is."""
    parser = argparse.ArgumentParser(description="PDF 读取速度与内存")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    for path in parser.parse_args().files:
        ours, other = benchmark(path)
        for name, measured in [("mingzhang", ours), ("pdfplumber", other)]:
            if measured:
                print(_line(path, name, measured))
        if other:
            print(f"{path.name}：快 {other.seconds / ours.seconds:.1f} 倍")
        else:
            print("没有安装 pdfplumber，不作比较（pip install pdfplumber）")


def _line(path: Path, name: str, measured: Measured) -> str:
    speed = measured.pages / measured.seconds
    return (
        f"{path.name}：{name} {measured.pages} 页 {measured.seconds:.3f} 秒，"
        f"每秒 {speed:.0f} 页，内存峰值 {measured.peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
