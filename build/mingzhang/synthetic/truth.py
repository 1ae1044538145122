"""What a generated disclosure knows of itself: records only.

In: nothing. Out: `Generated` with the facts, duties, units and glossary entries of its text.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mingzhang.model import Measure, Origin, Stage


@dataclass(frozen=True, slots=True)
class TrueFact:
    """A figure of the text. `value` is signed and in the base unit; `parent` is a concept or empty.

    `key` names the figure within the generator, so that a plant can point at it.
    """

    key: str
    start: int
    printed: str
    concept: str
    measure: Measure
    value: Decimal
    unit: str
    stage: Stage
    fiscal_year: int
    scope: str
    origin: Origin = Origin.PRINTED
    parent: str = ""
    base_year: int | None = None


@dataclass(frozen=True, slots=True)
class TrueEntry:
    """A glossary entry: where its term begins and, for a classification item, its code."""

    start: int
    term: str
    function_code: str = ""


@dataclass(frozen=True, slots=True)
class TrueDuty:
    """A duty as printed, without its number."""

    start: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Body:
    """An invented public body: its full name, shorter names, its level and the level's words."""

    name: str
    aliases: tuple[str, ...]
    level: str
    kind: str = "bureau"


@dataclass(frozen=True, slots=True)
class Planted:
    """One contradiction put into a text: its kind, the checks of which one must find it, where.

    `start`,`end` cover the printed characters that are wrong (a numeral, a name, a heading).
    """

    kind: str
    checks: tuple[str, ...]
    start: int
    end: int
    printed: str


@dataclass(frozen=True, slots=True)
class Generated:
    """A disclosure and the truth about it."""

    text: str
    body: Body
    others: tuple[Body, ...]
    fiscal_year: int
    stage: Stage
    facts: tuple[TrueFact, ...]
    roles: tuple[tuple[int, str], ...]
    duties: tuple[TrueDuty, ...]
    units: tuple[str, ...]
    glossary: tuple[TrueEntry, ...]
    planted: tuple[Planted, ...] = ()
