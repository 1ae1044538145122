"""`errata.yml`: in, what became of findings at their source; out, findings with their answers.

A body that was told of a finding may confirm it, publish a corrected document, or explain it. The
file lies beside `source.yml`; an entry whose finding is no longer made fails the build, so that an
answer never hangs in the air.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import yaml

from mingzhang.common.yaml_file import Entry, Report, closest, mapping_entries, read_list
from mingzhang.content.source_file import problem_of
from mingzhang.model import Erratum, Finding, Outcome, Source, UserError

KEYS = ("finding", "status", "answer", "answered_on", "url")
STATUSES = {
    "asked": "已告知发布单位，尚无答复",
    "acknowledged": "发布单位已确认",
    "corrected": "发布单位已更正",
    "explained": "发布单位已说明",
    "withdrawn": "本站撤回",
}
"""Statuses with their Chinese names."""

_NEEDS = {"corrected": "url", "explained": "answer", "withdrawn": "answer"}


def read_errata(path: Path) -> tuple[tuple[Erratum, ...], list[UserError]]:
    """Read `errata.yml` (a missing file means none). Returns the entries and what is wrong."""
    if path.exists() and _blank(path):
        return (), []
    return read_list(path, "答复", "finding", _erratum, lambda erratum: erratum.finding)


def _blank(path: Path) -> bool:
    """Tell whether a file holds comments alone: a place kept for entries to come."""
    lines = path.read_bytes().splitlines()
    return all(not line.strip() or line.lstrip().startswith(b"#") for line in lines)


def _erratum(node: yaml.Node, report: Report) -> Erratum | None:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        report.add(line, "这一条不是“键: 值”的列表", "请至少写明 finding 和 status")
        return None
    before = len(report.errors)
    entries = mapping_entries(node, KEYS, report)
    text = {key: entries[key].scalar if key in entries else "" for key in KEYS}
    if not text["finding"] or not text["status"]:
        report.add(line, "这一条缺少 finding 或 status", "finding 写核对结果的编号，见数据包")
    elif text["status"] not in STATUSES:
        problem = f"status：不认识“{text['status']}”"
        report.add(entries["status"].line, problem, f"可以是 {'、'.join(STATUSES)}")
    elif not text[_NEEDS.get(text["status"], "status")]:
        needed = _NEEDS[text["status"]]
        problem = f"status 为 {text['status']} 时缺少 {needed}"
        report.add(line, problem, "请写明更正后文件的网址" if needed == "url" else "请写明答复")
    _check(entries.get("answered_on"), "published_on", report)
    _check(entries.get("url"), "source_url", report)
    return Erratum(**text) if len(report.errors) == before else None


def _check(entry: Entry | None, like: str, report: Report) -> None:
    problem = problem_of(like, entry.scalar) if entry is not None and entry.scalar else None
    if entry is not None and problem is not None:
        report.add(entry.line, *problem)


def unheard(findings: Iterable[Finding], source: Source) -> Iterator[UserError]:
    """Yield what is wrong with answers to findings that are not made or did not fail.

    Findings across disclosures need the other one: `findings` are those about all.
    """
    if not source.errata:
        return
    failed = {finding.finding for finding in findings if finding.outcome is Outcome.FAIL}
    for erratum in source.errata:
        if erratum.finding not in failed:
            near = closest(erratum.finding, failed)
            remedy = f"核对结果可能已随原文或规则改变，请删去或改正这一条{near}"
            problem = f"没有未通过的核对结果 {erratum.finding}"
            yield UserError(source.path.parent / "errata.yml", problem, remedy)


def answered(findings: Iterable[Finding], sources: Iterable[Source]) -> tuple[Finding, ...]:
    """Put the answers beside the findings."""
    errata = {erratum.finding: erratum for source in sources for erratum in source.errata}
    return tuple(_answered(finding, errata.get(finding.finding)) for finding in findings)


def _answered(finding: Finding, erratum: Erratum | None) -> Finding:
    if erratum is None:
        return finding
    return replace(
        finding,
        answer_status=erratum.status,
        answer=erratum.answer,
        answered_on=erratum.answered_on,
        answer_url=erratum.url,
    )
