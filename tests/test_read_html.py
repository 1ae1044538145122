"""Web pages: the article stays, the furniture goes, tables keep their cells."""

from __future__ import annotations

import pytest

from mingzhang.model import Document, UserError
from mingzhang.read import html
from read_sources import assert_offsets, matrix, source

TABLE = """
<table><tr><td colspan="2">收入</td><td colspan="2">支出</td></tr>
<tr><td>项目<td>决算数<td>项目<td>决算数
<tr><td rowspan="2">一、一般公共预算<br>财政拨款收入</td><td>307.82</td>
<td>一、一般公共服务支出</td><td>264.<span>87</span></td></tr>
<tr><td></td><td><p>二、外交</p><p>支出</p></td><td>0</td></tr></table>
"""
ARTICLE = f"""
<p>&emsp;&emsp;一、收入支出决算总体情况说明</p>
<p>2024年度收入总计
307.82万元，<b>比上年增加</b>1,<i>234</i>.50万元。<br>其中：财政拨款收入<span>307.82</span>万元。</p>
<p>收 入 支 出 决 算 总 表</p><p>部门：某局&nbsp;&nbsp;金额单位：万元</p>{TABLE}
<p>注：本表反映部门本年度的总收支情况。</p>
"""


def page(article: str, head: str = "", around: str = "") -> str:
    return f"""<!DOCTYPE html><html><head><title>某局2024年度部门决算_某市政府</title>{head}
    <script>var total = 99999;</script></head><body><header>第12345号</header>
    <div class="nav"><a href="/">首页</a> 当前位置 777</div>{around}
    <div class="wrap"><h1>某局2024年度部门决算</h1>
    <div class="info">发布时间：2025-08-20 浏览次数：31</div>
    <div class="bdsharebuttonbox">分享 55</div>
    <div id="zoom">{article}<script>document.write(88888)</script></div></div>
    <div class="footer">备案号 110 <a href="x">联系我们</a></div></body></html>"""


def read(text: str, encoding: str = "utf-8") -> Document:
    document = html.read(source("page.html", text.encode(encoding)))
    assert_offsets(document)
    return document


def test_article_text_and_title() -> None:
    document = read(page(ARTICLE))
    lines = document.text.splitlines()
    assert lines[0] == "某局2024年度部门决算"
    assert "2024年度收入总计307.82万元，比上年增加1,234.50万元。" in lines
    assert "其中：财政拨款收入307.82万元。" in lines
    for furniture in ("99999", "88888", "12345", "777", "备案", "分享", "31"):
        assert furniture not in document.text


def test_table_with_spans_and_split_numbers() -> None:
    (grid,) = read(page(ARTICLE)).grids
    assert (grid.title, grid.unit, grid.page) == ("收入支出决算总表", "万元", 0)
    assert matrix(grid) == [
        ["收入", "", "支出", ""],
        ["项目", "决算数", "项目", "决算数"],
        ["一、一般公共预算财政拨款收入", "307.82", "一、一般公共服务支出", "264.87"],
        ["", "", "二、外交支出", "0"],
    ]
    assert {(c.row, c.column): (c.row_span, c.column_span) for c in grid.cells}[2, 0] == (2, 1)


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    head = '<meta charset="gb2312">' if encoding.startswith("gb") else ""
    document = read(page(ARTICLE, head), encoding)
    assert "财政拨款收入307.82万元" in document.text
    assert "\ufeff" not in document.text


def test_layout_tables_are_prose() -> None:
    inner = (
        f"<table><tr><td>导航</td><td><table><tr><td>{ARTICLE}</td></tr></table></td></tr></table>"
    )
    document = read(page(inner))
    assert [grid.title for grid in document.grids] == ["收入支出决算总表"]
    assert "其中：财政拨款收入307.82万元。" in document.text.splitlines()


def test_a_short_page_within_a_table_of_layout_keeps_its_paragraphs() -> None:
    inner = "<p>一、收入</p><p>收入5万元。</p><p>二、支出</p><p>支出5万元。</p>"
    document = read(page(f"<table><tr><td>首页</td></tr><tr><td>{inner}</td></tr></table>"))
    assert document.text.splitlines()[-4:] == ["一、收入", "收入5万元。", "二、支出", "支出5万元。"]
    assert not document.grids


