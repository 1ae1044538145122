"""A report of one checked file, to hand on: in, its disclosure and findings; out, HTML or Excel.

Every row says how sure it is, where it stands, what is written and what follows, in the words of
the site. What could not be evaluated is counted by its reason, so that silence is no praise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from mingzhang.cli.summary import outcome_counts
from mingzhang.model import Disclosure, Finding, Outcome

HEADS = ("程度", "位置", "原文", "由其他数字得出", "允许的舍入", "说明", "规则")
WIDTHS = (8, 16, 40, 20, 14, 80, 24)
COLOURS = {"对不上": "#b3261e", "存疑": "#8a5a00", "提示": "#5f6368"}
_STYLE = (
    "body{font:16px/1.6 sans-serif;margin:2em auto;max-width:75em;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #ccc;padding:.3em .5em;"
    "text-align:left;vertical-align:top}th{background:#f3f3f3}"
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says: a title, lines of counts, one row for each finding, reasons unjudged."""

    title: str
    counts: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unjudged: tuple[tuple[str, int], ...]


def report(disclosure: Disclosure, findings: Sequence[Finding]) -> Report:
    """Put the findings of one file into words."""
    failed = [finding for finding in findings if finding.outcome is Outcome.FAIL]
    failed.sort(key=lambda one: (one.severity.rank, one.start or 0))
    unjudged = Counter(
        finding.message_zh for finding in findings if finding.outcome is Outcome.NOT_EVALUABLE
    )
    return Report(
        title=f"勾稽核对：{disclosure.source.title}",
        counts=(outcome_counts(findings),),
        rows=tuple(_row(disclosure, one) for one in failed),
        unjudged=tuple(unjudged.most_common()),
    )


def _row(disclosure: Disclosure, finding: Finding) -> tuple[str, ...]:
    return (
        finding.severity.title_zh,
        _place(disclosure, finding.start),
        finding.quote or finding.printed,
        finding.expected,
        finding.tolerance,
        finding.message_zh,
        finding.check,
    )


def _place(disclosure: Disclosure, start: int | None) -> str:
    """Say on which page, or in which line of the text, a finding stands."""
    if start is None:
        return "全文"
    page = next((p.number for p in disclosure.pages if p.start <= start < p.end), None)
    if page is not None:
        return f"第 {page} 页"
    return f"第 {disclosure.text.count(chr(10), 0, start) + 1} 行"


def as_html(made: Report) -> Iterator[str]:
    """Write a report as one page that stands alone."""
    yield f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(made.title)}'
    yield f"</title><style>{_STYLE}</style><h1>{escape(made.title)}</h1>"
    yield from (f"<p>{escape(line)}</p>" for line in made.counts)
    yield "<table><thead><tr>" + "".join(f"<th>{head}</th>" for head in HEADS) + "</tr></thead>"
    for row in made.rows:
        first, *rest = (escape(cell) for cell in row)
        cells = "".join(f"<td>{cell}</td>" for cell in rest)
        yield f'<tr><td style="color:{COLOURS[first]}">{first}</td>{cells}</tr>'
    yield "</table>"
    if made.unjudged:
        yield "<h2>无法判断</h2><ul>"
        yield from (f"<li>{escape(why)}（{count} 处）</li>" for why, count in made.unjudged)
        yield "</ul>"


def write_excel(made: Report, path: Path) -> None:
    """Write a report as a workbook: the findings, and why what was left was not judged."""
    import xlsxwriter

    plain = dict.fromkeys(("strings_to_formulas", "strings_to_urls"), False)
    with xlsxwriter.Workbook(str(path), plain) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        wrapped.set_align("top")
        sheet = book.add_worksheet("核对结果")
        for number, line in enumerate((made.title, *made.counts)):
            sheet.write_string(number, 0, line)
        top = len(made.counts) + 2
        for column, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(top, column, head, bold)
        for number, row in enumerate(made.rows, top + 1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, wrapped)
        sheet.freeze_panes(top + 1, 0)
        other = book.add_worksheet("无法判断")
        other.set_column(0, 0, 80)
        for number, (why, count) in enumerate(made.unjudged):
            other.write_string(number, 0, why)
            other.write_number(number, 1, count)
