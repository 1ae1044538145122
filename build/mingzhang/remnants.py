"""What templates leave behind: in, `content/vocab/remnants.csv`; out, one pattern that finds it.

A `placeholder` is a remnant by itself; an `order` to the writer counts only within brackets.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

from mingzhang.model import UserError

_KINDS = ("placeholder", "order")


def load(path: Path) -> tuple[tuple[str, str], ...]:
    """Read the rows as (kind, pattern); none where a fork has no such file."""
    if not path.exists():
        return ()
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if None in row or None in row.values():
                raise UserError(path, f"第 {number} 行的列数与表头不符", "请检查该行的逗号与引号")
            kind, pattern = row.get("kind", ""), row.get("pattern", "")
            if kind not in _KINDS:
                raise UserError(
                    path, f"第 {number} 行的种类“{kind}”不存在", "请写 placeholder 或 order"
                )
            try:
                re.compile(pattern)
            except re.error as error:
                raise UserError(
                    path, f"第 {number} 行“{pattern}”不是有效的正则表达式", "请改正这一行"
                ) from error
            rows.append((kind, pattern))
    return tuple(rows)


@lru_cache(maxsize=8)
def pattern_of(rows: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """One pattern for all remnants; it matches nothing when there are no rows."""
    parts = [pattern for kind, pattern in rows if kind == "placeholder"]
    orders = "|".join(pattern for kind, pattern in rows if kind == "order")
    if orders:
        inside = r"[^（()）\n]{0,40}"
        parts.append(rf"[（(]{inside}(?:{orders}){inside}[)）][…\.。]*")
    return re.compile("|".join(parts) if parts else r"(?!)")
