"""How a rule came out at one place: what checks yield and the engine makes findings of."""

from __future__ import annotations

from dataclasses import dataclass

from mingzhang.check.formulas import Result
from mingzhang.model import Fact, Outcome, Severity


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a rule came out at one place. `facts` begins with the figure that it stands at."""

    outcome: Outcome
    message_zh: str
    message_en: str
    facts: tuple[Fact, ...] = ()
    severity: Severity = Severity.NOTE
    printed: str = ""
    expected: str = ""
    tolerance: str = ""
    span: tuple[int, int] | None = None
    other: str = ""
    result: Result | None = None
    """What the formula gave that was asked: it may be asked again with other values."""
    more: int = 0
    """So many more failures of the same table it stands for."""
    of_cells: bool = False
    """It stands on the cells of a table, whoever could name their figures."""
