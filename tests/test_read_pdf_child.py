"""PDF files that ask for more than a process may take: told of the file, and the next is read."""

from __future__ import annotations

import os
import signal
import sys
import zlib
from functools import cache

import pytest

from mingzhang.model import UserError
from mingzhang.read import pdf as reader
from mingzhang.read import pdf_child
from pdf_maker import PdfPage, file, pdf
from read_sources import source

GOOD = pdf([PdfPage().text(90, 100, "收入总计307.82万元")])


@cache
def packed_drawing() -> bytes:
    """A few kilobytes that are forty megabytes of lines."""
    return zlib.compress(b"0 0 m 9 9 l S " * 3_000_000, 1)


def page_of(stream: bytes, filters: bytes) -> bytes:
    return file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
            b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(stream), filters, stream),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R>>",
        ]
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit a process's memory")
@pytest.mark.parametrize("kind", ["twice packed", "in hexadecimal", "name in other letters"])
def test_a_bomb_that_no_pattern_finds_is_refused_and_the_next_file_read(kind: str) -> None:
    once = packed_drawing()
    data = {
        "twice packed": page_of(zlib.compress(once), b"[/FlateDecode/FlateDecode]"),
        "in hexadecimal": page_of(once.hex().encode() + b">", b"[/ASCIIHexDecode/FlateDecode]"),
        "name in other letters": page_of(once, b"/#46lateDecode"),
    }[kind]
    with pytest.raises(UserError, match="压缩炸弹") as caught:
        reader.read(source("某局决算.pdf", data))
    assert caught.value.file == "某局决算.pdf"
    assert caught.value.remedy
    assert reader.read(source("account.pdf", GOOD)).text == "收入总计307.82万元\n"


def test_one_process_reads_many_files_and_a_dead_one_is_replaced() -> None:
    reader.read(source("account.pdf", GOOD))
    first = pdf_child._child.process
    assert first
    reader.read(source("account.pdf", GOOD))
    assert pdf_child._child.process is first
    first.kill()
    first.wait()
    assert reader.read(source("account.pdf", GOOD)).text == "收入总计307.82万元\n"


def test_errors_of_the_reader_arrive_whole_and_the_source_too() -> None:
    with pytest.raises(UserError, match="无法打开") as caught:
        reader.read(source("empty.pdf", pdf([])))
    assert (caught.value.file, caught.value.problem) == ("empty.pdf", "PDF 已损坏，无法打开")
    mine = source("account.pdf", GOOD)
    assert reader.read(mine).source is mine


@pytest.mark.skipif(os.name != "posix", reason="no such signal")
def test_a_page_that_takes_too_long_is_told_as_such() -> None:
    error = pdf_child._died(source("slow.pdf", GOOD), -signal.SIGPROF)
    assert "还没有读完" in error.problem


def test_the_child_reads_as_the_reader_does() -> None:
    assert reader.read_here(source("a.pdf", GOOD)) == reader.read(source("a.pdf", GOOD))
