"""Where characters of a PDF stand: fonts without metrics, overprints, raised marks, blank pages."""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin

import pytest

import pdf_maker
from factories import vocabulary
from mingzhang import read as reading
from mingzhang.model import Document
from mingzhang.parse import parse
from mingzhang.read import pdf as reader
from mingzhang.read.encodable import encodable
from pdf_maker import PdfPage, file, pdf, scanned, without_metrics
from read_sources import assert_offsets, matrix, source

TEXT = [
    "一、收入支出决算总体情况说明",
    "2024年度收入总计1,311.55万元，其中：财政拨款收入1,200.00万元，占91.49%。",
    "“三公”经费支出11.00万元，公务接待费5.50万元。",
]
ROWS = [
    ["项目", "决算数", "项目", "决算数"],
    ["一、财政拨款收入", "1,200.00", "一、一般公共服务支出", "1,000.00"],
    ["二、其他收入", "111.55", "二、住房保障支出", "-11.00"],
]


def account(dx: float = 0, dy: float = 0) -> PdfPage:
    """Three lines and a table; with `dx`, `dy` all of it a second time beside itself."""
    page = PdfPage()
    for x, y in {(0.0, 0.0), (dx, dy)}:
        for index, line in enumerate(TEXT):
            page.text(90 + x, 100 + 30 * index + y, line)
        page.text(250 + x, 220 + y, "收入支出决算总表").text(430 + x, 240 + y, "单位：万元")
        for index, row in enumerate(ROWS):
            for at, text in zip((94, 220, 290, 430), row, strict=True):
                page.text(at + x, 260 + 20 * index + y, text)
    page.table([90, 216, 286, 426, 500], 250, [[""] * 4] * 3)
    return page


def read(data: bytes) -> Document:
    document = reader.read(source("account.pdf", data))
    assert_offsets(document)
    return document


def test_a_font_without_ascent_and_descent_reads_like_its_control() -> None:
    control, stripped = read(pdf([account()])), read(without_metrics(account()))
    assert control.text.splitlines()[:3] == TEXT
    assert stripped.text == control.text
    assert matrix(stripped.grids[0]) == matrix(control.grids[0]) == ROWS


@pytest.mark.parametrize(
    ("dx", "dy"), [(0.24, 0), (0.24, -0.24), (-0.5, 0.5), (1.2, 0), (0.01, 0.01), (2, 1)]
)
def test_a_page_drawn_twice_reads_as_if_once(dx: float, dy: float) -> None:
    document = read(pdf([account(dx, dy)]))
    assert document.text.splitlines()[:3] == TEXT
    assert matrix(document.grids[0]) == ROWS


def test_raised_marks_are_no_part_of_a_number_and_are_told() -> None:
    page = PdfPage()
    for y, before, mark, behind in (
        (100, "收入总计1,300.00", "1", "万元，支出总计1,300.00万元。"),
        (130, "车辆3", "12", "辆，房屋100"),
        (160, "事业收入", "[2]", "万元"),
    ):
        page.text(90, y, before)
        x = 90 + sum(5.25 if c < "\x7f" else 10.5 for c in before)
        page.text(x, y - 4, mark, 6).text(x + 3 * len(mark), y, behind)
    document = read(pdf([page]))
    assert document.text.splitlines() == [
        "收入总计1,300.00万元，支出总计1,300.00万元。", "车辆3辆，房屋100", "事业收入万元",
    ]  # fmt: skip
    (note,) = document.notes
    assert (note.kind, "6 个" in note.message_zh) == ("superscript_dropped", True)


@pytest.mark.parametrize("slanted", [True, False])
def test_a_watermark_is_no_part_of_what_it_lies_over_and_is_told(slanted: bool) -> None:
    page = account()
    size, (a, b) = (14, (0.866, 0.5)) if slanted else (48, (1, 0))
    words = "某市乙局".encode("utf-16-be").hex()
    for y in (530, 560, 595):
        page.parts.append(f"BT /F1 {size} Tf {a} {b} {-b} {a} 225 {y} Tm <{words}> Tj ET")
    document = read(pdf([page]))
    assert document.text.splitlines()[:3] == TEXT
    assert matrix(document.grids[0]) == ROWS
    assert [note.kind for note in document.notes] == ["watermark_dropped"]


