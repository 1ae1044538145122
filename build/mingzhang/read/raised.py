"""Characters set above the line: in, such text and the words before it; out, what of it to keep.

A note mark behind a number (1300.00¹) would become a digit of it: it is dropped, and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.read.blocks import Remark

_MARK = re.compile(r"[\[［（(【〔]?\s*注?\s*[\d①-⑳*＊※†‡§a-zA-Z，,、-]{1,6}\s*[\]］）)】〕]?")
_POWER = re.compile(r"[23]")
_UNIT_BEFORE = re.compile(r"(?:[a-zA-Zμµ]|[×x]\s*10|米)$")
_POWERS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def kept(text: str, before: str) -> str:
    """Return what stands for raised text: "" for a note mark, ² for a power, else the text."""
    plain, line = text.strip(), before.strip()
    if not line or not _MARK.fullmatch(plain):
        return text
    if _UNIT_BEFORE.search(line) and (_POWER.fullmatch(plain) or line.endswith("10")):
        return plain.translate(_POWERS)
    return ""


def told(count: int) -> Iterator[Remark]:
    """Tell that note marks were left out."""
    if count:
        yield Remark(
            "note_marks",
            f"有 {count} 处上标的注释号没有读入正文，以免与数字相连。",
            f"{count} note mark(s) set above the line were left out, so as not to join a number.",
        )
