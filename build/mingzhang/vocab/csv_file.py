"""One CSV file of `content/vocab/`: in, its path; out, its rows, or what is wrong with them.

People edit these files in spreadsheets, so every fault is told with file, row and remedy.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from mingzhang.model import UserError

Row = dict[str, str]
INCOMPLETE = "这是程序自带的，请重新安装明账，或用 git 取回"


def rows(path: Path, columns: Sequence[str], what: str = "词表") -> Iterator[tuple[int, Row]]:
    """Yield each row under its number in a spreadsheet (the heads are row 1), cells stripped.

    `what` names the kind of file in messages. Raises `UserError` when the file is missing, no CSV
    in UTF-8, lacks one of `columns`, or has a row of another length than its heads.
    """
    heads, numbered = _read(path, columns, what)
    for number, cells in numbered:
        if cells and len(cells) != len(heads):
            raise UserError(path, f"第 {number} 行的列数与表头不符", "请检查该行的逗号与引号")
        if cells:
            yield number, dict(zip(heads, map(str.strip, cells), strict=True))


def _read(
    path: Path, columns: Sequence[str], what: str
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the heads, and the rows below them with their numbers; empty rows count too."""
    try:
        # Spreadsheet programs put a byte order mark in front: it is no part of the first heading.
        text = path.read_text(encoding="utf-8-sig")
        # Strict, lest a quotation mark that is never closed swallow the rows below it unseen.
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        heads = next(reader, [])
        missing = [column for column in columns if column not in heads]
        if missing:
            raise UserError(path, f"{what}缺少列 {'、'.join(missing)}", "请补上表头中的这些列")
        return heads, list(enumerate(reader, start=2))
    except FileNotFoundError as error:
        raise UserError(path, f"缺少{what}文件", INCOMPLETE) from error
    except UnicodeDecodeError as error:
        raise UserError(path, f"{what}不是 UTF-8 编码", "请另存为 UTF-8 的 CSV") from error
    except csv.Error as error:
        raise UserError(path, f"{what}不是有效的 CSV（{error}）", "请检查引号是否成对") from error


def listed(cell: str) -> tuple[str, ...]:
    """Split a cell that lists several values: `甲|乙`."""
    return tuple(part for part in cell.split("|") if part)


@lru_cache(maxsize=4096)
def compiled(expression: str) -> re.Pattern[str]:
    """Compile once for all vocabularies of a process: that is most of the time reading them takes.

    `re` keeps five hundred patterns; a vocabulary has more.
    """
    return re.compile(expression)


def pattern(path: Path, number: int, expression: str) -> re.Pattern[str]:
    """Compile a regular expression of row `number`. Raises `UserError` when it is none."""
    try:
        return compiled(expression)
    except re.error as error:
        problem = f"第 {number} 行“{expression}”不是有效的正则表达式（{error}）"
        raise UserError(path, problem, "请改正这一行，例如检查括号是否成对") from error
