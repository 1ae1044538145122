"""Amounts whose last digits a low cell hides are in doubt, and never read as smaller ones."""

from __future__ import annotations

import pytest

from mingzhang.model import CUT_OFF
from mingzhang.parse.tables.numerals import is_doubtful, is_numeral
from mingzhang.read import pdf as reader
from pdf_maker import PdfPage, pdf
from read_sources import matrix, source

HEADS = ["科目名称", "合计", "人数"]
XS = [50.0, 150.0, 190.0, 240.0]
"""Seven digits fill the second column."""


def rows(figures: list[list[str]], step: float = 14) -> list[list[str]]:
    body = [[name, *row] for name, row in zip("甲乙丙丁戊", figures, strict=False)]
    page = PdfPage()
    page.table(XS, 100, [HEADS, *body], step=step)
    (grid,) = reader.read(source("account.pdf", pdf([page]))).grids
    return [row[1:] for row in matrix(grid)[1:]]


AMOUNTS = [["1.25", "3"], ["12.50", "4"], ["9.99", "12"]]


@pytest.mark.parametrize("cut", ["1,660.", "2,660.5", "12,660"])
def test_an_amount_that_fills_a_low_cell_and_lacks_decimals_is_cut_off(cut: str) -> None:
    figures = rows([*AMOUNTS, [cut, "5"]])
    assert figures == [*AMOUNTS, [cut + CUT_OFF, "5"]]
    assert is_doubtful(figures[-1][0]) and not is_numeral(figures[-1][0])


@pytest.mark.parametrize(
    ("last", "step"),
    [("1,660.5", 40), ("60.5", 14), ("7", 14)],
)
def test_an_amount_with_room_beside_or_below_it_is_whole(last: str, step: float) -> None:
    assert rows([*AMOUNTS, [last, "5"]], step)[-1] == [last, "5"]


def test_amounts_that_all_have_one_decimal_are_whole() -> None:
    figures = [["1.2", "3"], ["12.5", "4"], ["9.9", "12"], ["1,660.5", "5"]]
    assert rows(figures) == figures


@pytest.mark.parametrize("amount", ["1,234,567,890.12", "234567.12", "234,567.12"])
def test_an_amount_that_runs_beyond_the_table_is_whole(amount: str) -> None:
    page = PdfPage()
    page.table(XS, 100, [HEADS, ["甲", "1.00", ""], ["乙", "2.00", "3"]], step=14)
    page.text(XS[2] + 20, 121, amount).text(XS[-1] + 60, 135, "9")
    document = reader.read(source("account.pdf", pdf([page])))
    (grid,) = document.grids
    assert matrix(grid)[1:] == [["甲", "1.00", amount], ["乙", "2.00", "3"]]
    assert document.text.splitlines()[-1] == "9"


def test_an_amount_of_a_line_above_the_table_is_none_of_its_own() -> None:
    page = PdfPage().text(XS[0], 80, "甲单位比上年增加").text(XS[-1] - 30, 80, "1,234,567.89")
    page.table(XS, 100, [HEADS, ["甲", "1.00", "2"], ["乙", "2.00", "3"]], step=14)
    (grid,) = reader.read(source("account.pdf", pdf([page]))).grids
    assert matrix(grid) == [HEADS, ["甲", "1.00", "2"], ["乙", "2.00", "3"]]


@pytest.mark.parametrize(
    ("upper", "lower", "text"),
    [
        ("27", "2,209.00", "27 2,209.00"),
        ("12,34", "5.67", "12,345.67"),
        ("12,345,", "678.90", "12,345,678.90"),
    ],
)
def test_a_number_below_a_shorter_one_is_none_that_wraps(upper: str, lower: str, text: str) -> None:
    page = PdfPage()
    page.table([50, 150, 250, 300], 100, [HEADS, ["甲", "1.00", "2"], ["乙", "", "3"]], step=30)
    page.text(160, 170, upper).text(160, 181, lower)
    (grid,) = reader.read(source("account.pdf", pdf([page]))).grids
    assert matrix(grid)[2] == ["乙", text, "3"]
    assert is_numeral(text) == (text != "27 2,209.00") != is_doubtful(text)
