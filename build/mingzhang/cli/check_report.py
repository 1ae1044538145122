"""A report of one checked file, to hand on: in, its disclosure and findings; out, HTML or Excel.

What cannot hold, what is doubtful and what is noted stand apart, in the words of the site; every
row says where it stands, what is written and what follows. What could not be judged is counted by
its reason, so that silence is no praise.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from mingzhang.check import CHECKS
from mingzhang.cli.summary import outcome_counts, place, told
from mingzhang.model import Disclosure, Finding, Outcome

HEADS = ("程度", "位置", "原文", "按其他数字算", "四舍五入允许的误差", "说明", "规则")
WIDTHS = (8, 12, 44, 20, 16, 80, 30)
MEANINGS = {
    "对不上": "怎么四舍五入，两处数字都不能同时成立。",
    "存疑": "值得再看一眼，或差别刚好在四舍五入的边上。",
    "提示": "供参考，多与金额无关，不计入“对不上”。",
}
CAUTION = (
    "本表由程序按规则逐条核对得出，只说明两处文字或数字之间的关系，不是对单位的评价；"
    "原因可能是排版、口径或摘录，也可能是程序读错了原文，请对照原文确认。"
)
COLOURS = {"对不上": "#b3261e", "存疑": "#8a5a00", "提示": "#5f6368"}
_TITLES = {rule.check: rule.title_zh for rule in CHECKS}
_STYLE = (
    "body{font:16px/1.6 sans-serif;margin:2em auto;max-width:75em;padding:0 1em}h1{font-size:1.5em}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #ccc;padding:.3em .5em;"
    "text-align:left;vertical-align:top}th{background:#f3f3f3;white-space:nowrap}"
    "td:first-child{white-space:nowrap}.caution{color:#5f6368}"
    "@media(max-width:48em){thead{display:none}tr{display:block;border:1px solid #ccc;"
    "margin:0 0 .8em}td{display:block;border:0}td:empty{display:none}"
    "td::before{content:attr(data-head)'：';color:#5f6368}}"
    "@media print{tr{break-inside:avoid}}"
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says: its title and file, the counts, a row for each finding, what is left.

    `left` tells how many figures could not be judged, `unjudged` why and how often.
    """

    title: str
    file: str
    counts: str
    rows: tuple[tuple[str, ...], ...]
    left: str
    unjudged: tuple[tuple[str, int], ...]


def report(disclosure: Disclosure, findings: Sequence[Finding]) -> Report:
    """Put the findings of one file into words."""
    open_ones = [finding for finding in findings if finding.outcome is Outcome.NOT_EVALUABLE]
    figures = {fact for finding in open_ones for fact in finding.facts[:1]}
    source = disclosure.source
    return Report(
        title=f"勾稽核对：{source.title}",
        file=f"文件：{source.path.name}　SHA-256：{source.sha256}",
        counts=outcome_counts(findings),
        rows=tuple(_row(disclosure, finding) for finding in told(findings)),
        left=f"无法核对的数字 {len(figures)} 个",
        unjudged=tuple(Counter(finding.message_zh for finding in open_ones).most_common()),
    )


def _row(disclosure: Disclosure, finding: Finding) -> tuple[str, ...]:
    return (
        finding.severity.title_zh,
        place(disclosure, finding.start),
        finding.quote or finding.printed,
        finding.expected if finding.printed else "",
        finding.tolerance,
        finding.message_zh,
        _TITLES.get(finding.check, finding.check),
    )


def as_html(made: Report) -> Iterator[str]:
    """Write a report as one page that stands alone, readable on a phone and on paper."""
    yield '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{escape(made.title)}</title><style>{_STYLE}</style>"
    yield f"<h1>{escape(made.title)}</h1><p>{escape(made.counts)}</p>"
    yield f'<p class="caution">{CAUTION}</p>'
    for name, rows in groupby(made.rows, key=lambda row: row[0]):
        yield from _table(name, list(rows))
    yield f"<h2>{escape(made.left)}</h2><ul>"
    yield from (f"<li>{escape(why)}（{count} 处）</li>" for why, count in made.unjudged)
    yield f'</ul><p class="caution">{escape(made.file)}</p>'


def _table(name: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Write the findings of one severity under its name, its number and what it means."""
    yield f'<h2 style="color:{COLOURS[name]}">{name} {len(rows)}</h2><p>{MEANINGS[name]}</p>'
    heads = HEADS[1:]
    yield "<table><thead><tr>" + "".join(f"<th>{head}</th>" for head in heads) + "</tr></thead>"
    for row in rows:
        cells = zip(heads, row[1:], strict=True)
        told_here = (f'<td data-head="{head}">{escape(cell)}</td>' for head, cell in cells)
        yield f"<tr>{''.join(told_here)}</tr>"
    yield "</table>"


def as_excel(made: Report) -> bytes:
    """Make a report a workbook: the findings, and why what was left was not judged."""
    import xlsxwriter

    plain = dict.fromkeys(("strings_to_formulas", "strings_to_urls"), False)
    made_file = io.BytesIO()
    with xlsxwriter.Workbook(made_file, {**plain, "in_memory": True}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        wrapped.set_align("top")
        coloured = {name: book.add_format({"font_color": c}) for name, c in COLOURS.items()}
        sheet = book.add_worksheet("核对结果")
        above = (made.title, made.counts, CAUTION, made.file)
        for number, line in enumerate(above):
            sheet.write_string(number, 0, line)
        top = len(above) + 1
        for column, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(top, column, head, bold)
        for number, row in enumerate(made.rows, top + 1):
            sheet.write_string(number, 0, row[0], coloured[row[0]])
            for column, cell in enumerate(row[1:], 1):
                sheet.write_string(number, column, cell, wrapped)
        sheet.autofilter(top, 0, top + max(len(made.rows), 1), len(HEADS) - 1)
        sheet.freeze_panes(top + 1, 0)
        other = book.add_worksheet("无法核对")
        other.set_column(0, 0, 80)
        other.write_string(0, 0, made.left, bold)
        for number, (why, count) in enumerate(made.unjudged, 1):
            other.write_string(number, 0, why)
            other.write_number(number, 1, count)
    return made_file.getvalue()