@pytest.mark.parametrize(("grey", "veiled"), [(0.8, True), (0.4, False)])
def test_pale_words_over_a_table_are_a_watermark(*, grey: float, veiled: bool) -> None:
    page = account()
    page.parts.append(f"q {grey} g")
    page.text(150, 283, "仅供公开").text(300, 303, "仅供公开").parts.append("Q")
    document = read(pdf([page]))
    assert (matrix(document.grids[0]) == ROWS) == veiled
    assert ["watermark_dropped"] * veiled == [note.kind for note in document.notes]


def test_a_large_letter_of_a_watermark_that_lies_over_none_is_one_all_the_same() -> None:
    page = account()
    page.text(100, 650, "决算公开", 60).text(110, 655, "收入总计").text(330, 655, "307.82万元")
    assert set(read(pdf([page])).text.splitlines()[-2:]) == {"收入总计", "307.82万元"}


@pytest.mark.parametrize("veil", ["1 g", "3 Tr", "0 0 0 0 k"])
@pytest.mark.parametrize("ground", ["", "0.8 g 80 222 500 40 re f", "picture"])
def test_letters_that_nobody_sees_are_not_read_and_told(veil: str, ground: str) -> None:
    """White ones on a filled ground are seen; unpainted ones over a picture were recognised."""
    page = account()
    page.picture() if ground == "picture" else page.parts.append(ground)
    page.parts.append(f"q {veil}")
    page.text(90, 600, "收入总计9,999.99万元").parts.append("Q")
    document = read(pdf([page]))
    seen = bool(ground)
    assert ("9,999.99" in document.text) == seen
    assert matrix(document.grids[0]) == ROWS
    hidden = [note.message_zh for note in document.notes if note.kind == "hidden_text_dropped"]
    assert hidden == ([] if seen else ["第 1 页有 14 个字与纸同色或不显示，看不见，没有读入。"])


def test_the_text_layer_of_a_scan_is_read_and_told() -> None:
    page = account().picture()
    page.parts.insert(0, "3 Tr")
    document = read(pdf([page]))
    assert matrix(document.grids[0]) == ROWS
    assert [note.message_zh for note in document.notes] == [
        "第 1 页是图像，文字取自图像上的文字层，请对照原件。"
    ]


def test_a_minus_at_the_end_of_a_line_is_one() -> None:
    page = PdfPage().text(90, 100, "2024年度收入合计100.00万元，其中：其他收入-")
    page.text(90, 118, "6,757.90元，占-0.12%，比2023年度减少。")
    assert "其他收入-6,757.90元，占-0.12%" in read(pdf([page])).text


def test_what_stands_outside_of_the_page_is_not_read() -> None:
    page = account().text(90, -20, "裁切标记 999.99").text(90, 862, "裁切标记 999.99")
    assert read(pdf([page])).text == read(pdf([account()])).text


@pytest.mark.parametrize("degrees", [0.4, -0.8])
def test_a_page_askew_reads_like_its_control(degrees: float) -> None:
    page, angle = account(), radians(degrees)
    a, b = cos(angle), sin(angle)
    page.parts = [f"q {a:.6f} {b:.6f} {-b:.6f} {a:.6f} 0 0 cm", *page.parts, "Q"]
    document = read(pdf([page]))
    assert document.text == read(pdf([account()])).text
    assert matrix(document.grids[0]) == ROWS


def test_exponents_of_units_and_smaller_figures_stay() -> None:
    page = PdfPage().text(90, 100, "面积100m").text(90 + 47.25, 96, "2", 6)
    page.text(90, 130, "收入总计").text(132, 131, "307.82", 8)
    assert read(pdf([page])).text.splitlines() == ["面积100m2", "收入总计307.82"]
    assert not read(pdf([page])).notes


