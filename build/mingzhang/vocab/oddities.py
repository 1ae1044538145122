"""Odd wording that checks look for: in, `content/vocab/oddities.csv`; out, its rows, compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mingzhang.model import Severity, UserError
from mingzhang.vocab.csv_file import pattern
from mingzhang.vocab.layers import Place, rows

COLUMNS = ("oddity", "severity", "opening", "pattern", "message_zh", "message_en", "example")


@dataclass(frozen=True, slots=True)
class Oddity:
    """One kind of odd wording; `opening` is what the head of the document must say, if anything."""

    oddity: str
    severity: Severity
    opening: re.Pattern[str]
    pattern: re.Pattern[str]
    message_zh: str
    message_en: str
    example: str


def load(path: Place) -> tuple[Oddity, ...]:
    """Read the rows; none where a fork has no such file.

    Raises `UserError` naming file and row for an unknown severity or a bad pattern.
    """
    if not path.is_there:
        return ()
    oddities = []
    for number, row in rows(path, COLUMNS):
        if row["severity"] not in set(Severity):
            problem = f"第 {number} 行的程度“{row['severity']}”不存在"
            raise UserError(path.own, problem, "请写 error、warning 或 note")
        oddities.append(
            Oddity(
                oddity=row["oddity"],
                severity=Severity(row["severity"]),
                opening=pattern(path.own, number, row["opening"]),
                pattern=pattern(path.own, number, row["pattern"]),
                message_zh=row["message_zh"],
                message_en=row["message_en"],
                example=row["example"],
            )
        )
    return tuple(oddities)
