"""English words for verdicts: in, figures and exact numbers; out, amounts in yuan, rates, counts.

Sources print 万元 or 亿元; an English reader gets yuan, and the printed numeral where it matters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from mingzhang.check.case import Case
from mingzhang.check.digits import percent, places, rounded, short
from mingzhang.check.rules import PHRASES
from mingzhang.common.english_nouns import quoted, singular
from mingzhang.model import Fact

MONEY_UNITS = ("CNY", "USD")
DERIVED = PHRASES["derived"].en
NOTHING = "no difference"
PERCENT_SIGNS = ("%", "％", "﹪")


def said(case: Case, fact: Fact) -> str:
    """Tell a figure in yuan, in percent or as a count: `CNY 15,501,700`, `−2.6%`, `3 vehicles`."""
    if fact.value_printed and not _is_numeral(fact.value_printed):
        return f"{said_like(case, Fraction(fact.value), fact)} (in words: {_in_words(fact)})"
    if fact.unit == "percent" and fact.unit_printed in PERCENT_SIGNS:
        sign = "−" if fact.value < 0 else ""
        return f"{sign}{_numeral(fact.value_printed).lstrip('-')}%"
    return _in_unit(case, Fraction(fact.value), fact, _exact(Fraction(fact.value)))


def said_as_printed(case: Case, fact: Fact) -> str:
    """Tell a figure, and how the source prints it where that is not in yuan."""
    if fact.value_printed and not _is_numeral(fact.value_printed):
        return f"{_in_words(fact)} ({said_like(case, Fraction(fact.value), fact)})"
    factor = case.factor(fact)
    if fact.unit not in MONEY_UNITS or factor == 1 or not fact.value_printed or not fact.value:
        return said(case, fact)
    name = {"CNY": "yuan", "USD": "US dollars"}[fact.unit]
    numeral = _numeral(fact.value_printed)
    return f"{said(case, fact)} ({numeral} in units of {factor:,f} {name})"


def said_like(case: Case, value: Fraction, fact: Fact) -> str:
    """Tell an exact number, rounded as finely as the Chinese message has it for a figure."""
    if fact.unit == "percent":
        return percent_en(value, places(fact))
    factor = Fraction(case.factor(fact))
    number = _number(Decimal(rounded(value / factor, places(fact))), factor)
    return _in_unit(case, value, fact, number)


def said_gap(case: Case, value: Fraction, fact: Fact) -> str:
    """Tell a difference; that of two rates is in percentage points."""
    return said_like(case, value, fact).replace("%", " percentage points")


def difference(case: Case, gap: Fraction, fact: Fact) -> str:
    """Make a clause of a difference, in the unit of a figure."""
    if gap == 0:
        return "there is no difference"
    told = said_gap(case, gap, fact)
    return f"the difference is {told}" if re.search("[1-9]", told) else "the difference rounds to 0"


def said_margin(case: Case, half_width: Fraction, fact: Fact) -> str:
    """Tell a tolerance: `±CNY 150`; exact comparisons allow no difference."""
    if half_width == 0:
        return NOTHING
    if fact.unit == "percent":
        return f"±{short(half_width / Fraction(case.factor(fact)))} percentage points"
    factor = Fraction(case.factor(fact))
    number = _number(Decimal(short(half_width / factor)), factor)
    return f"±{_in_unit(case, half_width, fact, number)}"


def percent_en(value: Fraction, digits: int = 2) -> str:
    """Write a rate with a true minus sign."""
    return percent(value, digits).replace("-", "−")


def added(terms: Sequence[str], sign: str = "+") -> str:
    """Join the terms of a sum; the currency stands at the first only.

    >>> added(["CNY 10", "CNY 20 (derived)"]), added(["3 items", "4 items"])
    ('CNY 10 + 20 (derived)', '3 items + 4 items')
    >>> added(["CNY 10 (derived)", "CNY 20 (derived)"])
    'CNY 10 + 20, all derived'
    """
    if len(terms) > 1 and all(term.endswith(DERIVED) for term in terms):
        return f"{added([term.removesuffix(DERIVED) for term in terms], sign)}, all derived"
    for currency in MONEY_UNITS:
        if all(term.startswith(f"{currency} ") for term in terms):
            bare = [term.removeprefix(f"{currency} ") for term in terms]
            return f"{currency} {f' {sign} '.join(bare)}"
    return f" {sign} ".join(terms)


def names_of(case: Case, facts: Sequence[Fact]) -> str:
    """List the names of figures, each once: “a”, “b” and “c”."""
    return listing(list(dict.fromkeys(case.name_en(fact) for fact in facts)))


def listing(items: Sequence[str]) -> str:
    """Join with commas and a last “and”.

    >>> listing(["a"]), listing(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def _in_unit(case: Case, value: Fraction, fact: Fact, number: str) -> str:
    if fact.unit in MONEY_UNITS:
        return f"{fact.unit} {_cents(number)}"
    if fact.unit == "percent":
        return f"{number}%"
    known = case.vocab.units.get(fact.unit) or case.vocab.units.get(fact.unit_printed)
    if known is None or not known.name_en:
        name = fact.unit_printed or fact.unit
        return f"{number} {quoted(name)}" if name else number
    if known.unit != fact.unit:
        number = _exact(value / Fraction(case.factor(fact)))
    return f"{number} {singular(known.name_en) if value == 1 else known.name_en}"


def _number(in_unit: Decimal, factor: Fraction) -> str:
    return _exact(Fraction(in_unit) * factor)


def _exact(value: Fraction) -> str:
    """Write a decimal in full, with separators of thousands and without superfluous zeros."""
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


def _cents(number: str) -> str:
    """Give an amount of money with one decimal its second: `0.4` is 40 cents."""
    return f"{number}0" if re.search(r"\.\d$", number) else number


def _numeral(printed: str) -> str:
    return unicodedata.normalize("NFKC", printed).strip()


def _is_numeral(printed: str) -> bool:
    return re.fullmatch(r"[-+−]?[\d,.]+", _numeral(printed)) is not None


def _in_words(fact: Fact) -> str:
    return quoted(f"{fact.value_printed}{fact.unit_printed}")
