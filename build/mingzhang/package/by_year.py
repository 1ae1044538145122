"""Large joined tables: in, tables that are written; out, the same rows in a file for each year.

Hosts of repositories refuse files of 100 MB. What changes is mostly of one year, so of the files
in git only one is new, and of the workbooks that are made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from io import BufferedWriter

from mingzhang.common.file_sizes import MB
from mingzhang.common.formats import OPENED
from mingzhang.package.csvfile import CsvFile, head

LIMIT, LEAST = 8 * MB, 0.25
"""Bytes of a table above which it lies in parts, and with it all that are so large a part of it:
one workbook opens slowly then, and what is made of it takes longer than all else of a change."""

Piece = tuple[int, int]
"""Rows of one year that stand together: the year, and their bytes."""


def divide(files: Mapping[str, CsvFile], pieces: Mapping[str, Sequence[Piece]]) -> None:
    """Put the rows of large tables, of which these are the pieces in order, into files by year.

    Within a year they stay in their order. What people open stays one file.
    """
    if max(file.bytes for file in files.values()) <= LIMIT:
        return
    for table, file in files.items():
        if file.bytes > LIMIT * LEAST and table not in OPENED:
            _divide(file, pieces.get(table, ()))


def _divide(file: CsvFile, pieces: Iterable[Piece]) -> None:
    pieces = tuple(pieces)
    years = sorted({year for year, _ in pieces})
    if len(years) < 2:
        return
    folder = file.path.with_suffix("")
    folder.mkdir()
    heading = head(file.schema)
    with ExitStack() as stack:
        whole = stack.enter_context(file.path.open("rb"))
        whole.seek(len(heading))
        of: dict[int, BufferedWriter] = {}
        for year in years:
            of[year] = stack.enter_context((folder / f"{year}{file.path.suffix}").open("wb"))
            of[year].write(heading)
        for year, size in pieces:
            of[year].write(whole.read(size))
    file.path.unlink()
    file.lie_in(tuple(folder / f"{year}{file.path.suffix}" for year in years))
