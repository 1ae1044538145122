"""Automatic list numbers of Word: in, the list definitions; out, the printed ordinals.

Ordinals carry the section tree (一、（一）1.), and Word files do not hold them as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.document import Document as WordDocument
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_CHINESE = "零一二三四五六七八九"
_HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE_FORMATS = frozenset({
    "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified",
    "ideographDigital", "japaneseCounting", "japaneseDigitalTenThousand",
    "taiwaneseCounting", "taiwaneseCountingThousand",
})  # fmt: skip
LEVELS = 9
_LONGEST = 6
"""Digits of a number: a letter would be repeated once for each 26 of it."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: number format, the pattern around it (`（%1）`) and first number."""

    number_format: str
    pattern: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of one document, in order."""

    levels: dict[str, dict[int, Level]]
    """numId → level → its definition, overrides applied."""
    lists: dict[str, str]
    """numId → the list it counts with: the abstract definition unless it restarts."""
    styles: dict[str, tuple[str, int]]
    """Paragraph style → (numId, level) that the style brings."""
    counters: dict[tuple[str, int], int] = field(default_factory=dict)

    def ordinal(self, paragraph: BaseOxmlElement, style: str) -> str:
        """Return the number that Word prints before a paragraph, else ""; counts it."""
        number, level = self._list_of(paragraph, style)
        definition = self.levels.get(number, {}).get(level)
        if definition is None:
            return ""
        key = self.lists[number]
        self.counters[key, level] = self.counters.get((key, level), definition.start - 1) + 1
        for deeper in range(level + 1, LEVELS):
            self.counters.pop((key, deeper), None)
        text = definition.pattern
        for upper in range(level + 1):
            of = self.levels[number].get(upper, definition)
            value = self.counters.get((key, upper), of.start)
            text = text.replace(f"%{upper + 1}", formatted(value, of.number_format))
        return "" if definition.number_format in ("bullet", "none") else text

    def _list_of(self, paragraph: BaseOxmlElement, style: str) -> tuple[str, int]:
        inherited = self.styles.get(style, ("", 0))
        for mark in found(paragraph, "w:pPr/w:numPr"):
            number = _value(mark, "w:numId") or inherited[0]
            level = _value(mark, "w:ilvl")
            return number, _number(level, inherited[1])
        return inherited


def related(document: WordDocument, *kinds: str) -> Iterator[Part]:
    """Yield the parts of a document that are of a kind, by the end of its name."""
    for relation in document.part.rels.values():
        # A damaged file may name no kind.
        if not relation.is_external and (relation.reltype or "").endswith(kinds):
            yield relation.target_part


def numbering(document: WordDocument) -> Numbering:
    """Read the list definitions of a Word document (none: nothing is numbered)."""
    part = next(related(document, "/numbering"), None)
    root = getattr(part, "element", None)  # a part that its file calls something else has none
    if root is None:
        return Numbering({}, {}, {})
    abstract = {
        str(item.get(qn("w:abstractNumId"), "")): _levels(item)
        for item in found(root, "w:abstractNum")
    }
    levels: dict[str, dict[int, Level]] = {}
    lists: dict[str, str] = {}
    for item in found(root, "w:num"):
        number, base = item.get(qn("w:numId"), ""), _value(item, "w:abstractNumId")
        overrides = {
            _number(change.get(qn("w:ilvl"), "")): change for change in found(item, "w:lvlOverride")
        }
        levels[number] = _overridden(abstract.get(base, {}), overrides)
        restarts = any(found(change, "w:startOverride") for change in overrides.values())
        lists[number] = f"num {number}" if restarts else f"abstract {base}"
    return Numbering(levels, lists, _style_lists(document))


def formatted(value: int, number_format: str) -> str:
    """Write a number as Word's format says: 3 is 3, 三, 丙, ③, C, iii or 03."""
    if number_format in _CHINESE_FORMATS:
        return chinese(value)
    if number_format in ("ideographTraditional", "ideographZodiac") and 1 <= value <= 10:
        return _HEAVENLY[value - 1] if number_format == "ideographTraditional" else str(value)
    if number_format.startswith("decimalEnclosedCircle") and 1 <= value <= len(_CIRCLED):
        return _CIRCLED[value - 1]
    if number_format in ("upperLetter", "lowerLetter") and value >= 1:
        letter = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if number_format == "upperLetter" else letter.lower()
    if number_format in ("upperRoman", "lowerRoman") and 1 <= value < 4000:
        return _roman(value) if number_format == "upperRoman" else _roman(value).lower()
    if number_format == "decimalZero":
        return f"{value:02d}"
    return "" if number_format in ("bullet", "none") else str(value)


