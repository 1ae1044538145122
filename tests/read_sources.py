"""Makes `Source` records for the tests of the readers, and small helpers over documents."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

from mingzhang.model import Document, Grid, Source, Stage


def source(name: str, data: bytes) -> Source:
    return Source(
        disclosure="somewhere-office-2024-final",
        agency="somewhere-office",
        fiscal_year=2024,
        stage=Stage.FINAL,
        title="某单位2024年度部门决算",
        path=Path(name),
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def zip_bomb(part: str) -> bytes:
    """An office file with a part that grows a thousandfold when it is unpacked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, b" " * 5_000_000)
    return made.getvalue()


def matrix(grid: Grid) -> list[list[str]]:
    """The grid as rows of texts; a merged cell stands at its first place only."""
    rows = 1 + max(cell.row for cell in grid.cells)
    columns = max(cell.column + cell.column_span for cell in grid.cells)
    table = [[""] * columns for _ in range(rows)]
    for cell in grid.cells:
        table[cell.row][cell.column] = cell.text
    return table


def assert_offsets(document: Document) -> None:
    """Every cell and page points at its own characters."""
    for grid in document.grids:
        for cell in grid.cells:
            assert document.text[cell.start : cell.end] == cell.text
            assert grid.start <= cell.start <= cell.end <= grid.end
    ends = 0
    for page in document.pages:
        assert page.start == ends or page.number == 1
        ends = page.end
    if document.pages:
        assert ends == len(document.text)
