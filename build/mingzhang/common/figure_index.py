"""One value for one question: in, the facts of a body's disclosures; out, `Figure`s.

Here alone it is decided which printings are of one figure, whether they agree, and which of them is
the finest. Tables, pages, charts and downloads are made from what comes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from mingzhang.model import Fact, Measure, Origin, Stage

__all__ = ["Figure", "Key", "figures", "item_concepts", "key", "stated", "without_restated"]


class Key(NamedTuple):
    """What makes two printings statements of one figure.

    `body` is the id of the body that the figure covers, else its name. `item` is the printed label
    where the concept stands for each entry of a list; `base` is what a relation is measured
    against, since one figure may have shares of several wholes.
    """

    body: str
    fiscal_year: int
    stage: str
    concept: str
    fund: str
    function_code: str
    economic_code: str
    measure: str
    unit: str
    item: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, with every fact that states it; `best` is the printing of finest precision.

    Where the document whose figure it is states it, that document decides; what a later one writes
    instead (a budget may have been adjusted since) is `restated`. Where its own printings truly
    disagree, `agree` is false and `value` is None: neither is preferred.
    """

    figure: str
    agency: str
    scope: str
    scope_id: str
    key: Key
    facts: tuple[Fact, ...]
    own: tuple[Fact, ...]
    best: Fact
    agree: bool

    @property
    def value(self) -> Decimal | None:
        """The value, in the base unit; None where the printings disagree."""
        return self.best.value if self.agree else None

    @property
    def restated(self) -> Decimal | None:
        """The value that other documents give instead, if they do; the finest of several."""
        if not self.agree:
            return None
        others = [
            fact for fact in self.facts if fact not in self.own and not _agree((self.best, fact))
        ]
        return min(others, key=_coarseness).value if others else None

    @property
    def lowest(self) -> Decimal:
        """The smallest value that is stated."""
        return min(fact.value for fact in self.facts)

    @property
    def highest(self) -> Decimal:
        """The largest value that is stated."""
        return max(fact.value for fact in self.facts)

    @property
    def distinct(self) -> tuple[Fact, ...]:
        """The facts to show: the best one, or one for each different value that is stated."""
        if self.agree:
            return (self.best,)
        values: dict[Decimal, Fact] = {}
        for fact in self.own:
            values.setdefault(fact.value, fact)
        return tuple(values.values())


def key(fact: Fact, items: Set[str] = frozenset()) -> Key | None:
    """Say which figure a fact states; None where it is not known of what or of whom it is one."""
    if not fact.concept or not fact.scope or fact.measure is Measure.UNKNOWN:
        return None
    is_relation = not fact.measure.is_level
    base = f"{fact.base_year or ''}{fact.base_printed}" if is_relation else ""
    return Key(
        fact.scope_id or fact.scope,
        fact.fiscal_year,
        str(fact.stage),
        fact.concept,
        fact.fund,
        fact.function_code,
        fact.economic_code,
        str(fact.measure),
        fact.unit,
        fact.label if fact.concept in items else "",
        base,
    )


def item_concepts(items: Iterable[str]) -> frozenset[str]:
    """Return the concepts that stand for each entry of a list, given the column `items`."""
    return frozenset(filter(None, items))


def figures(
    agency: str, facts: Iterable[Fact], items: Set[str] = frozenset()
) -> tuple[Figure, ...]:
    """Make the figures of an agency from all facts of its disclosures, in the order of the text.

    A derived fact counts only where nothing else states the figure.
    """
    groups: dict[Key, list[Fact]] = {}
    for fact in facts:
        which = key(fact, items)
        if which is not None:
            groups.setdefault(which, []).append(fact)
    return tuple(
        _figure(agency, which, sorted(alike, key=_place)) for which, alike in groups.items()
    )


def _place(fact: Fact) -> tuple[str, int, str]:
    return fact.disclosure, fact.start or 0, fact.fact


def _figure(agency: str, which: Key, facts: Sequence[Fact]) -> Figure:
    stated = tuple(fact for fact in facts if fact.origin is not Origin.DERIVED) or tuple(facts)
    of_document = tuple(fact for fact in stated if _is_of_its_document(fact)) or stated
    first = stated[0]
    return Figure(
        figure=_name(agency, which),
        agency=agency,
        scope=first.scope,
        scope_id=first.scope_id,
        key=which,
        facts=stated,
        own=of_document,
        best=min(of_document, key=_coarseness),
        agree=_agree(of_document),
    )


def _is_of_its_document(fact: Fact) -> bool:
    """Tell whether the budget states a figure of the budget, an account one of the account."""
    document = "budget" if fact.stage is Stage.BUDGET else "final"
    return fact.disclosure.endswith(f"-{fact.fiscal_year}-{document}")


def _coarseness(fact: Fact) -> tuple[Decimal, bool]:
    """Order by tolerance; of equally fine facts, what is printed goes before what words state."""
    return fact.tolerance, fact.origin is not Origin.PRINTED


def _agree(facts: Sequence[Fact]) -> bool:
    """Tell whether one value can stand behind all printings, each within its tolerance."""
    lowest = max(fact.value - fact.tolerance for fact in facts)
    return lowest <= min(fact.value + fact.tolerance for fact in facts)


def _name(agency: str, which: Key) -> str:
    """Name a figure: readable where the key is short, a hash for what is no word of an id."""
    codes = (which.fund, which.function_code, which.economic_code)
    body = "" if which.body == agency else which.body
    rest = "|".join((body, which.unit, which.item, which.base))
    digest = hashlib.sha256(rest.encode()).hexdigest()[:8]
    parts = (agency, str(which.fiscal_year), which.stage, which.concept, *codes, which.measure)
    return ".".join((*(part or "-" for part in parts), digest))


def stated(facts: Iterable[Fact], items: Set[str] = frozenset()) -> frozenset[Key]:
    """Name the figures that facts state."""
    return frozenset(filter(None, (key(fact, items) for fact in facts)))


def without_restated(
    derived: Iterable[Fact], known: Set[Key], items: Set[str] = frozenset()
) -> Iterator[Fact]:
    """Yield the derived facts of figures that are not `known`, each figure's first only."""
    taken: set[Key] = set()
    for fact in derived:
        which = key(fact, items)
        if which is None or which in known or which in taken:
            continue
        taken.add(which)
        yield fact
