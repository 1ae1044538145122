"""CSV and TSV, also under the name of a workbook: in, lines of delimited cells; out, one grid."""

from __future__ import annotations

import csv
import io

from mingzhang.common.encoding import decode
from mingzhang.model import Document, Source
from mingzhang.read import limits
from mingzhang.read.assemble import assemble
from mingzhang.read.sheets import sheet_table

_DELIMITERS = "\t;,"
_HEAD = 20
"""Rows by which the delimiter is told."""


def read(source: Source) -> Document:
    """Read a delimited file as a sheet. Raises `UserError` for bytes that are no text."""
    limits.expect(source, "text")
    text, encoding = decode(source.data, source.path)
    text = text.removeprefix("\ufeff")
    values: dict[tuple[int, int], str] = {}
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=_delimiter(text))):
            if number >= limits.MAX_ROWS:
                raise limits.too_large(source, "行数", limits.MAX_ROWS)
            if len(row) > limits.MAX_COLUMNS:
                raise limits.too_large(source, "列数", limits.MAX_COLUMNS)
            values.update({(number, column): cell for column, cell in enumerate(row) if cell})
    except csv.Error as error:
        raise limits.damaged(source, "分隔文本（CSV）已损坏，无法分列") from error
    table = sheet_table(source, "", values, ())
    if not table.cells:
        raise limits.damaged(source, "文件里没有内容")
    return assemble(source, [table], encoding=encoding)


def _delimiter(text: str) -> str:
    """Return the mark that parts the first rows into most cells."""
    lines = text.splitlines()[:_HEAD]
    cells = {
        mark: sum(len(row) for row in csv.reader(lines, delimiter=mark)) for mark in _DELIMITERS
    }
    return max(cells, key=lambda mark: cells[mark])
