"""What a run did: in, counts of what was made; out, the `Summary` that the closing lines tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mingzhang.common.file_sizes import Weight
from mingzhang.model import UNPLACED, Disclosure, Severity, UserError


@dataclass(frozen=True)
class Summary:
    """What a run did, for the closing lines. `pages` is None and `site` too when none was built."""

    disclosures: int
    facts: int
    derived: int
    numerals: int
    unaccounted: int
    unmapped: int
    failed: dict[Severity, int] = field(default_factory=dict)
    encodings: tuple[tuple[str, str], ...] = ()
    """Sources that are not UTF-8, with the encoding they were read in."""
    pages: int | None = None
    site: Path | None = None
    site_weight: Weight | None = None
    data_weight: Weight | None = None
    seconds: float = 0.0
    reachable: bool = True
    """Whether the site tells its readers how to reach whoever keeps it."""
    lacks_font: bool = False
    """Whether cards to share are wanted and could not be drawn."""
    registered: tuple[Path, ...] = ()
    """The metadata files in which the checksum of the original was filled in."""
    left_out: tuple[UserError, ...] = ()
    """Why disclosures were left out (`--keep-going`)."""


def unaccounted(disclosure: Disclosure) -> int:
    """Count numerals of the text that the ledger misses, and those that it could not place."""
    placed = {numeral.start for numeral in disclosure.numerals if numeral.rule != UNPLACED}
    return sum(start not in placed for start in numeral_starts(disclosure.text))


def numeral_starts(text: str) -> Iterable[int]:
    """Return where each run of Arabic digits starts, as the data contract defines it."""
    return (match.start() for match in re.finditer(r"\d[\d,]*(\.\d+)?", text))
