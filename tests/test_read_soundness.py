"""A file that was not read well says so; one that was read well does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mingzhang.model import UNPLACED, Document, Numeral, Role
from mingzhang.parse.notes import poorly_read
from mingzhang.read import pdf as reader
from mingzhang.read.soundness import soundness, told
from pdf_maker import PdfPage, pdf
from read_sources import source

GOOD = [f"第{n}段：收入总计{n}00.00万元，支出总计{n}00.00万元。" for n in range(1, 41)]


def document_of(lines: list[str]) -> Document:
    page = PdfPage()
    page.table([90, 200, 300], 100, [["项目", "决算数"], ["合计", "，"]])
    document = reader.read(source("account.pdf", pdf([page])))
    shift = sum(len(line) + 1 for line in lines)
    moved = tuple(
        replace(
            grid,
            start=grid.start + shift,
            end=grid.end + shift,
            cells=tuple(replace(c, start=c.start + shift, end=c.end + shift) for c in grid.cells),
        )
        for grid in document.grids
    )
    text = "".join(f"{line}\n" for line in lines) + document.text
    return replace(document, text=text, grids=moved)


def test_a_sound_document_has_no_note() -> None:
    sound = document_of(GOOD)
    assert told(sound) is sound
    assert (soundness(sound).lines, soundness(sound).stray, soundness(sound).torn) == (40, 0, 0)


@pytest.mark.parametrize(
    "odd", [["，", "：", "。", "、"], ["，其中：基本支出"] * 4, ["\ue123\ufffd" * 10]]
)
def test_stray_marks_torn_sentences_and_unknown_signs_are_told(odd: list[str]) -> None:
    (note,) = told(document_of([*GOOD, *odd])).notes
    assert note.kind == "poorly_read"
    assert "没有读好" in note.message_zh


def test_a_few_odd_lines_are_no_reason() -> None:
    assert not told(document_of([*GOOD, "，", "。"])).notes


@pytest.mark.parametrize(
    ("read", "missed", "is_poor"), [(20, 39, False), (20, 41, True), (90, 41, False)]
)
def test_more_figures_without_a_place_than_read_ones_are_told(
    read: int, missed: int, is_poor: bool
) -> None:
    def numeral(role: Role, rule: str) -> Numeral:
        return Numeral("x-2023-final", 0, 4, "1.00", role, "", rule)

    figures = [numeral(Role.FACT, "total")] * read + [numeral(Role.OTHER, UNPLACED)] * missed
    notes = [note.message_zh for note in poorly_read(figures)]
    assert len(notes) == is_poor
    assert not notes or (f"{missed} 个未能归类" in notes[0] and f"只有 {read} 个" in notes[0])
