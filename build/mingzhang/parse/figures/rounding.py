"""What the rounding of amounts leaves open: in, facts; out, facts whose tolerance their table told.

One numeral does not tell it: whether trailing zeros are dropped shows in the amounts beside it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from decimal import Decimal

from mingzhang.common.exact import shortest
from mingzhang.common.money import Style, amount_tolerance
from mingzhang.common.records import record
from mingzhang.model import Fact, Origin
from mingzhang.vocab import Vocabulary

_SIMPLIFIED = str.maketrans("萬億圓", "万亿元")


@record
class _Amount:
    """One printed amount: where it stands in the facts, and what it is printed with."""

    index: int
    printed: str
    factor: Decimal


def rounded(facts: Sequence[Fact], vocab: Vocabulary) -> tuple[Fact, ...]:
    """Give every printed amount the tolerance that its table or its section tells.

    A section without any decimal is judged with the rest of the text.
    """
    amounts = [made for index, fact in enumerate(facts) if (made := _amount(index, fact, vocab))]
    near: dict[Hashable, list[str]] = {}
    text: dict[Decimal, list[str]] = {}
    for one in amounts:
        fact = facts[one.index]
        near.setdefault(_passage(fact, one.factor), []).append(one.printed)
        if fact.table is None:
            text.setdefault(one.factor, []).append(one.printed)
    styles = {passage: Style.of(printed) for passage, printed in near.items()}
    whole_text = {factor: Style.of(printed) for factor, printed in text.items()}
    result = list(facts)
    for one in amounts:
        fact = facts[one.index]
        style = styles[_passage(fact, one.factor)]
        if fact.table is None and not style.places:
            style = whole_text[one.factor]
        half = amount_tolerance(one.printed, one.factor, style)
        if half != fact.tolerance:
            result[one.index] = replace(fact, tolerance=shortest(half))
    return tuple(result)


def _amount(index: int, fact: Fact, vocab: Vocabulary) -> _Amount | None:
    printed = fact.value_printed.replace(",", "").replace("，", "").lstrip("-−△▲")
    if fact.unit != "CNY" or fact.origin is not Origin.PRINTED or not printed[:1].isdigit():
        return None
    unit = vocab.units.get(fact.unit_printed.translate(_SIMPLIFIED))
    return None if unit is None or not unit.factor else _Amount(index, printed, unit.factor)


def _passage(fact: Fact, factor: Decimal) -> Hashable:
    """Name the table or the section whose amounts are rounded alike."""
    if fact.table is not None:
        return "table", fact.page, fact.table, factor
    return "text", fact.section, factor