@pytest.mark.usefixtures("no_recogniser")
def test_a_blank_page_is_no_scan() -> None:
    blank = PdfPage()
    blank.line(60, 60, 500, 60)
    text = PdfPage().text(90, 100, "收入总计")
    document = read(pdf([text, blank, text]))
    assert [note.kind for note in document.notes] == ["blank_page"]
    assert "第 2 页" in document.notes[0].message_zh
    outlines = PdfPage()
    for index in range(30):
        outlines.line(90 + index, 100, 95 + index, 110)
    assert [note.kind for note in read(pdf([text, outlines])).notes] == ["page_without_text"]
    assert [note.kind for note in read(scanned(1)).notes] == ["page_without_text"]


def test_every_figure_of_prose_knows_its_page() -> None:
    pages = [PdfPage().text(90, 100, f"{label}307.82万元。") for label in ("收入总计", "支出总计")]
    document = read(pdf([pages[0], PdfPage(), pages[1]]))
    facts = parse(document, vocabulary()).facts
    assert [(fact.label_printed, fact.page) for fact in facts] == [("收入总计", 1), ("支出总计", 3)]


def mapped(units: str) -> bytes:
    """A file of one character that its font maps to the given UTF-16 units."""
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"1 beginbfchar <41> <{units}> endbfchar endcmap end"
    ).encode()
    stream = b"BT /F1 12 Tf 90 700 Td <4142> Tj ET"
    return file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            (
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
                b"/Resources<</Font<</F1 5 0 R>>>>>>"
            ),
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(cmap), cmap),
        ]
    )


@pytest.mark.parametrize(
    ("units", "text", "noted"),
    [("d842dfb7", "𠮷", False), ("d842", "", True), ("dfb7", "", True)],
)
@pytest.mark.usefixtures("no_recogniser")
def test_characters_beyond_sixteen_bits(units: str, text: str, noted: bool) -> None:
    document = read(mapped(units))
    assert document.text.startswith(text)
    assert document.text.encode() or noted
    assert any(note.kind == "page_without_text" for note in document.notes) == noted


@pytest.mark.usefixtures("no_recogniser")
@pytest.mark.parametrize(
    ("letter", "told"), [("9", "page_without_text"), ("三", "unmapped_characters")]
)
def test_a_page_of_numbers_that_lack_a_digit_is_not_read(letter: str, told: str) -> None:
    """One letter's meaning is not told: no number can be trusted if it is a digit."""
    document = reader.read(source("digits.pdf", without_metrics(account(), unknown=letter)))
    assert [note.kind for note in document.notes] == [told]
    assert ("1,311.55" in document.text) == (letter == "三")


@pytest.mark.usefixtures("no_recogniser")
def test_letters_guessed_from_the_numbers_of_their_glyphs_are_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A font may name its glyphs by number alone; PDFium then takes the numbers for letters."""
    by_number = [
        part.replace(b"UniGB-UCS2-H", b"Identity-H").replace(b"GB1", b"Identity")
        for part in pdf_maker.FONT
    ]
    monkeypatch.setattr(pdf_maker, "FONT", tuple(by_number))
    document = reader.read(source("glyphs.pdf", pdf([account()])))
    assert not document.text and not document.grids
    assert [note.kind for note in document.notes] == ["page_without_text"]


def test_no_reader_hands_on_halves_of_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(pdf([account()]))
    broken = replace(whole, text="\ud842\udfb7\ud842" + whole.text[3:])
    sound = encodable(broken)
    assert sound.text == "𠮷\ufffd" + whole.text[3:]
    assert_offsets(sound)
    assert sound.notes[-1].kind == "unmapped_characters"
    assert encodable(whole) is whole
    monkeypatch.setattr(reader, "read", lambda _: broken)
    assert reading.read(source("account.pdf", b"%PDF-1.7")).text == sound.text
