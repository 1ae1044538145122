"""Word files: body order, list numbers, merged cells, and what must not be read."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

import programs
from mingzhang.model import Document, UserError
from mingzhang.read import doc
from mingzhang.read import docx as reader
from mingzhang.read import read as read_any
from mingzhang.read.numbering import chinese, formatted
from read_sources import assert_offsets, matrix, source, zip_bomb


def saved(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(document: WordDocument) -> Document:
    result = reader.read(source("account.docx", saved(document)))
    assert_offsets(result)
    return result


def add_list(document: WordDocument) -> None:
    """Give the document a list of three levels: 一、 / （一） / 1."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for level, (number_format, pattern) in enumerate(
            [("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3.")]
        )
    )
    root = document.part.numbering_part.element
    root.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>')
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )


def numbered(document: WordDocument, text: str, level: int) -> None:
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
        )
    )


def test_list_numbers_become_text() -> None:
    document = docx.Document()
    add_list(document)
    for text, level in [
        ("收入决算", 0), ("财政拨款", 1), ("甲", 2), ("乙", 2), ("其他收入", 1), ("丙", 2),
        ("支出决算", 0), ("基本支出", 1),
    ]:  # fmt: skip
        numbered(document, text, level)
    assert read(document).text.splitlines() == [
        "一、收入决算", "（一）财政拨款", "1.甲", "2.乙", "（二）其他收入", "1.丙",
        "二、支出决算", "（一）基本支出",
    ]  # fmt: skip


def test_number_formats() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 21, 100, 105, 110, 1001)] == [
        "一", "十", "十一", "二十", "二十一", "一百", "一百零五", "一百一十", "一千零一",
    ]  # fmt: skip
    assert formatted(3, "decimalEnclosedCircle") == "③"
    assert formatted(3, "ideographTraditional") == "丙"
    assert formatted(4, "lowerRoman") == "iv"
    assert formatted(28, "upperLetter") == "BB"
    assert formatted(3, "decimalZero") == "03"


def test_tables_stand_in_body_order_with_merged_cells() -> None:
    document = docx.Document()
    document.add_paragraph("支出决算表")
    document.add_paragraph("单位：万元")
    table = document.add_table(4, 4)
    texts = ["科目", "", "合计", "基本支出", "编码", "名称", "", "", "201", "一般公共\n服务支出",
             "264.87", "62.63", "合计", "", "307.82", "0.00"]  # fmt: skip
    for index, text in enumerate(texts):
        table.cell(index // 4, index % 4).text = text
    for (top, left), (bottom, right) in [
        ((0, 0), (0, 1)), ((0, 2), (1, 2)), ((0, 3), (1, 3)), ((3, 0), (3, 1)),
    ]:  # fmt: skip
        table.cell(top, left).merge(table.cell(bottom, right))
    document.add_paragraph("注：本表反映各项支出情况。")
    result = read(document)
    (grid,) = result.grids
    assert (grid.title, grid.unit) == ("支出决算表", "万元")
    assert matrix(grid) == [
        ["科目", "", "合计", "基本支出"],
        ["编码", "名称", "", ""],
        ["201", "一般公共服务支出", "264.87", "62.63"],
        ["合计", "", "307.82", "0.00"],
    ]
    spans = {(c.row, c.column): (c.row_span, c.column_span) for c in grid.cells}
    assert spans[0, 0] == (1, 2)
    assert spans[0, 2] == (2, 1)
    assert result.text.index("单位：万元") < grid.start < result.text.index("注：")


def test_a_table_around_others_is_their_frame() -> None:
    document = docx.Document()
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "支出决算表"
    frame.add_paragraph("单位：万元")
    for index, text in enumerate(["科目名称", "合计", "教育支出", "264.87"]):
        if not index:
            inner = frame.add_table(2, 2)
        inner.cell(index // 2, index % 2).text = text
    (grid,) = read(document).grids
    assert (grid.title, grid.unit, matrix(grid)[1]) == (
        "支出决算表",
        "万元",
        ["教育支出", "264.87"],
    )


@pytest.mark.parametrize(("narrow", "columns"), [(20, 3), (600, 4)])
def test_edges_that_miss_by_a_hair_make_no_column(narrow: int, columns: int) -> None:
    document = docx.Document()
    table = document.add_table(2, 4)
    for column, width in zip(table._tbl.tblGrid, [2000, 2000, narrow, 2000], strict=True):
        column.set(qn("w:w"), str(width))
    for row, (left, right), texts in [
        (0, (2, 3), ["科目", "合计", "项目支出"]),
        (1, (1, 2), ["教育支出", "264.87", "62.63"]),
    ]:
        table.cell(row, left).merge(table.cell(row, right))
        for cell, text in zip(table._tbl.tr_lst[row].tc_lst, texts, strict=True):
            cell.p_lst[0].add_r().text = text
    (grid,) = read(document).grids
    rows = matrix(grid)
    assert len(rows[0]) == columns
    if columns == 3:
        assert rows == [["科目", "合计", "项目支出"], ["教育支出", "264.87", "62.63"]]


def test_deleted_hidden_and_repeated_text_is_left_out() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("收入总计")
    paragraph.add_run("307.82万元")
    paragraph.add_run("隐藏999").font.hidden = True
    body = paragraph._p
    space = nsdecls("w")
    body.append(parse_xml(f"<w:del {space}><w:r><w:delText>删除888</w:delText></w:r></w:del>"))
    body.append(parse_xml(f"<w:ins {space}><w:r><w:t>，其中：</w:t></w:r></w:ins>"))
    choice = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>封面文字</w:t></w:r></w:p></w:txbxContent>"
    body.append(
        parse_xml(
            f'<mc:AlternateContent {choice} {space}><mc:Choice Requires="wps">{box}</mc:Choice>'
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        )
    )
    assert read(document).text.splitlines() == ["收入总计307.82万元，其中：", "封面文字"]


def test_a_paragraph_whose_end_is_deleted_goes_on_with_the_next() -> None:
    document = docx.Document()
    cell = document.add_table(1, 2).cell(0, 0)
    cell.text = "3"
    cell.add_paragraph(",662.79")
    before = [document.add_paragraph("支出3"), document.add_paragraph("本年"), cell.paragraphs[0]]
    before[1]._p.addprevious(document.add_paragraph(",662.79万元。")._p)
    for paragraph in before:
        mark = f"<w:rPr {nsdecls('w')}><w:del/></w:rPr>"
        paragraph._p.get_or_add_pPr().append(parse_xml(mark))
    assert read(document).text.splitlines() == ["3,662.79\t", "支出3,662.79万元。", "本年"]


def test_another_file_set_in_by_word_is_told() -> None:
    document = docx.Document()
    document.add_paragraph("支出决算表")._p.addnext(parse_xml(f"<w:altChunk {nsdecls('w')}/>"))
    assert [note.kind for note in read(document).notes] == ["embedded_object"]


def test_numbers_split_over_runs_and_content_controls() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("")
    for part in ("30", "7", ".8", "2", "万元"):
        paragraph.add_run(part)
    run = "<w:p><w:r><w:t>一、概况</w:t></w:r></w:p>"
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent>{run}</w:sdtContent></w:sdt>"
    document.element.body.insert(0, parse_xml(control))
    assert read(document).text == "一、概况\n307.82万元\n"


def encrypted() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (saved(docx.Document())[:-2_000], "不完整"),
        (zip_bomb("word/document.xml"), "压缩炸弹"),
        (encrypted(), "密码"),
        (b"%PDF-1.7", "内容却是PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版"),
        (saved(docx.Document()), "没有文字"),
        ("收入总计307.82万元".encode(), "内容却是纯文本"),
    ],
)
def test_hostile_files(data: bytes, problem: str) -> None:
    with pytest.raises(UserError, match=problem):
        reader.read(source("account.docx", data))