def test_hidden_parts_and_comments_are_left_out() -> None:
    hidden = '<p style="display: none">隐藏 424242</p><p hidden>434343</p><!-- 454545 -->'
    document = read(page(ARTICLE + hidden))
    assert not any(number in document.text for number in ("424242", "434343", "454545"))


def test_furniture_within_furniture() -> None:
    nested = '<div class="nav"><ul class="menu"><li><script>1</script>5151</li></ul></div>' * 50
    document = read(page(ARTICLE, around=f"<header><nav>{nested}</nav></header>{nested}"))
    assert "5151" not in document.text
    assert "其中：财政拨款收入307.82万元。" in document.text.splitlines()


def test_an_article_inside_a_form_or_header_is_kept() -> None:
    for tag in ("form", "header", 'div class="print"'):
        document = read(f"<html><body><{tag}>{ARTICLE}</{tag.split()[0]}></body></html>")
        assert "其中：财政拨款收入307.82万元。" in document.text.splitlines()
        assert len(document.grids) == 1


def test_images_and_attachments_are_told() -> None:
    extra = '<p><img src="t.png"><a href="/f/x.xlsx?a=1">附件：部门决算公开表</a></p>'
    notes = {note.kind: note.message_zh for note in read(page(ARTICLE + extra)).notes}
    assert "1 张图片" in notes["image_not_read"]
    assert "部门决算公开表" in notes["attachment_link"]


def test_unclosed_markup_reads_as_browsers_show_it() -> None:
    document = read("<div><p>支出决算表<p>单位：元<table><tr><td>合计<td>1,005.80<tr><td>其中<td>")
    (grid,) = document.grids
    assert (grid.title, grid.unit) == ("支出决算表", "元")
    assert matrix(grid) == [["合计", "1,005.80"], ["其中", ""]]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.7 ...", "内容却是PDF"),
        (b"PK\x03\x04 word/document.xml", "内容却是Word"),
        (("<div>" * 50_000).encode(), "嵌套"),
        (b"<html><body><script>load()</script></body></html>", "没有文字"),
        (f"<table><tr><td>{'<td>1' * 2_000}</table>".encode(), "列数"),
        ((b"<table>" + b'<tr><td rowspan="60000" colspan="400">1' * 3_000), "单元格数"),
    ],
)
def test_hostile_pages(data: bytes, problem: str) -> None:
    with pytest.raises(UserError, match=problem) as caught:
        html.read(source("page.html", data))
    assert "page.html" in str(caught.value)
    assert caught.value.remedy


def test_a_caption_is_text_and_title() -> None:
    document = read(
        page(
            "<table><caption>3支出构成（单位：万元）</caption><tr><td>项目</td>"
            "<td>金额</td></tr><tr><td>基本支出</td><td>1.50</td></tr></table>"
        )
    )
    (grid,) = document.grids
    assert (grid.title, grid.unit) == ("3支出构成", "万元")
    assert "\n3支出构成（单位：万元）\n项目\t金额\n" in document.text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("收入总计1300.00<sup>1</sup>万元", "收入总计1300.00万元"),
        ("支出总计1300万元<sup>[2]</sup>。", "支出总计1300万元。"),
        ("共有车辆3<span style='vertical-align:super'>①</span>辆", "共有车辆3辆"),
        ("<span>公用1300</span><span><sup>1</sup></span>万元", "公用1300万元"),
        ("面积20m<sup>2</sup>", "面积20m²"),
        ("<sup>1300</sup>", "1300"),
    ],
)
def test_note_marks_above_the_line_join_no_number(markup: str, text: str) -> None:
    page = f"<html><body><p>一、收支情况</p><p>{markup}</p></body></html>"
    document = html.read(source("page.html", page.encode()))
    assert document.text.splitlines()[-1] == text
    dropped = [note.kind for note in document.notes] == ["note_marks"]
    assert dropped == ("m<" not in markup and "<sup>1300" not in markup)


@pytest.mark.parametrize("declared", ["gbk", "big5", "utf-8"])
@pytest.mark.parametrize("real", ["utf-8", "gb18030"])
def test_a_declared_charset_may_be_untrue(declared: str, real: str) -> None:
    page = f"<html><head><meta charset={declared}></head><body><p>收入总计三元</p></body></html>"
    assert html.read(source("page.html", page.encode(real))).text == "收入总计三元\n"
