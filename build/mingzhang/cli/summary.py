"""What the commands print: in, disclosures, findings and summaries; out, text or JSON lines.

Nothing is computed here that is not in the records.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from mingzhang.cli.invocation import as_typed
from mingzhang.common.file_sizes import GB, MB, Weight, size_text
from mingzhang.common.run_summary import Summary
from mingzhang.content.recognise import STAGE_WORDS
from mingzhang.model import PUBLISHED_AS, Disclosure, Finding, Outcome, Role, Severity

OUTCOMES = {
    Outcome.PASS: "相符",
    Outcome.NOT_EVALUABLE: "无法核对",
    Outcome.NOT_APPLICABLE: "不适用",
}
"""How a rule came out where nothing is told; what is told has the names of the severities."""

ROLES = {
    Role.FACT: "数据",
    Role.YEAR: "年度",
    Role.DATE: "日期",
    Role.ORDINAL: "序号",
    Role.DOCREF: "文号",
    Role.NAME: "名称的一部分",
    Role.OTHER: "其他",
}
NEAR = 0.8
"""The part of a limit from which it is told."""
PAGES_LIMIT, FILE_LIMIT = GB, 100 * MB
"""What GitHub takes as one site, and as one file of a repository."""
LESS_SITE = "可以在 content/editorial/site.yml 的 formats 里少选几种格式"
LESS_DATA = "可以按年度或地区分成几个项目，见 CONTRIBUTING.md 的“多大为止”"


def summary(result: Summary) -> Iterator[str]:
    """Tell what a run did, in a few lines."""
    derived = f"（另有推算 {result.derived:,}）" if result.derived else ""
    yield f"公开文件 {result.disclosures:,} 份 · 事实 {result.facts:,} 条{derived}"
    yield f"数字 {result.numerals:,} 个，其中未能归类 {result.unaccounted:,} 个"
    if result.unmapped:
        yield f"名称未能对应到概念的事实 {result.unmapped:,} 条"
    failed = [f"{kind.title_zh} {result.failed.get(kind, 0):,}" for kind in Severity]
    yield f"勾稽核对：{' · '.join(failed)}"
    for described in result.registered:
        folder = f"{described.parent.parent.name}/{described.parent.name}"
        yield f"已在 {folder} 的 source.yml 补上 sha256"
    for disclosure, encoding in result.encodings:
        yield f"{disclosure} 的原文不是 UTF-8，已按 {encoding.upper()} 读取"
    if result.pages is not None:
        yield f"网页 {result.pages:,} 页"
    yield from _weights(result.site_weight, result.data_weight)
    if not result.reachable:
        yield "提醒：读者还没有办法报告读错的数字，请在 content/editorial/site.yml 填写 contact"
    if result.lacks_font:
        yield (
            "提醒：这台电脑没有中文字体，没有做分享图片。请装好字体再做一次；"
            "不要图片，就在 content/editorial/site.yml 里写 share_cards: 无"
        )
    yield f"用时 {result.seconds:.1f} 秒"
    if result.site is not None:
        yield f"网站在 {result.site / 'index.html'}，用 {as_typed('mingzhang serve')} 预览"


def _weights(site: Weight | None, data: Weight | None) -> Iterator[str]:
    """Tell how large the results are, and what to do before a host refuses them."""
    named = [("网站", site), ("数据包", data)]
    sizes = [f"{name} {size_text(weight.total)}" for name, weight in named if weight]
    if sizes:
        yield f"大小：{' · '.join(sizes)}"
    if site and site.total >= NEAR * PAGES_LIMIT:
        yield (
            f"提醒：网站有 {size_text(site.total)}，GitHub Pages 最多收 1 GB。{LESS_SITE}；"
            "或发布到别的主机，见 build/deploy/README.md"
        )
    yield from (f"提醒：{message}。{LESS_DATA}" for message in large_files(site, data))


def large_files(*folders: Weight | None) -> Iterator[str]:
    """Tell the largest file of each folder that is too large for GitHub, or soon will be."""
    for folder in folders:
        if folder and folder.most >= NEAR * FILE_LIMIT:
            yield f"{folder.largest} 有 {size_text(folder.most)}，GitHub 不收 100 MB 以上的文件"


def parsed(disclosure: Disclosure) -> str:
    """Tell in one line what was read out of one disclosure."""
    roles = Counter(numeral.role for numeral in disclosure.numerals)
    counts = "、".join(f"{ROLES[role]} {count}" for role, count in sorted(roles.items()))
    unmapped = sum(not fact.concept for fact in disclosure.facts)
    scanned = sum(note.kind == "page_without_text" for note in disclosure.notes)
    unread = f"；{len(disclosure.pages)} 页中有 {scanned} 页没有文字层，没有读取" if scanned else ""
    encoding = "" if disclosure.encoding == "utf-8" else f"（{disclosure.encoding.upper()} 编码）"
    return (
        f"{disclosure.source.disclosure}{encoding}："
        f"事实 {len(disclosure.facts)}（未对应概念 {unmapped}）；"
        f"数字串 {len(disclosure.numerals)}（{counts}）；"
        f"名词 {len(disclosure.glossary)}；职责 {len(disclosure.duties)}；"
        f"机构 {len(disclosure.units)}；平台 {len(disclosure.platforms)}{unread}"
    )


def told(findings: Iterable[Finding]) -> list[Finding]:
    """Give the findings that have something to tell: the gravest first, then by their place."""
    failed = [finding for finding in findings if finding.outcome is Outcome.FAIL]
    return sorted(failed, key=lambda finding: (finding.severity.rank, finding.start or 0))


def line_of(text: str, offset: int) -> int:
    """Turn an offset into the number of its line, from 1."""
    return text.count("\n", 0, offset) + 1


def place(disclosure: Disclosure | None, start: int | None) -> str:
    """Say on which page, or in which line of the text, a finding stands."""
    if disclosure is None or start is None:
        return "全文"
    page = next((p.number for p in disclosure.pages if p.start <= start < p.end), None)
    if page is not None:
        return f"第 {page} 页"
    return f"第 {line_of(disclosure.text, start)} 行"


def read_as(disclosure: Disclosure) -> str:
    """Say what a file was taken for: all that is found depends on it."""
    source = disclosure.source
    account = f"{source.fiscal_year}年度{STAGE_WORDS[source.stage]}"
    return f"{source.title}：按{account}读，读出 {len(disclosure.facts):,} 个数"


def findings_text(
    findings: Sequence[Finding], disclosures: Sequence[Disclosure] = ()
) -> Iterator[str]:
    """Tell the findings: those that do not hold with both sides, the others as counts."""
    by_id = {disclosure.source.disclosure: disclosure for disclosure in disclosures}
    for finding in told(findings):
        yield f"{finding.severity.title_zh}  {finding.message_zh}（{finding.check}）"
        # Of what is not printed at all, the message has said everything.
        if finding.printed:
            expected = f"；按其他数字算：{finding.expected}" if finding.expected else ""
            tolerance = f"；四舍五入允许的误差 {finding.tolerance}" if finding.tolerance else ""
            yield f"    原文：{finding.printed}{expected}{tolerance}"
        if finding.quote:
            where = place(by_id.get(finding.disclosure), finding.start)
            yield f"    {where}：“{finding.quote}”"
    yield outcome_counts(findings)
    yield from unjudged(findings)


def outcome_counts(findings: Sequence[Finding]) -> str:
    """Count what is told by its severity, each by itself, and then the other outcomes."""
    by_severity = Counter(
        finding.severity for finding in findings if finding.outcome is Outcome.FAIL
    )
    others = Counter(finding.outcome for finding in findings)
    counts = [f"{kind.title_zh} {by_severity[kind]}" for kind in Severity]
    counts += [f"{name} {others[kind]}" for kind, name in OUTCOMES.items()]
    return " · ".join(counts)


def unjudged(findings: Iterable[Finding]) -> Iterator[str]:
    """Tell how many figures could not be judged, and for each reason how often."""
    left = [finding for finding in findings if finding.outcome is Outcome.NOT_EVALUABLE]
    figures = {fact for finding in left for fact in finding.facts[:1]}
    if figures:
        yield f"无法核对的数字 {len(figures)} 个："
    for why, times in Counter(finding.message_zh for finding in left).most_common():
        yield f"    {why}（{times} 处）"


def findings_json(findings: Iterable[Finding]) -> str:
    """Return the findings as a JSON array, with the columns of the published table."""
    return json.dumps(list(map(_row, findings)), ensure_ascii=False, indent=1)


def disclosures_json(disclosures: Iterable[Disclosure]) -> str:
    """Return all that was read, as a JSON array of disclosures with the columns of the tables."""
    return json.dumps(list(map(_disclosure, disclosures)), ensure_ascii=False, indent=1)


def _disclosure(disclosure: Disclosure) -> dict[str, object]:
    source = disclosure.source
    cells = [cell for grid in disclosure.grids for cell in grid.cells]
    cell_records = iter(_records("cells", cells, disclosure))
    return {
        "disclosure": source.disclosure,
        "agency": source.agency,
        "fiscal_year": source.fiscal_year,
        "stage": str(source.stage),
        "title": source.title,
        **{name: _records(name, getattr(disclosure, name), disclosure) for name in _READ},
        "grids": [
            {**row, "cells": list(islice(cell_records, len(grid.cells)))}
            for grid, row in zip(
                disclosure.grids, _records("grids", disclosure.grids, disclosure), strict=True
            )
        ],
    }


_READ = ("facts", "numerals", "sections", "glossary", "duties", "units", "platforms", "notes")


def _records(
    table: str, records: Iterable[object], disclosure: Disclosure
) -> list[dict[str, object]]:
    """Return records with their fields and with all columns of the table that publishes them."""
    from mingzhang.package import table_rows  # slow to import, and only needed here
    from mingzhang.package.schema import schema

    columns = schema(table).columns
    rows = table_rows.rows(table, table_rows.Published(disclosure, (), ()))
    return [
        {**_row(record), **dict(zip(columns, map(plain, row), strict=True))}
        for record, row in zip(records, rows, strict=True)
    ]


def _row(record: object) -> dict[str, object]:
    """Return the fields of a record under the names of the published columns."""
    fields = dataclasses.fields(record)  # type: ignore[arg-type]
    return {
        PUBLISHED_AS.get(field.name, field.name): plain(getattr(record, field.name))
        for field in fields
    }


def plain(value: object) -> object:
    """Return a value as JSON and people take it."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    return list(value) if isinstance(value, tuple) else value