def chinese(value: int) -> str:
    """Write 0 to 9999 in Chinese numerals as headings do: 10 is 十, 21 二十一, 105 一百零五."""
    if not 0 <= value <= 9999:
        return str(value)
    if value < 10:
        return _CHINESE[value]
    digits = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        digit, value = divmod(value, unit)
        if digit:
            digits += _CHINESE[digit] + name
        elif digits and value and not digits.endswith("零"):
            digits += "零"
    digits += _CHINESE[value] if value else ""
    return digits.removeprefix("一") if digits.startswith("一十") else digits


def _roman(value: int) -> str:
    marks = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    text = ""
    for worth, mark in marks:
        count, value = divmod(value, worth)
        text += mark * count
    return text


def _levels(abstract: BaseOxmlElement) -> dict[int, Level]:
    return {_number(item.get(qn("w:ilvl"), "")): _level(item) for item in found(abstract, "w:lvl")}


def _level(item: BaseOxmlElement) -> Level:
    return Level(
        number_format=_value(item, "w:numFmt") or "decimal",
        pattern=_value(item, "w:lvlText"),
        start=_number(_value(item, "w:start"), 1),
    )


def _number(written: str, default: int = 0) -> int:
    """A number of a list as the file writes it; broken files write anything there."""
    sound = written.isascii() and written.isdigit() and len(written) < _LONGEST
    return int(written) if sound else default


def _overridden(base: dict[int, Level], overrides: dict[int, BaseOxmlElement]) -> dict[int, Level]:
    result = dict(base)
    for level, change in overrides.items():
        for own_level in found(change, "w:lvl"):
            result[level] = _level(own_level)
        start = _number(_value(change, "w:startOverride"), -1)
        if start >= 0 and level in result:
            old = result[level]
            result[level] = Level(old.number_format, old.pattern, start)
    return result


def _style_lists(document: WordDocument) -> dict[str, tuple[str, int]]:
    """Collect the lists that paragraph styles bring, through the styles they are based on."""
    lists: dict[str, tuple[str, int]] = {}
    bases: dict[str, str] = {}
    for style in found(document.styles.element, "w:style"):
        name = style.get(qn("w:styleId"), "")
        bases[name] = _value(style, "w:basedOn")
        for mark in found(style, "w:pPr/w:numPr"):
            level = _value(mark, "w:ilvl")
            lists[name] = (_value(mark, "w:numId"), _number(level))
    result = {}
    for name in bases:
        current, seen = name, {""}
        while current not in lists and current not in seen:
            seen.add(current)
            current = bases.get(current, "")
        if current in lists:
            result[name] = lists[current]
    return result


def found(element: BaseOxmlElement, path: str) -> list[BaseOxmlElement]:
    """Find the elements at a path of prefixed names (`w:pPr/w:numPr`; after `.//` anywhere)."""
    anywhere = path.startswith(".//")
    names = "/".join(qn(name) for name in path.removeprefix(".//").split("/"))
    return list(element.findall(f".//{names}" if anywhere else names))


def _value(parent: BaseOxmlElement, child: str) -> str:
    for item in found(parent, child):
        return str(item.get(qn("w:val"), ""))
    return ""
