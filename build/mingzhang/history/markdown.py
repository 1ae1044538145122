"""What all parts of the change log are written with: in, foreign words and lines; out, Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

SHOWN = 50
"""So many figures or disclosures are listed one by one in a version; the rest is counted."""


def plain(text: str) -> str:
    """Make foreign words harmless in Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>|#!~])", r"\\\1", " ".join(text.split()))


def some(lines: Sequence[str], shown: int = SHOWN, what: str = "项") -> list[str]:
    """Keep the first lines and count the others, which are so many of `what`."""
    rest = len(lines) - shown
    return [*lines[:shown], f"- 另有 {rest:,} {what}"] if rest > 0 else list(lines)
