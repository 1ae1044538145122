"""Large joined tables: in, a table that is written; out, the same rows in a file for each year.

Hosts of repositories refuse files of 100 MB. What changes is mostly of one year, so of the files
in git only one is new.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from io import BufferedWriter

from mingzhang.common.file_sizes import MB
from mingzhang.common.formats import OPENED
from mingzhang.package.csvfile import CsvFile, head

LIMIT = 40 * MB
"""Bytes of a table above which it lies in parts: a year has room to grow to GitHub's 100 MB."""

Piece = tuple[int, int]
"""Rows of one year that stand together: the year, and their bytes."""


def divide(file: CsvFile, pieces: Iterable[Piece]) -> None:
    """Put the rows of a large table, of which these are the pieces in order, into files by year.

    Within a year they stay in their order. What people open stays one file.
    """
    pieces = tuple(pieces)
    years = sorted({year for year, _ in pieces})
    if file.bytes <= LIMIT or len(years) < 2 or file.schema.table in OPENED:
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