def test_entities_are_not_expanded_without_bound() -> None:
    levels = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)
    )  # each ten times the one before
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "9999999999">{levels}]>'
        f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>&e11;</w:t></w:r></w:p></w:body>"
        "</w:document>"
    )
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(docx.Document()))) as old,
        zipfile.ZipFile(buffer, "w") as new,
    ):
        for info in old.infolist():
            data = xml.encode() if info.filename == "word/document.xml" else old.read(info)
            new.writestr(info.filename, data)
    with pytest.raises(UserError, match=r"损坏|没有文字"):
        reader.read(source("account.docx", buffer.getvalue()))


def test_doc_without_libreoffice_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc.shutil, "which", lambda name: None)
    with pytest.raises(UserError, match="LibreOffice"):
        doc.read(source("account.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600))


def test_doc_that_is_docx_or_html_inside() -> None:
    document = docx.Document()
    document.add_paragraph("收入总计307.82万元")
    assert read_any(source("a.doc", saved(document))).text == "收入总计307.82万元\n"
    page = "<html><body><p>收入总计307.82万元</p></body></html>"
    assert read_any(source("a.doc", page.encode())).text == "收入总计307.82万元\n"


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """An account with a table, saved by LibreOffice in a format."""

    @cache
    def written(made: str) -> bytes:
        document = docx.Document()
        document.add_paragraph("收入支出决算总表")
        table = document.add_table(2, 2, style="Table Grid")
        for index, text in enumerate(["项目", "决算数", "总计", "1,307.80"]):
            table.cell(index // 2, index % 2).text = text
        document.add_paragraph("注：本表反映总收支情况。")
        folder = tmp_path_factory.mktemp("account")
        (folder / "account.docx").write_bytes(saved(document))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [programs.soffice(), profile, "--headless", "--convert-to", made, "--outdir"]
        subprocess.run([*command, str(folder), str(folder / "account.docx")], check=True)
        return (folder / f"account.{made.partition(':')[0]}").read_bytes()

    return written


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("account.doc", "doc:MS Word 97"),
        ("account.wps", "doc:MS Word 97"),
        ("account.doc", "rtf:Rich Text Format"),
        ("account.odt", "odt:writer8"),
    ],
)
def test_through_libreoffice(account: Callable[[str], bytes], name: str, made: str) -> None:
    result = read_any(source(name, account(made)))
    assert matrix(result.grids[0]) == [["项目", "决算数"], ["总计", "1,307.80"]]
    assert result.grids[0].title == "收入支出决算总表"
    assert result.text.splitlines()[-1] == "注：本表反映总收支情况。"


def test_note_marks_above_the_line_join_no_number() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("收入总计1300.00")
    paragraph.add_run("1").font.superscript = True
    paragraph.add_run("万元，面积20m")
    paragraph.add_run("2").font.superscript = True
    read = reader.read(source("account.docx", saved(document)))
    assert read.text == "收入总计1300.00万元，面积20m²\n"
    assert [note.kind for note in read.notes] == ["note_marks"]
