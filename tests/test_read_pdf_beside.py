"""Lines around figures alone: the names that stand outside of them, row by row, are the table's."""

from __future__ import annotations

import pytest

from mingzhang.model import Document
from mingzhang.read import pdf as reader
from pdf_maker import PdfPage, pdf
from read_sources import assert_offsets, matrix, source

HEADS = ["本年收入合计", "其他收入"]
FIGURES = [["12.00", "3.50"], ["9.00", "2.50"], ["3.00", "1.00"]]
NAMES = [["项目"], ["合计"], ["教育收入"], ["住房收入"]]
CODES = [
    ["科目编码", "科目名称"],
    ["205", "教育支出"],
    ["20502", "普通教育"],
    ["2050201", "学前教育"],
]
LEFT, AT, LATTICE = (60.0, 130.0), 100.0, [240.0, 340.0, 440.0]


def page(names: list[list[str]]) -> PdfPage:
    made = PdfPage().text(200, 60, "部门收入总表").text(380, 80, "单位：万元")
    made.table(LATTICE, AT, [HEADS, *FIGURES])
    for row, texts in enumerate(names):
        for x, text in zip(LEFT, texts, strict=False):
            made.text(x, AT + 10 + 20 * row, text)
    return made.text(290, 800, "1")


def read(made: PdfPage) -> Document:
    document = reader.read(source("account.pdf", pdf([made])))
    assert_offsets(document)
    return document


@pytest.mark.parametrize("names", [NAMES, CODES])
def test_names_and_codes_beside_the_lines_are_columns_of_the_table(names: list[list[str]]) -> None:
    (grid,) = read(page(names)).grids
    figures = [HEADS, *FIGURES]
    assert matrix(grid) == [[*left, *right] for left, right in zip(names, figures, strict=True)]


def test_words_beside_some_of_the_rows_are_none_of_the_table() -> None:
    (grid,) = read(page([["说明"], [], ["见附件"], []])).grids
    assert matrix(grid) == [HEADS, *FIGURES]
