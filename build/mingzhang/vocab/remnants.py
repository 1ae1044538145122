"""What templates leave behind: in, `content/vocab/remnants.csv`; out, one pattern that finds it.

A `placeholder` is a remnant by itself; an `order` to the writer counts only within brackets.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mingzhang.model import UserError
from mingzhang.vocab.csv_file import pattern
from mingzhang.vocab.layers import Place, rows

_KINDS = ("placeholder", "order")


def load(path: Place) -> tuple[tuple[str, str], ...]:
    """Read the rows as (kind, pattern); none where a fork has no such file.

    Raises `UserError` naming file and row for an unknown kind or a bad pattern.
    """
    if not path.is_there:
        return ()
    remnants = []
    for number, row in rows(path, ("kind", "pattern")):
        kind, expression = row["kind"], row["pattern"]
        if kind not in _KINDS:
            problem = f"第 {number} 行的种类“{kind}”不存在"
            raise UserError(path.own, problem, "请写 placeholder 或 order")
        pattern(path.own, number, expression)
        remnants.append((kind, expression))
    return tuple(remnants)


@lru_cache(maxsize=8)
def pattern_of(rows: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """One pattern for all remnants; it matches nothing when there are no rows."""
    parts = [pattern for kind, pattern in rows if kind == "placeholder"]
    orders = "|".join(pattern for kind, pattern in rows if kind == "order")
    if orders:
        inside = r"[^（()）\n]{0,40}"
        parts.append(rf"[（(]{inside}(?:{orders}){inside}[)）][…\.。]*")
    return re.compile("|".join(parts) if parts else r"(?!)")
