"""Every numeral of a text and what it is: in, the compact text; out, quantities and other numerals.

A quantity is a number with a unit. Years, dates, ordinals, document numbers and names are told by
what stands around them; the name of the rule that decided goes with each.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter

from mingzhang.common.chinese_numbers import chinese_number
from mingzhang.common.exact import times
from mingzhang.common.money import parse_number
from mingzhang.common.records import record
from mingzhang.model import Role
from mingzhang.parse.tokens.fixed_roles import NUMERAL, fixed_roles
from mingzhang.vocab import UnitOfMeasure, Vocabulary


@record
class Quantity:
    """A number with its unit. Spans are of the compact text: the numeral, and the end of the unit.

    `weak` marks numbers in Chinese characters, which count only where a known label stands by them.
    """

    start: int
    end: int
    unit_end: int
    printed: str
    unit: UnitOfMeasure
    value: Decimal
    weak: bool = False


@record
class OtherNumeral:
    """A numeral that is no quantity."""

    start: int
    end: int
    role: Role
    rule: str


@dataclass(frozen=True, slots=True)
class Numerals:
    """All numerals of a text, each exactly once, in order."""

    quantities: tuple[Quantity, ...]
    others: tuple[OtherNumeral, ...]


"""The first digit stands outside of the choice, so that the search skips to it at once.

