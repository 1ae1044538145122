"""The words of a row: in, its cells in the columns of labels; out, its code, label and body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingzhang.model import Cell
from mingzhang.parse.tables.columns import Column
from mingzhang.parse.tables.sheets import CODE, Sheet, is_blank, level
from mingzhang.vocab.layouts import Layouts

_LEADING_CODE = re.compile(r"^\[?(\d{7}|\d{5}|\d{3})\]?[-—_、.:：]?(?=[^\d,.])")
_CLOSING_CODE = re.compile(r"[（\[](\d{7}|\d{5}|\d{3})[）\]]$")
_PARTED_CODE = re.compile(r"^(\[?\d{3})[-－](\d{2})(?:[-－](\d{2}))?(?!\d)")
_DOTTED_NAME = re.compile(r"^(\d{3})\.(\d{2})(?:\.(\d{2}))?\.?(?=[^\W\d万亿千百元])")
_DOTTED_CODE = re.compile(r"\d{3}(?:\.\d{2}){1,2}")
_NUMBER_OF_BODY = re.compile(r"^[\[（]?\d{3,12}[\]）]?[-—_、.:： ]?(?=[^\W\d])")
_ORDINALS = ("row_chinese", "row_chinese_bracket", "row_arabic", "row_arabic_bracket")
"""Ordinals from the outermost to the innermost: 一、 （一） 1. （1）."""
_BARE_CODE = re.compile(r"[\[ ']*[A-Z]?\d+[\] ]*")
_BESIDE = (
    "aside", "economic_code", "economic_class", "economic_group", "economic_label", "year",
    "fund_label", "function_words", "kind_label", "unit",
)  # fmt: skip
"""Columns of words that say more of a row than what it is."""


@dataclass(frozen=True, slots=True)
class RowWords:
    """The words of a row: codes in columns of their own, labels, a body's name."""

    code: str
    parts: tuple[str, str, str]
    label: str
    body: str
    of_body: str
    """The code in the column of those of bodies, "" where the row bears one of a class, too."""
    unit: str
    """What stands in the column of bodies, whether the row has a label of its own or not."""
    within: str = ""
    """The label that stands in a column behind the first: 台式计算机 of 货物."""


def words_of(
    sheet: Sheet, cells: Sequence[Cell | None], labels: Sequence[Column], layouts: Layouts
) -> RowWords:
    """Read what stands in the columns of labels, each cell once."""
    by_role = {column.role: "" for column in labels}
    seen: set[int] = set()
    within = ""
    for column in labels:
        cell = cells[column.index]
        if cell is None or not cell.text or cell.start in seen:
            continue
        seen.add(cell.start)
        text = text_in(sheet, cell, column)
        role = column.role
        # Some forms print the heads of the columns of codes in the row of the total.
        if layouts["level_head"].match(text):
            continue
        wordy = "code" in role and not text.strip("[]").isdigit()
        beside = role in ("aside", "function_words", "economic_label", "kind_label")
        if wordy or (beside and layouts["row_total"].fullmatch(bare(text, layouts))):
            role = "label"
        elif role == "function_words":
            role, text = "code", code_in(text)[0]
        if not is_blank(text):
            # Of a department and a body below it, each in a column, the row is about the latter.
            within = within or (text if role == "label" and by_role.get(role) else "")
            by_role[role] = text if role == "body" else by_role.get(role, "") or text
    parts = tuple(by_role.get(f"code_{part}", "") for part in ("class", "group", "item"))
    return RowWords(
        by_role.get("code", ""), (parts[0], parts[1], parts[2]), by_role.get("label", ""),
        by_role.get("body", "") if not by_role.get("label") else "",
        by_role.get("body_code", "") if not any(parts) and _are_bodies(labels, layouts) else "",
        by_role.get("body", ""), within,
    )  # fmt: skip


