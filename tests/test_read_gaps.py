"""What is missing between what was read: pages, headings; nothing goes on over it."""

from __future__ import annotations

from pathlib import Path

import pytest

import mingzhang
from mingzhang.model import Outcome
from pdf_maker import PdfPage, pdf

pytestmark = pytest.mark.unit
ITEM = (
    "（一）一般公共预算财政拨款支出决算具体情况",
    "一般公共预算财政拨款支出决算为14.00万元。其中：",
    "1、教育支出（类）普通教育（款）小学教育（项）。年初预算为10.00万元，支出决算为9.00万元。",
)
REST = (
    "年初预算为6.00万元，支出决算为5.00万元。",
    "4、住房保障支出（类）住房改革支出（款）住房公积金（项）。支出决算为3.00万元。",
)


def set_lines(page: PdfPage, lines: tuple[str, ...], y: float) -> PdfPage:
    for number, line in enumerate(lines):
        page.text(90, y + 40 * number, line)
    return page


def account(gap: str) -> list[PdfPage]:
    numbers = (2, 4) if gap == "skipped" else (2, 3)
    first, last = (PdfPage().text(290, 810, f"- {number} -") for number in numbers)
    set_lines(first, ("一、支出决算情况说明", *ITEM), 200)
    set_lines(last, REST, 200)
    if gap == "heading":
        last.picture(90, 140, 260, 16)
    return [first, PdfPage().picture(), last] if gap == "scanned" else [first, last]


@pytest.mark.parametrize("gap", ["", "skipped", "scanned", "heading"])
def test_what_was_said_before_a_gap_says_nothing_of_what_is_behind(
    tmp_path: Path, gap: str
) -> None:
    (file := tmp_path / "account.pdf").write_bytes(pdf(account(gap)))
    made = mingzhang.check_file(file, name="云桥县教育局", fiscal_year=2024, stage="final")
    codes = {f.value_printed: f.function_code for f in made.disclosure.facts}
    assert codes["9.00"] == "2050202"
    assert codes["5.00"] == ("" if gap else "2050202")
    told = {f.check for f in made.findings if f.outcome is Outcome.FAIL}
    assert ("ordinals" in told) is not bool(gap)
    kinds = {note.kind for note in made.disclosure.notes}
    assert ("headings_not_read" in kinds) is (gap == "heading")
