"""The change log in words: in, `PackageChange`s; out, Markdown, the newest version first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial

from mingzhang.common.published import Row
from mingzhang.history.markdown import plain, some
from mingzhang.history.package_changes import FigureChange, PackageChange, Renamings
from mingzhang.history.table_changes import RowChange
from mingzhang.history.table_prose import summary, table_lines
from mingzhang.model import Measure, Severity

_HEAD = """# 数据改动记录 Changes of the data

每一版相对于上一版的变化，新的在前。日期见仓库的提交与发行记录。
Newest first; the releases and commits carry the dates.
"""
_NOTHING_YET = "还没有收录公开文件，数据包里只有词表。"
_VERSION = re.compile(r"^## 第 (\d+) 版", re.MULTILINE)
_COLUMNS = {
    "value": "数值", "unit": "单位", "concept": "概念", "fiscal_year": "年度", "stage": "口径",
    "scope": "所指单位", "measure": "量度", "fund": "资金范围",
}  # fmt: skip


def first(disclosures: Sequence[Row], facts: int, derived: int = 0) -> str:
    """Tell the first version of a package: its disclosures and figures, `derived` of them ours."""
    ours = f"（其中推算 {derived:,} 条）" if derived else ""
    said = f"首次收录 {len(disclosures)} 份公开文件、{facts:,} 条数据{ours}。"
    lines = [said if disclosures else _NOTHING_YET, ""]
    return f"{_HEAD}\n## 第 1 版\n\n" + _lines([*lines, *_listed(disclosures)])


def next_version(log: str, lines: Iterable[str]) -> str:
    """Put a new version above the ones that a log has."""
    numbers = [int(number) for number in _VERSION.findall(log)]
    match = _VERSION.search(log)
    older = log[match.start() :] if match else ""
    return f"{_HEAD}\n## 第 {max(numbers, default=0) + 1} 版\n\n{_lines(lines)}\n{older}"


def agency_lines(change: PackageChange) -> Iterator[str]:
    """Tell what changed in the package of an agency, and why."""
    if change.unreadable:
        yield from (_UNREADABLE, "")
        return
    yield from _renamed_lines(change)
    yield from _licence_lines(change)
    if change.disclosures_added:
        yield from ("### 新收录", "", *_listed(change.disclosures_added), "")
    if change.disclosures_removed:
        yield from ("### 不再收录", "", *_listed(change.disclosures_removed), "")
    if change.sources_changed:
        yield from ("### 原文有更换", "", *_listed(change.sources_changed), "")
    yield from figure_lines(change)
    if change.figures_moved:
        text = f"另有 {change.figures_moved} 条数据只换了编号：编号取自原文中的位置，位置变了。"
        yield from (text, "")
    yield from _check_lines(change)
    for disclosure, notes in change.notes_changed.items():
        text = "；".join(line.rstrip("。；") for line in map(plain, notes.splitlines()) if line)
        yield from (f"编者说明（`{disclosure}`）：{text}。", "")
    yield from table_lines(
        change.tables, change.tables_added, change.tables_removed, partial(_row_reason, change)
    )


def figure_lines(change: PackageChange) -> Iterator[str]:
    """Tell which figures of disclosures that were and are there read otherwise, came or went."""
    if change.figures:
        yield from ("### 数字有改动", "")
        yield from some([_figure(figure, change) for figure in change.figures])
        yield ""
    if change.figures_added or change.figures_removed:
        yield from ("### 数字有增减", "")
        yield from some([f"- 新读出：{_named(r, change)} {_amount(r)}。{_why(r, change)}"
                          for r in change.figures_added])  # fmt: skip
        yield from some([f"- 不再读作数据：{_named(r, change)} {_amount(r)}。{_why(r, change)}"
                          for r in change.figures_removed])  # fmt: skip
        yield ""


def counted(change: PackageChange) -> Iterator[str]:
    """Count by disclosure the figures that read otherwise, came or went."""
    kinds = {
        "改动": [figure.now["disclosure"] for figure in change.figures],
        "新读出": [row["disclosure"] for row in change.figures_added],
        "不再读作数据": [row["disclosure"] for row in change.figures_removed],
    }
    for disclosure in sorted({identifier for listed in kinds.values() for identifier in listed}):
        counts = ((kind, listed.count(disclosure)) for kind, listed in kinds.items())
        yield f"{disclosure}：" + "，".join(f"{kind} {n}" for kind, n in counts if n)


_UNREADABLE = "上一版的数据包缺损，读不出来，所以没有逐项比较；这一版是完整的。"


def _renamed_lines(change: PackageChange) -> Iterator[str]:
    lines = []
    for old, (new, reason) in sorted(change.renamed.items()):
        lines.append(f"- `{old}` 改为 `{new}`{_because(reason)}")
    if lines:
        yield from ("### 编号有更换", "", *some(lines), "")


def _because(reason: str) -> str:
    """End a sentence, and give the reason that somebody wrote down, if any."""
    return f"。原因：{plain(reason).rstrip('。')}。" if reason else "。"


def _licence_lines(change: PackageChange) -> Iterator[str]:
    if change.licence:
        before, now = (plain(licence) or "未注明" for licence in change.licence)
        yield from (f"数据许可由 {before} 改为 {now}。", "")


def _check_lines(change: PackageChange) -> Iterator[str]:
    before, now = change.failed
    lines = [
        f"- {severity.title_zh}：{before.get(severity, 0)} 项 → {now.get(severity, 0)} 项"
        for severity in Severity
        if before.get(severity, 0) != now.get(severity, 0)
    ]
    if lines:
        yield from ("### 核对结果有变化", "", *lines, "")


def joined_lines(
    changed: Mapping[str, PackageChange], came: Mapping[str, Sequence[Row]],
    gone: Renamings,
    joined: PackageChange, names: Mapping[str, str],
) -> Iterator[str]:  # fmt: skip
    """Tell what changed in the joined package: which agencies' packages, and its vocabularies.

    `gone` has the bodies without a package: the id into which each went, and why, or nothing;
    `names` are the Chinese names of the agencies, also of those that are gone.
    """

    def linked(name: str) -> str:
        return f"{plain(names.get(name, ''))} [`{name}`](../{name}/CHANGELOG.md)".lstrip()

    if joined.unreadable:
        yield from (_UNREADABLE, "")
    yield from _licence_lines(joined)
    lines = [f"- 新机构 {linked(name)}：{len(rows)} 份公开文件"
             for name, rows in came.items()]  # fmt: skip
    for name, (into, reason) in gone.items():
        known = f"（{plain(names[name])}）" if names.get(name) else ""
        lines.append(f"- 机构 `{name}`{known}并入 {linked(into)}{_because(reason)}" if into
                     else f"- 不再收录的机构 `{name}`{known}")  # fmt: skip
    for name, change in changed.items():
        if change.unreadable:
            lines.append(f"- {linked(name)}：上一版缺损，没有比较")
            continue
        parts = [f"编号原为 `{old}`" for old, (now, _) in change.renamed.items() if now == name]
        parts += [f"{word} {count}{unit}" for word, count, unit in (
            ("更换公开编号", len(change.renamed) - len(parts), " 份"),
            ("新收录", len(change.disclosures_added), " 份"),
            ("不再收录", len(change.disclosures_removed), " 份"),
            ("更换原文", len(change.sources_changed), " 份"),
            ("改动数字", len(change.figures), " 个"),
            ("新读出数字", len(change.figures_added), " 个"),
            ("不再读作数据", len(change.figures_removed), " 个"),
        ) if count]  # fmt: skip
        text = "，".join(parts) or _no_figure(change)
        lines.append(f"- {linked(name)}：{text}")
    if lines:
        yield from ("### 各机构", "", *some(lines), "")
    yield from table_lines(joined.tables, joined.tables_added, joined.tables_removed)


def _no_figure(change: PackageChange) -> str:
    """Say where a package changed of which no figure did."""
    where = summary(change.tables)
    return f"数字没有变，改动在{where}" if where else "数字没有变，改动在许可或表的构成"


def _row_reason(change: PackageChange, table: str, row: RowChange) -> str:
    """Say what the data themselves tell of why a row came, went or changed."""
    for disclosures, why in (
        (change.disclosures_added, "属于新收录的公开文件"),
        (change.disclosures_removed, "属于不再收录的公开文件"),
        (change.sources_changed, "原文文件换了"),
    ):
        if {disclosure["disclosure"] for disclosure in disclosures}.intersection(row.disclosures):
            return why
    if table == "disclosures":
        return "原文未变，文件的说明（source.yml）或读取方法有改动"
    return "原文未变，读取方法、核对规则、词表或公开的更正有改动"


def _figure(figure: FigureChange, change: PackageChange) -> str:
    parts = []
    for column in figure.columns:
        if column == "value":
            parts.append(f"{_amount(figure.before)} → {_amount(figure.now)}")
        elif column != "unit" or "value" not in figure.columns:
            before, now = (_cell(row, column, change) for row in (figure.before, figure.now))
            parts.append(f"{_COLUMNS[column]}由{before}改为{now}")
    why = _why(figure.now, change, figure.before)
    return f"- {_named(figure.now, change)}：{'；'.join(parts)}。{why}"


def _cell(row: Row, column: str, change: PackageChange) -> str:
    """Name the value of a column in Chinese: “决算”, a concept by its name and its id."""
    value = row.get(column, "")
    if not value:
        return "空"
    if column == "concept":
        return f"“{plain(row['concept_zh'])}”（`{value}`）"
    return f"“{plain(change.labels.get(column, {}).get(value, value))}”"


def _why(row: Row, change: PackageChange, before: Row | None = None) -> str:
    """Say what the data themselves tell of the reason."""
    if row["origin"] == "derived":
        return "原因：推算所依据的数字或方法有变。"
    if row["disclosure"] in {source["disclosure"] for source in change.sources_changed}:
        return "原因：原文文件换了。"
    if "corrected" in (row["origin"], before["origin"] if before else ""):
        return "原因：公开的更正（corrections.yml）有增改。"
    return "原因：原文未变，读取方法或词表有改动。"


def _named(row: Row, change: PackageChange) -> str:
    """Name a figure: “2024年预算 公务接待费的增减率（某局，`…-f120`）”."""
    labels = change.labels
    name = row["concept_zh"] or row["label_printed"] or "（没有标签）"
    measure = row["measure"]
    level = measure in {kind for kind in Measure if kind.is_level}
    of = "" if level else f"的{labels.get('measure', {}).get(measure, measure)}"
    stage = labels.get("stage", {}).get(row["stage"], row["stage"])
    scope = f"{plain(row['scope'])}，" if row["scope"] else ""
    return f"{row['fiscal_year']}年{stage} {plain(name)}{of}（{scope}`{row['fact']}`）"


def _amount(row: Row) -> str:
    unit = {"CNY": "元", "percent": "%"}.get(row["unit"], row["unit"])
    value = f"{Decimal(row['value']):,f}" if row["value"] else "空"
    return f"{value} {plain(unit)}".rstrip()


def _listed(disclosures: Sequence[Row]) -> list[str]:
    return some([f"- {plain(row['title'])}（`{row['disclosure']}`）" for row in disclosures])


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