def _are_bodies(labels: Sequence[Column], layouts: Layouts) -> bool:
    """Tell that the words of the rows may be names of bodies, not of projects (专项名称)."""
    labelled = [column.head for column in labels if column.role == "label"]
    worded = labelled or [column.head for column in labels if column.role == "body"]
    bodies, things = layouts["names_bodies"].search, layouts["names_items"].search
    return not worded or any(
        bodies(head) and not things(head.rpartition("/")[2]) for head in worded
    )


def code_of(row: RowWords) -> tuple[str, str]:
    """Return the code of a row ("" if it has none) and its label without it."""
    label = row.label or row.body
    match = CODE.fullmatch(row.code)
    if match:
        return match[1], label
    code = ""
    for place, part in enumerate(row.parts):
        # 类 款 项 in columns of their own hold either the whole code or its next two digits, which
        # a spreadsheet keeps as numbers: 3 for 03.
        if part and place:
            part = part.zfill(2)
        code = part if len(part) > 2 and part.startswith(code) else code + part
    if CODE.fullmatch(code):
        return code, label
    return code_in(label)


def code_in(text: str) -> tuple[str, str]:
    """Part a code from the name that it stands before or behind: 2010301行政运行."""
    text = _DOTTED_NAME.sub(_steps, joined(text))
    match = _LEADING_CODE.match(text) or _CLOSING_CODE.search(text)
    if match:
        return match[1], text[: match.start()] + text[match.end() :]
    return "", text


def joined(text: str) -> str:
    """Join a code whose steps are parted: 201-01-02 行政运行."""
    return _PARTED_CODE.sub(_steps, text)


def _steps(match: re.Match[str]) -> str:
    return "".join(filter(None, match.groups()))


def text_in(sheet: Sheet, cell: Cell | None, column: Column) -> str:
    """Return the text of a cell; in a column of codes, which holds no amounts, 201.01 is a code."""
    text = sheet.text(cell)
    if "code" not in column.role:
        return text
    return text.replace(".", "") if _DOTTED_CODE.fullmatch(text) else joined(text)


def without_number(name: str) -> str:
    """Return the name of a body without its number in the budget (101001某县某局)."""
    return _CLOSING_CODE.sub("", _NUMBER_OF_BODY.sub("", name))


def bare(name: str, layouts: Layouts) -> str:
    """Return the name of a row without ordinal, level of classification and colon."""
    return layouts["level_behind"].sub("", layouts["row_lead"].sub("", name)).rstrip("：")


def depth(label: str, layouts: Layouts) -> int:
    """Tell how deep the ordinal of a row stands; 0 without one."""
    plain = level(label)
    return next((n for n, name in enumerate(_ORDINALS, 1) if layouts[name].match(plain)), 0)


def printed_label(cells: Sequence[Cell | None], labels: Sequence[Column], layouts: Layouts) -> str:
    """Return the label as printed: the words, or the code where there are none."""
    texts: dict[int, tuple[str, str]] = {}
    for column in labels:
        cell = cells[column.index]
        if cell is None or not cell.text:
            continue
        if column.role not in _BESIDE or layouts["row_total"].fullmatch(cell.text.strip()):
            texts.setdefault(cell.start, (column.role, cell.text))
    labelled = [entry for entry in texts.values() if not _BARE_CODE.fullmatch(entry[1])]
    named = [text for role, text in labelled if role != "body"] or [text for _, text in labelled]
    return named[-1] if named else "".join(text for _, text in texts.values())


def label_runs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the runs of digits of a row's label or code with what they are, as rule names."""
    code = re.match(r"\s*\[?(\d{3,7})\]?(?=\D|$)", text) or re.search(
        r"[（(\[](\d{3,7})[）)\]]\s*$", text
    )
    ordinal = re.match(r"\s*[（(]?(\d{1,2})(?:[、.．)）](?!\d))", text)
    for match in re.finditer(r"\d[\d,]*(?:\.\d+)?", text):
        if ordinal and match.start() == ordinal.start(1):
            yield *ordinal.span(1), "row_ordinal"
        elif code and match.start() == code.start(1):
            yield *match.span(), "classification_code"
        else:
            yield *match.span(), "row_label"
