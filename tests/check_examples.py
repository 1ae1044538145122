"""The registry of examples: for each check disclosures that pass, fail and stand at the edge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass
from functools import partial
from typing import Any

from factories import Story

Stories = Story | list[Story]


@dataclass(frozen=True)
class Example:
    """One example. Of several stories the last is the one whose findings are looked at."""

    check: str
    kind: str
    name: str
    make: Callable[[], Stories]
    severity: str
    printed: str
    expected: str
    at: str


EXAMPLES: list[Example] = []


def example(
    check: str,
    kind: str,
    severity: str = "",
    printed: str = "",
    expected: str = "",
    at: str = "",
) -> Callable[[Callable[[], Stories]], Callable[[], Stories]]:
    """Register an example.

    `kind`: pass, fail, edge (must not fail), absent (not applicable), unknown (not evaluable).
    `at` are the characters that the finding's span must slice out.
    """

    def register(make: Callable[[], Stories]) -> Callable[[], Stories]:
        name = f"{check}-{kind}-{make.__name__.strip('_')}"
        EXAMPLES.append(Example(check, kind, name, make, severity, printed, expected, at))
        return make

    return register


@dataclass(frozen=True)
class Told:
    """What a failure tells, as in `example`."""

    severity: str = ""
    printed: str = ""
    expected: str = ""
    at: str = ""


def examples(check: str, make: Callable[..., Stories], *rows: tuple[Any, ...]) -> None:
    """Register examples made alike: of each its name, its kind (or what is told), what differs."""
    for name, outcome, *given in rows:
        kind, told = ("fail", outcome) if isinstance(outcome, Told) else (outcome, Told())
        label = f"{check}-{kind}-{name.replace(' ', '_')}"
        EXAMPLES.append(Example(check, kind, label, partial(make, *given), *astuple(told)))