Digits of other scripts have been levelled; those of all scripts take longer to find.
"""
_TORN = re.compile(r"(?<!\d)(?:(?!(?:19|20)\d\d )\d[\d,]*(?:\.\d+)? |\d[\d,]*。)$")
"""`1234。【50】万元`, `12 【34.5】万元`: what stands before may belong to the number."""
_HALVED = re.compile(r"(?<![\d.,，])(?!(?:19|20)\d\d[,，])\d{4,}[,，]$")
"""`45321，【800】元`: a number that has lost one of its commas, of which 800 is but the end."""
_LAST_GROUP = re.compile(r"\d{3}(?:,\d{3})*(?:\.\d+)?(?!\d)")
_YEAR = r"(?:19|20)\d{2}"
_CELL = re.compile(r"-?\d[\d,.]*%?")
_TO_THE_CENT = re.compile(r"[\d,]+\.\d{2}")
_LINE_ORDINAL, _BEFORE_NAME = (Role.ORDINAL, "line_ordinal"), (Role.ORDINAL, "ordinal_before_name")
_LATIN = frozenset(string.ascii_letters)
_HUNDRED = 100
_ITEM_DIGITS = 7
"""Digits of the code of an item of expenditure by function."""
_ROW = 40
"""Characters before a figure in which the words stand that lead a row of figures."""
_ENDS_FIGURE = re.compile(r"[，。；、）\n]|$")


@lru_cache(maxsize=4)
def _unit_pattern(units: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True)))


def _levelled_units(units: Mapping[str, UnitOfMeasure]) -> dict[str, UnitOfMeasure]:
    """Key the units by their spelling in the compact text."""
    level = str.maketrans({"(": "（", ")": "）", "％": "%", "／": "/", " ": None})
    known = {name.translate(level): unit for name, unit in units.items()}
    # Durations are no figures of an account.
    timed = ("duration", "time")
    return {name: unit for name, unit in known.items() if name and unit.kind not in timed}


class NumeralReader:
    """Reads numerals with one vocabulary; build it once and use it for many texts."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._units = _levelled_units(vocab.units)
        self._unit = _unit_pattern(tuple(self._units))
        self._names = vocab.names
        self._not_unit = {w.word: re.compile(w.effect) for w in vocab.grammar.of("not_unit")}
        self._grammar = vocab.grammar.patterns
        vetoes = (self._grammar[name].pattern for name in ("threshold", "range_behind"))
        self._no_figure_before = re.compile("|".join(vetoes)).match
        self._counted = frozenset(w.word for w in vocab.grammar.of("counted"))
        self._shared = vocab.grammar["shared_unit"]
        self._items = {c: item for c, item in vocab.functions.items() if len(c) == _ITEM_DIGITS}
        self._codes = frozenset(vocab.functions) | frozenset(vocab.economics)

    def read(self, text: str, ordinals: Mapping[int, int], contents: tuple[int, int]) -> Numerals:
        """Give each numeral its role.

        `ordinals` maps the start of a line's ordinal to where the line goes on; `contents` is the
        span of the table of contents.
        """
        led = {start + 1: goes_on for start, goes_on in ordinals.items()}
        led.update(ordinals)
        spans = list(self._runs(text))
        fixed = fixed_roles(text, [span for span in spans if span[0] not in led], self._grammar)
        quantities: list[Quantity] = []
        others: list[OtherNumeral] = []
        for start, end in spans:
            if start in led:
                role = _BEFORE_NAME if end > led[start] else _LINE_ORDINAL
                others.append(OtherNumeral(start, end, *role))
                continue
            settled = fixed.get(start)
            quantity = None if settled else self._quantity(text, start, end)
            if quantity is None and settled is None and quantities:
                quantity = self._as_before(text, start, end, quantities[-1])
            if quantity is not None:
                quantities.append(quantity)
                continue
            role = settled or self._role(text, start, end, contents)
            others.append(OtherNumeral(start, end, *role))
        quantities.extend(self._chinese_counts(text))
        quantities.sort(key=attrgetter("start"))
        return Numerals(tuple(quantities), tuple(others))

    def _runs(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the numerals of a text stand.

        `行政运行2010301205.63万元`: an item's name, its code, and the figure on its heels.
        """
        for run in NUMERAL.finditer(text):
            start, end = run.span()
            behind = start + _ITEM_DIGITS
            item = self._items.get(text[start:behind]) if end > behind else None
            named = item is not None and text.endswith(item.name_zh, 0, start)
            if named and NUMERAL.fullmatch(text, behind, end):
                yield start, behind
                start = behind
            yield start, end

    def _quantity(self, text: str, start: int, end: int) -> Quantity | None:
        before = text[start - 1 : start]
        if before in ("。", " ") and _TORN.search(text, max(0, start - 20), start):
            return None
        halved = before in (",", "，") and _LAST_GROUP.fullmatch(text, start, end)
        if halved and _HALVED.search(text, max(0, start - 20), start):
            return None
        unit_match = self._unit.match(text, end) or self._cut_unit(text, start, end)
        if unit_match is None:
            return self._left_out(text, start, end)
        name, behind = unit_match[0], unit_match.end()
        name = "万元" if name == "万" else name
        veto = self._not_unit.get(name)
        if veto is not None and veto.match(text, behind):
            return None
        if before in _LATIN or self._no_figure_before(text, behind):
            return None
        if before and self._grammar["range_from"].match(text, start - 1):
            return None
        negative = before == "-"
        if negative and text[start - 2 : start - 1].isdecimal():
            return None
        unit = self._units[name]
        opens = before == "\n" or negative
        if opens and unit.base_unit == "percent" and _is_cell(text, start - negative, behind):
            return None
        value = times(parse_number(text[start:end]), unit.factor)
        return Quantity(
            start - negative,
            end,
            behind,
            text[start - negative : end],
            unit,
            value.copy_negate() if negative else value,
        )

    def _left_out(self, text: str, start: int, end: int) -> Quantity | None:
        """Read a figure whose unit is told by its label, or by the figure after it in a row."""
        token, name = text[start:end], ""
        label = self._grammar["implied_unit"].search(text[max(0, start - 6) : start])
        nought = token == "0" and self._grammar["nought_before"].search(
            text[max(0, start - 8) : start]
        )
        in_row = "." in token or self._grammar["in_row_before"].search(
            text, max(0, start - _ROW), start
        )
        row = self._shared.match(text, end) if in_row else None
        share = self._grammar["share_of_hundred"].search(text, max(0, start - 14), start)
        ends = _ENDS_FIGURE.match(text, end)
        if share is not None and ends and parse_number(token) <= _HUNDRED:
            return Quantity(start, end, end, token, self._units["%"], parse_number(token))
        if label is not None and "." not in token and (ends or text.startswith("（", end)):
            name = str(label.lastgroup)
        elif nought and ends:
            name = "元"
        elif row is not None:
            shared = self._unit.match(text, row.end())
            money = shared is not None and self._units[shared[0]].base_unit == "CNY"
            name = shared[0] if shared is not None and money else ""
        if not name:
            return None
        unit = self._units[name]
        return Quantity(start, end, end, token, unit, times(parse_number(token), unit.factor))

    def _as_before(self, text: str, start: int, end: int, last: Quantity) -> Quantity | None:
        """`…支出2713623.00，34.60%`: money whose unit was left out is in the unit of the line."""
        token = text[start:end]
        label = self._grammar["money_item"].search(text, max(0, start - 6), start)
        if label is None or not _TO_THE_CENT.fullmatch(token) or last.unit.base_unit != "CNY":
            return None
        if "\n" in text[last.end : start] or _ENDS_FIGURE.match(text, end) is None:
            return None
        return Quantity(
            start, end, end, token, last.unit, times(parse_number(token), last.unit.factor)
        )

    def _cut_unit(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """`公务接待支出0.40万（含…）`: the yuan of 万元 is left out, the label says it is money."""
        label = text[max(0, start - 12) : start]
        if self._grammar["no_money_before"].search(label):
            return None
        sure = self._grammar["money_before"].search(label) or _TO_THE_CENT.fullmatch(
            text, start, end
        )
        return self._grammar["cut_wan"].match(text, end) if sure else None

    def _role(self, text: str, start: int, end: int, contents: tuple[int, int]) -> tuple[Role, str]:
        token = text[start:end]
        before, after = text[max(0, start - 8) : start], text[end : end + 12]
        unit = self._unit.match(text, end)
        if unit and self._grammar["threshold"].match(text, unit.end()):
            return Role.OTHER, "threshold"
        if unit and (
            self._grammar["range_behind"].match(text, unit.end())
            or self._grammar["range_before"].search(before)
        ):
            return Role.OTHER, "range"
        if token in self._names:
            return Role.NAME, "known_name"
        if re.match(r"[A-Za-z]", after) or re.search(r"[A-Za-z][-.]?$", before):
            return Role.NAME, "with_letters"
        if contents[0] <= start < contents[1]:
            return Role.OTHER, "contents_page"
        if token in self._codes:
            return Role.NAME, "classification_code"
        if re.fullmatch(_YEAR, token) and not re.match(r"[.\d]", after):
            return Role.YEAR, "bare_year"
        if self._grammar["duration"].match(after):
            return Role.OTHER, "duration"
        if self._grammar["contact_before"].search(before) or re.match(r"-\d{6,8}(?!\d)", after):
            return Role.OTHER, "contact"
        if re.match(r"\d{3,5}$", token) and self._grammar["named_service"].match(after):
            return Role.NAME, "named_service"
        if re.search(r"\d[-—–]$", before) and len(token) >= 6:
            return Role.OTHER, "contact"
        if self._grammar["ratio_behind"].match(after) or self._grammar["ratio_before"].search(
            before
        ):
            return Role.OTHER, "ratio_or_range"
        if text[start - 1 : start] in ("\n", "") and text[end : end + 1] in ("\n", ""):
            return Role.OTHER, "page_number" if _numbers_page(text, start, end) else "unplaced"
        return Role.OTHER, "unplaced"

    def _chinese_counts(self, text: str) -> list[Quantity]:
        """Find small counts in Chinese characters: 一辆, 七个, 三家."""
        result = []
        for match in self._grammar["count_in_characters"].finditer(text):
            start, end = match.span()
            unit = self._units.get(text[end : end + 1])
            value = chinese_number(match[0]) if unit else None
            if unit is None or value is None or unit.unit not in self._counted:
                continue
            veto = self._not_unit.get(unit.unit)
            if veto is not None and veto.match(text, end + 1):
                continue
            result.append(Quantity(start, end, end + 1, match[0], unit, Decimal(value), weak=True))
        return result


def _is_cell(text: str, start: int, end: int) -> bool:
    """Tell a rate that fills its line beside a line of figures alone: a cell of a pasted table."""
    fills = text[start - 1 : start] == "\n" and text[end : end + 1] in ("\n", "")
    return fills and _is_beside_cells(text, start, end)


def _is_beside_cells(text: str, start: int, end: int) -> bool:
    """Tell whether the line above or below is a figure alone."""
    before = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)]
    stop = text.find("\n", end + 1)
    after = text[end + 1 : stop if stop >= 0 else len(text)]
    return any(_CELL.fullmatch(line) for line in (before, after))


def _numbers_page(text: str, start: int, end: int) -> bool:
    """Tell a page number from a cell: whole, and no line of numerals above or below it."""
    return text[start:end].isdecimal() and not _is_beside_cells(text, start, end)
