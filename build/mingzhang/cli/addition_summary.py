"""What `add` shows: in, a disclosure that can be added; out, lines on what was understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mingzhang.cli.invocation import as_typed
from mingzhang.content.recognise import STAGE_WORDS
from mingzhang.intake.decide import Settled
from mingzhang.intake.prepare import Prepared
from mingzhang.model import UNPLACED, Disclosure, Finding, Outcome, Severity
from mingzhang.paths import Paths
from mingzhang.vocab import Vocabulary

GROUPS = {
    "totals": "收支总额",
    "revenue": "收入",
    "expenditure": "支出",
    "function": "功能分类科目",
    "economic": "经济分类科目",
    "three_public": "“三公”经费",
    "running_costs": "机关运行经费",
    "procurement": "政府采购",
    "assets": "国有资产",
    "performance": "绩效",
    "organisation": "机构人员",
}
LEVELS = {"province": "省级", "prefecture": "地级", "county": "县级", "township": "乡级"}
FIRST = 5
"""Examples shown of each thing; the rest is counted."""
AROUND = 12
"""Characters shown on either side of a numeral."""


def understood(prepared: Prepared, paths: Paths) -> Iterator[str]:
    """Tell what a disclosure is, what was read out of it, and what was not."""
    entry, work = prepared.addition, prepared.work
    disclosure = work.disclosures[0]
    settled = entry.settled
    body_why, year_why, stage_why, title_why = settled.why
    yield f"单位：{settled.body.name_zh}（{_known(settled, work.vocabulary)}）——{body_why}"
    yield f"年度：{settled.year}——{year_why}"
    yield f"阶段：{STAGE_WORDS[settled.stage]}——{stage_why}"
    yield f"标题：{settled.title}——{title_why}"
    names = [file.path.name for file in entry.files]
    attached = f"；附件 {'、'.join(names[1:])}" if names[1:] else ""
    yield f"文件：{names[0]}{attached}"
    yield _size(disclosure)
    yield from _not_read(disclosure)
    yield from _figures(disclosure, work.vocabulary)
    yield from _other_bodies(disclosure)
    yield from _unplaced(disclosure)
    yield from _findings(work.findings)
    yield from _remarks(prepared)
    yield f"位置：{paths.shown(entry.folder)}{'（换掉原有的）' if entry.folder.exists() else ''}"


def added(prepared: Prepared, folder: str) -> Iterator[str]:
    """Tell what was written."""
    settled = prepared.addition.settled
    if settled.is_new:
        yield f"content/vocab/agencies.csv 加了一行：{settled.body.agency}，请补上知道的内容"
    if prepared.lost:
        yield f"原文件夹里的 {'、'.join(prepared.lost)} 没有带过来，需要时可从版本库找回"
    yield f"已放入 {folder}，请核对其中的 source.yml，再运行 {as_typed('mingzhang build')}"


def _known(settled: Settled, vocab: Vocabulary) -> str:
    body = settled.body
    names = []
    region = vocab.regions.get(body.region)
    while region is not None:
        names.append(region.name_zh)
        region = vocab.regions.get(region.parent)
    place = f"{''.join(reversed(names))} {body.region}" if names else "行政区划未知"
    level = LEVELS.get(body.level, "级别未知")
    return f"{'新机构，' if settled.is_new else ''}编号 {body.agency}，{place}，{level}"


def _size(disclosure: Disclosure) -> str:
    pages = f"{len(disclosure.pages)} 页，" if disclosure.pages else ""
    return f"读出：{pages}{len(disclosure.grids)} 张表，{len(disclosure.text):,} 字"


def _not_read(disclosure: Disclosure) -> Iterator[str]:
    pages = len(disclosure.pages)
    scanned = sum(note.kind == "page_without_text" for note in disclosure.notes)
    if scanned:
        yield f"注意：共 {pages} 页，其中 {scanned} 页没有文字层（多半是扫描件），没有读取。"
        yield "  这些页里的数字都不在数据里；放入后照样公布原件，逐页标明“没有读取”。"
        yield "  若能取得可复制文字的版本，或加上文字层并核对过，请换用那一份。"


def _figures(disclosure: Disclosure, vocab: Vocabulary) -> Iterator[str]:
    groups: Counter[str] = Counter()
    for fact in disclosure.facts:
        concept = vocab.concepts.get(fact.concept)
        if concept is not None:
            groups[GROUPS.get(concept.group, "其他")] += 1
    listed = " · ".join(f"{name} {count}" for name, count in groups.most_common())
    yield f"事实：{len(disclosure.facts):,} 条" + (f"（{listed}）" if listed else "")
    unmapped = Counter(fact.label_printed for fact in disclosure.facts if not fact.concept)
    if unmapped:
        yield f"未能对应到概念：{sum(unmapped.values()):,} 条"
        lines = [f"“{label or '（没有名称）'}”×{n}" for label, n in unmapped.most_common()]
        yield from _first(lines, "种名称")


def _other_bodies(disclosure: Disclosure) -> Iterator[str]:
    """Tell of the bodies within it whose figures were kept apart and that have no row yet."""
    counts = Counter(fact.scope for fact in disclosure.facts if not fact.scope_id)
    if counts:
        yield f"另有 {len(counts)} 个单位的数字单独记在其名下，词表里没有它们："
        yield from _first([f"{name}：{count} 条" for name, count in counts.most_common()], "个单位")
        yield (
            "  需要编号的，请在 content/vocab/agencies.csv 各加一行，"
            f"parent 填 {disclosure.source.agency}"
        )


def _unplaced(disclosure: Disclosure) -> Iterator[str]:
    missed = [numeral for numeral in disclosure.numerals if numeral.rule == UNPLACED]
    yield f"数字：{len(disclosure.numerals):,} 个，其中未能归类 {len(missed):,} 个"
    poor = [note.message_zh for note in disclosure.notes if note.kind == "figures_poorly_read"]
    yield from (f"注意：{message}" for message in poor)
    text = disclosure.text
    lines = []
    for unplaced in missed:
        before = text[max(0, unplaced.start - AROUND) : unplaced.start]
        after = text[unplaced.end : unplaced.end + AROUND]
        shown = " ".join(f"{before}【{unplaced.token}】{after}".split())
        lines.append(f"第 {text.count(chr(10), 0, unplaced.start) + 1} 行：…{shown}…")
    yield from _first(lines, "个")


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    failed = [finding for finding in findings if finding.outcome is Outcome.FAIL]
    counts = Counter(finding.severity for finding in failed)
    passed = sum(finding.outcome is Outcome.PASS for finding in findings)
    kinds = " · ".join(f"{kind.title_zh} {counts[kind]}" for kind in Severity)
    yield f"勾稽核对：{kinds} · 相符 {passed}"
    for kind in (Severity.ERROR, Severity.WARNING):
        # A finding of the same words at many places is one line.
        same = Counter(finding.message_zh for finding in failed if finding.severity is kind)
        times = {message: f"（{count} 处）" if count > 1 else "" for message, count in same.items()}
        lines = [f"{kind.title_zh}：{message}{times[message]}" for message in same]
        yield from _first(lines, f"种{kind.title_zh}")


def _remarks(prepared: Prepared) -> Iterator[str]:
    if prepared.remarks:
        yield "读取时要说明的："
        yield from _first([note.message_zh for note in prepared.remarks], "条")


def _first(lines: Sequence[str], what: str) -> Iterator[str]:
    for line in lines[:FIRST]:
        yield f"  {line}"
    if len(lines) > FIRST:
        yield f"  ……另有 {len(lines) - FIRST:,} {what}"
