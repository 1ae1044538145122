"""Scans under a layer of text: the ruling lines of the picture are those of the table."""

from __future__ import annotations

import math
import zlib

import pytest

from mingzhang.model import Document
from mingzhang.read import pdf as reader
from pdf_maker import PdfPage, pdf
from read_sources import matrix, source

XS = [60, 180, 300, 420]
YS = [100, 130, 190, 220]
ROWS = [
    ["项目", "合计", "基本支出"],
    ["社会保障和就业支出", "5.00", "4.00"],
    ["住房保障支出", "3.00", ""],
]


def scan(fall: float, skew: float = 0.0) -> PdfPage:
    """A picture of a table whose lines fall by so many points, and unpainted text over it.

    A page that lies askew has level words, each where the picture shows it.
    """
    wide, high = 1190, 1684
    dots = [bytearray(b"\xff" * wide) for _ in range(high)]
    for x in range(2 * XS[0], 2 * XS[-1]):
        for y in YS:
            drop = fall * (x - 2 * XS[0]) / (XS[-1] - XS[0])
            lie, stand = askew(x, 2 * y + drop, skew)
            dots[round(stand)][round(lie)] = 0
    for x in XS:
        for y in range(2 * YS[0], 2 * YS[-1]):
            lie, stand = askew(2 * x, y, skew)
            dots[round(stand)][round(lie)] = 255 * (y % 150 == 0)  # a speck breaks the line
    picture = zlib.compress(b"".join(dots)).hex()
    page = PdfPage()
    made = f"BI /W {wide} /H {high} /CS /G /BPC 8 /F [/AHx /Fl] ID {picture}> EI"
    page.parts.append(f"q 595 0 0 842 0 0 cm {made} Q")
    page.parts.append("3 Tr")
    page.text(*askew(200, 60, skew), "支出决算表").text(*askew(350, 85, skew), "单位：万元")
    for top, row in zip(YS, ROWS, strict=False):
        for left, text in zip(XS, row, strict=False):
            lines = [text] if len(text) < 7 else [text[:6], text[6:]]
            for number, line in enumerate(lines):
                page.text(*askew(left + 4, top + 15 + 15 * number, skew), line)
    return page


def askew(x: float, y: float, skew: float) -> tuple[float, float]:
    return x - skew * y, y + skew * x


def read(page: PdfPage) -> Document:
    return reader.read(source("scan.pdf", pdf([page])))


def test_the_lines_of_a_picture_part_the_text_over_it() -> None:
    (grid,) = read(scan(0)).grids
    assert matrix(grid) == ROWS


def test_a_picture_that_slopes_a_little_has_lines_all_the_same() -> None:
    (grid,) = read(scan(1.0)).grids
    assert matrix(grid) == ROWS


@pytest.mark.parametrize("degrees", [0.4, 1.0, -0.7])
def test_a_page_that_lies_askew_is_set_level_with_its_text(degrees: float) -> None:
    (grid,) = read(scan(0, math.tan(math.radians(degrees)))).grids
    assert matrix(grid) == ROWS


def test_a_picture_that_slopes_much_is_read_without_its_lines() -> None:
    document = read(scan(8.0))
    assert all(matrix(grid) != ROWS for grid in document.grids)
    assert "住房保障支出" in document.text
