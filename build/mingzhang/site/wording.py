"""Words and numbers as the pages print them: in, codes and exact decimals; out, Chinese text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from markupsafe import Markup, escape

from mingzhang.common.money import unbroken
from mingzhang.model import Fact, Measure
from mingzhang.site import translations

_WORDS = translations.words("zh")
STAGES: Mapping[str, str] = _WORDS.stages.by_key()
"""In the order in which they come about."""
ROLES: Mapping[str, str] = _WORDS.roles.by_key()
UNITS_ZH: Mapping[str, str] = {"CNY": "元", "percent": "%"}
WAN = Decimal(10_000)
YI = Decimal(100_000_000)

KINDS: Mapping[str, str] = {
    Measure.AMOUNT: "amount",
    Measure.BALANCE: "balance",
    Measure.COUNT: "count",
    Measure.SHARE: "rate",
    Measure.COMPLETION_RATE: "rate",
    Measure.COVERAGE_RATE: "rate",
    Measure.CHANGE: "change",
    Measure.CHANGE_RATE: "change",
    Measure.UNKNOWN: "unmapped",
}
"""The five colours of figures in the reader."""


def plain(value: Decimal) -> str:
    """Print a decimal in full, with thousands separators and without superfluous zeros.

    >>> plain(Decimal("1586100.00")), plain(Decimal("-0.50")), plain(Decimal("1E+3"))
    ('1,586,100', '-0.5', '1,000')
    """
    text = f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def wan(value: Decimal) -> str:
    """Print an amount in yuan as 万元, exactly: no digit is rounded away.

    >>> wan(Decimal("1388400")), wan(Decimal("688772.52"))
    ('138.84', '68.877252')
    """
    return plain(value / WAN)


_DECIMALS = re.compile(r"[\d,]+\.(\d+)")


class Written(Protocol):
    """A figure as its source writes it."""

    @property
    def value_printed(self) -> str:
        """The characters of the number."""

    @property
    def unit_printed(self) -> str:
        """The unit behind it."""


def places_printed(fact: Written) -> int:
    """Count the decimals with which a source writes a figure in the unit of the pages."""
    match = _DECIMALS.fullmatch(unbroken(fact.value_printed))
    return len(match[1]) if match and fact.unit_printed in ("万元", "%") else 0


def padded(number: str, places: int) -> str:
    """Give a number the zeros at its end that its source writes.

    >>> padded("65.9", 2), padded("1,550", 2), padded("0.123", 2), padded("7", 0)
    ('65.90', '1,550.00', '0.123', '7')
    """
    whole, _, decimals = number.partition(".")
    decimals = decimals.ljust(places, "0")
    return f"{whole}.{decimals}" if decimals else whole


def in_unit_printed(value: Decimal, unit: str, value_printed: str, unit_printed: str) -> str:
    """Print an amount in the unit and with the decimals of its source; "" where it names no unit.

    What is shown is the value: a corrected figure does not come back as it was misprinted.
    """
    size = {"元": Decimal(1), "万元": WAN, "亿元": YI}.get(unit_printed)
    if unit != "CNY" or size is None:
        return ""
    match = _DECIMALS.fullmatch(unbroken(value_printed))
    return padded(plain(value / size), len(match[1]) if match else 0) + unit_printed


def yi(value: Decimal, decimals: int = 2) -> str:
    """Print a large amount in yuan as 亿元, rounded, for reading at a glance.

    >>> yi(Decimal("3501227200")), yi(Decimal("1547746541841"), 4), yi(Decimal("250000000"))
    ('35.01亿元', '15,477.4654亿元', '2.5亿元')
    """
    return f"{plain((value / YI).quantize(Decimal(1).scaleb(-decimals)))}亿元"


def quantity(value: Decimal, unit: str) -> str:
    """Print a value with its base unit: amounts from 10 000 yuan upwards in 万元.

    >>> quantity(Decimal("1388400"), "CNY"), quantity(Decimal("24.51"), "percent")
    ('138.84万元', '24.51%')
    """
    if unit == "CNY" and abs(value) >= WAN:
        return f"{wan(value)}万元"
    return plain(value) + UNITS_ZH.get(unit, unit)


def in_base_unit(value: Decimal, unit: str) -> str:
    """Print a value in its base unit: `1,388,400 元`."""
    space = "" if unit == "percent" else " "
    return f"{plain(value)}{space}{UNITS_ZH.get(unit, unit)}"


_QUOTED_OR_AMOUNT = re.compile(r"“[^”]*”|(?<![\d.,])\d{4,}(?=(?:\.\d+)?[万亿]?元)")


def grouped(message: str) -> str:
    """Set thousands separators into the amounts of a message; what it quotes stays as printed.

    >>> grouped("“收入1234567元”写的是1234567.89元，即2023年相差12345.6万元")
    '“收入1234567元”写的是1,234,567.89元，即2023年相差12,345.6万元'
    """
    return _QUOTED_OR_AMOUNT.sub(lambda m: f"{int(m[0]):,}" if m[0].isdigit() else m[0], message)


def as_printed(fact: Fact) -> str:
    """Print a figure in the words of its source, or by its value when the source uses no digits."""
    if fact.value_printed:
        return f"{unbroken(fact.value_printed)}{fact.unit_printed}"
    return quantity(fact.value, fact.unit)


def as_written(fact: Fact, value: Decimal) -> str:
    """Print a value in the unit and with the decimals of its source, where it has both."""
    if fact.unit == "percent":
        return f"{padded(plain(value), places_printed(fact))}%"
    told = in_unit_printed(value, fact.unit, fact.value_printed, fact.unit_printed)
    return told or quantity(value, fact.unit)


def signed(fact: Fact) -> str:
    """Print a change with its sign, other figures as they are."""
    text = as_written(fact, fact.value).replace("-", "−")
    if not fact.measure.is_change:
        return text
    return f"+{text}" if fact.value > 0 else text if fact.value else str(_WORDS.figure.unchanged)


def measure(fact: Fact) -> str:
    """Say what a figure measures, with what it is compared to as far as the source says it."""
    compared = base(fact)
    if compared and fact.measure in _WORDS.measured_against:
        return str(_WORDS.measured_against[fact.measure].text(base=compared))
    return str(_WORDS.measures[fact.measure])


_ACCOUNT = re.compile(
    r"(?:年初|全年|调整|当年)?(?:预算|决算|执行|完成|实际)(?:预算|决算|执行|支出|收入)?数?$"
)
"""The account that the words for an earlier year end with: `上年执行数`, `年初预算数`."""


def base(fact: Fact) -> str:
    """Say what a figure is compared to: the words of the source, "last year" told as its number.

    The account that they name stays (`2023年执行数`): a budget set against what was spent is no
    comparison of two budgets.
    """
    if fact.base_year and not any(character.isdigit() for character in fact.base_printed):
        account = _ACCOUNT.search(fact.base_printed)
        return f"{fact.base_year}年{account[0] if account else ''}"
    return fact.base_printed


def origin(fact: Fact) -> str:
    """Say how a figure came to be, and by which rule its meaning was decided."""
    kinds = (part.partition(".")[0] for part in fact.rule.split("/"))
    rule = "、".join(map(_WORDS.rules.named, kinds))
    return f"{_WORDS.origins[fact.origin]}；{rule}" if rule else str(_WORDS.origins[fact.origin])


def concept_name(fact: Fact) -> str:
    """Name what a figure states: the official name, else the printed label."""
    return fact.concept_zh or fact.label_printed or str(_WORDS.figure.no_name)


_READ_BY_MARKDOWN_OR_HTML = re.compile(r"[&<>\\`*_{}\[\]()#+\-.!|~^:$=\"']")


def markdown_text(value: object) -> Markup:
    """Escape a text so that neither HTML nor Markdown reads anything into it, on one line.

    >>> str(markdown_text("*a* <b>"))
    '&#42;a&#42; &#60;b&#62;'
    """
    one_line = " ".join(str(value).split())
    safe = _READ_BY_MARKDOWN_OR_HTML.sub(lambda match: f"&#{ord(match[0])};", one_line)
    return Markup(safe)


def html_text(value: object) -> Markup:
    """Escape a text for raw HTML, keeping every character of it (Markdown expands bare tabs)."""
    return Markup(str(escape(str(value))).replace("\t", "&#9;"))
