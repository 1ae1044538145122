"""Scanned pages: with the extra `ocr` they are read, and say so; without it they are told.

An account of the generator is printed, turned into slightly skewed, noisy pictures and read back.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
import zlib
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pypdfium2 as pdfium
import pytest

from factories import vocabulary
from mingzhang.model import Document, Note, Origin, Seen
from mingzhang.parse import parse
from mingzhang.read import pdf as reader
from mingzhang.read import pdf_ocr
from mingzhang.synthetic import Generator
from pdf_maker import PdfPage, file, pdf, scanned
from pdf_maker import width as width_of
from read_sources import matrix, source

NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
needs_ocr = pytest.mark.skipif(
    not pdf_ocr.available(), reason="the optional extra is not installed: mingzhang[ocr]"
)


def pages_of(text: str) -> list[PdfPage]:
    """Set a text in pages of forty lines, thirty-eight ideographs wide."""
    lines = []
    for paragraph in text.splitlines():
        line = "  " * 2
        for character in paragraph:
            if width_of(line + character, 12) > 12 * 34:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    pages = []
    for first in range(0, len(lines), 35):
        page = PdfPage()
        for index, line in enumerate(lines[first : first + 35]):
            page.text(90 + width_of(line[: len(line) - len(line.lstrip())], 12), 70 + 20 * index,
                      line.strip(), 12)  # fmt: skip
        pages.append(page)
    return pages


def as_pictures(data: bytes, degrees: float) -> bytes:
    """Print a file at 200 dots an inch, skewed and with noise, as a file of pictures."""
    np: Any = importlib.import_module("numpy")
    cv2: Any = importlib.import_module("cv2")
    noise = np.random.default_rng(1)
    streams = []
    for page in pdfium.PdfDocument(data):
        gray = cv2.cvtColor(page.render(scale=200 / 72).to_numpy()[:, :, :3], cv2.COLOR_BGR2GRAY)
        high, wide = gray.shape
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
        gray = cv2.warpAffine(gray, turn, (wide, high), borderValue=255)
        gray = np.clip(gray + noise.normal(0, 12, gray.shape), 0, 255).astype("uint8")
        packed = zlib.compress(gray.tobytes(), 1)
        streams.append(
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
            b"/BitsPerComponent 8/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
            % (wide, high, len(packed), packed)
        )
    paint = b"q 595 0 0 842 0 0 cm /I Do Q"
    count = len(streams)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (count, b" ".join(b"%d 0 R" % (4 + count + n) for n in range(count))),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(paint), paint),
        *streams,
        *(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R"
            b"/Resources<</XObject<</I %d 0 R>>>>>>" % (4 + n)
            for n in range(count)
        ),
    ]
    return file(objects)


def read(data: bytes) -> Document:
    return reader.read(source("scan.pdf", data))


@needs_ocr
def test_a_printed_account_is_read_back_from_pictures() -> None:
    made = Generator(vocabulary()).generate(Random(7))
    # One dense page of figures: a page takes seconds.
    text = unicodedata.normalize("NFKC", "\n".join(made.text.splitlines()[13:31]))
    (page,) = pages_of(text)
    document = read(as_pictures(pdf([page]), 0.4))
    wanted, found = (Counter(NUMERAL.findall(one)) for one in (text, document.text))
    assert (wanted & found).total() >= 0.98 * wanted.total()
    assert {note.kind for note in document.notes} >= {"page_by_ocr"}
    facts = parse(document, vocabulary()).facts
    assert facts
    assert {fact.origin for fact in facts} == {Origin.OCR}


@needs_ocr
def test_a_scanned_table_is_a_grid_by_its_ruling_lines() -> None:
    rows = [["项目", "决算数", "项目", "决算数"],
            ["一、财政拨款收入", "1,200.00", "一、一般公共服务支出", "1,000.00"],
            ["二、其他收入", "111.55", "二、住房保障支出", "311.55"],
            ["总计", "1,311.55", "总计", "1,311.55"]]  # fmt: skip
    page = PdfPage().text(240, 80, "收入支出决算总表", 14).text(440, 105, "单位：万元")
    page.table([70, 200, 290, 430, 530], 120, rows, step=26)
    document = read(as_pictures(pdf([page]), 0.5))
    (grid,) = document.grids
    assert (grid.title, grid.unit) == ("收入支出决算总表", "万元")
    # The thin 一 of an ordinal is sometimes lost; the words and the numbers are not.
    bare = [[cell.removeprefix("一、") for cell in row] for row in rows]
    assert [[cell.removeprefix("一、") for cell in row] for row in matrix(grid)] == bare


@needs_ocr
def test_pages_with_text_are_not_recognised_again() -> None:
    document = read(pdf([PdfPage().text(90, 100, "收入总计307.82万元")]))
    assert not document.notes


@needs_ocr
def test_a_picture_without_a_letter_is_a_page_without_text() -> None:
    assert [note.kind for note in read(scanned(1)).notes] == ["page_without_text"]


@pytest.mark.usefixtures("no_recogniser")
def test_without_the_extra_pages_are_told_one_by_one() -> None:
    document = read(scanned(2))
    assert [note.kind for note in document.notes] == ["page_without_text"] * 2


def test_a_line_that_is_not_sure_is_told() -> None:
    seen = (Seen("收入总计", 0.6), Seen("1,311.55", 0.82), Seen("311.55", 0.99))
    page, line = pdf_ocr.remarks(3, seen)
    assert (page.kind, line.kind) == ("page_by_ocr", "ocr_unsure")
    assert "请对照原件" in page.message_zh
    assert "“1,311.55”" in line.message_zh
    assert "82%" in line.message_zh


def test_a_recognised_figure_says_how_sure_it_is_and_a_read_one_nothing() -> None:
    lines = "2024年度收入总计1,311.55万元，", "支出总计1,300.00万元。"
    seen = Seen(lines[0], 0.97, 1), Seen(lines[1], 0.82, 1)
    made = reader.read_here(source("account.pdf", pdf([PdfPage().text(90, 100, "".join(lines))])))
    (whole,) = pdf_ocr.remarks(1, seen[:1])
    told = Note(whole.kind, 0, len(made.text), whole.message_zh, whole.message_en)
    recognised = replace(made, notes=(told,), seen=seen)
    for document, wanted in ((made, [None] * 2), (recognised, [Decimal("0.97"), Decimal("0.82")])):
        facts = parse(document, vocabulary()).facts
        assert [fact.certainty for fact in facts] == wanted
