"""The change log in words: in, `PackageChange`s; out, Markdown, the newest version first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from mingzhang.history.compare import FigureChange, PackageChange, Row

SHOWN = 50
"""So many figures or disclosures are listed one by one in a version; the rest is counted."""
_HEAD = """# 数据改动记录 Changes of the data

每一版相对于上一版的变化，新的在前。日期见仓库的提交与发行记录。
Newest first; the releases and commits carry the dates.
"""
_VERSION = re.compile(r"^## 第 (\d+) 版", re.MULTILINE)
_STAGES = {"budget": "预算", "final": "决算", "initial_budget": "年初预算",
           "point_in_time": "时点数"}  # fmt: skip
_COLUMNS = {
    "value": "数值", "unit": "单位", "concept": "概念", "fiscal_year": "年度", "stage": "口径",
    "scope": "所指单位", "measure": "量度", "fund": "资金范围",
}  # fmt: skip


def first(disclosures: Sequence[Row], facts: int) -> str:
    """Tell the first version of a package."""
    lines = [f"首次收录 {len(disclosures)} 份公开文件、{facts} 条数据。", ""]
    return f"{_HEAD}\n## 第 1 版\n\n" + _lines([*lines, *_listed(disclosures)])


def next_version(log: str, lines: Iterable[str]) -> str:
    """Put a new version above the ones that a log has."""
    numbers = [int(number) for number in _VERSION.findall(log)]
    match = _VERSION.search(log)
    older = log[match.start() :] if match else ""
    return f"{_HEAD}\n## 第 {max(numbers, default=0) + 1} 版\n\n{_lines(lines)}\n{older}"


def agency_lines(change: PackageChange) -> Iterator[str]:
    """Tell what changed in the package of an agency, and why."""
    if change.disclosures_added:
        yield from ("### 新收录", "", *_listed(change.disclosures_added), "")
    if change.disclosures_removed:
        yield from ("### 不再收录", "", *_listed(change.disclosures_removed), "")
    if change.figures:
        yield from ("### 数字有改动", "")
        yield from _some([_figure(one, change) for one in change.figures])
        yield ""
    if change.figures_added or change.figures_removed:
        yield from ("### 数字有增减", "")
        yield from _some([f"- 新读出：{_named(r)} {_amount(r)}。{_why(r, change)}"
                          for r in change.figures_added])  # fmt: skip
        yield from _some([f"- 不再读作数据：{_named(r)} {_amount(r)}。{_why(r, change)}"
                          for r in change.figures_removed])  # fmt: skip
        yield ""
    if change.figures_moved:
        yield from (f"{change.figures_moved} 条数据的编号随原文中的位置改变。", "")
    for disclosure, notes in change.notes_changed.items():
        yield from (f"编者说明（`{disclosure}`）：{'；'.join(notes.split())}", "")
    yield from _table_lines(change)


def _table_lines(change: PackageChange) -> Iterator[str]:
    lines = []
    for one in change.tables:
        parts = [
            f"{word} {count} 行"
            for word, count in (("新增", one.added), ("删去", one.removed), ("修改", one.changed))
            if count
        ]
        parts += [f"新增列 {'、'.join(one.columns_added)}"] if one.columns_added else []
        parts += [f"取消列 {'、'.join(one.columns_removed)}"] if one.columns_removed else []
        lines.append(f"- `{one.table}`：{'，'.join(parts)}")
    lines += [f"- `{table}`：新的表" for table in change.tables_added]
    lines += [f"- `{table}`：这张表已取消" for table in change.tables_removed]
    if lines:
        yield from ("### 各表", "", *lines, "")


def joined_lines(
    changed: Mapping[str, PackageChange], came: Mapping[str, Sequence[Row]], gone: Iterable[str],
    joined: PackageChange,
) -> Iterator[str]:  # fmt: skip
    """Tell what changed in the joined package: which agencies' packages, and its vocabularies."""
    lines = [f"- 新机构 [`{name}`](../{name}/CHANGELOG.md)：{len(rows)} 份公开文件"
             for name, rows in came.items()]  # fmt: skip
    lines += [f"- 不再收录的机构 `{name}`" for name in gone]
    for name, change in changed.items():
        parts = [f"{word} {count}{unit}" for word, count, unit in (
            ("新收录", len(change.disclosures_added), " 份"),
            ("不再收录", len(change.disclosures_removed), " 份"),
            ("改动数字", len(change.figures), " 个"),
            ("新读出数字", len(change.figures_added), " 个"),
            ("不再读作数据", len(change.figures_removed), " 个"),
        ) if count]  # fmt: skip
        lines.append(f"- [`{name}`](../{name}/CHANGELOG.md)：{'，'.join(parts) or '其他各表'}")
    if lines:
        yield from ("### 各机构", "", *_some(lines), "")
    yield from _table_lines(joined)


def _figure(one: FigureChange, change: PackageChange) -> str:
    parts = []
    for column in one.columns:
        if column == "value":
            parts.append(f"{_amount(one.before)} → {_amount(one.now)}")
        elif column != "unit" or "value" not in one.columns:
            before, now = one.before.get(column, "") or "空", one.now.get(column, "") or "空"
            parts.append(f"{_COLUMNS[column]} {before} → {now}")
    return f"- {_named(one.now)}：{'；'.join(parts)}。{_why(one.now, change, one.before)}"


def _why(row: Row, change: PackageChange, before: Row | None = None) -> str:
    """Say what the data themselves tell of the reason."""
    if row["origin"] == "derived":
        return "原因：推算所依据的数字或方法有变。"
    if row["disclosure"] in change.sources_changed:
        return "原因：原文文件换了。"
    if "corrected" in (row["origin"], before["origin"] if before else ""):
        return "原因：公开的更正（corrections.yml）有增改。"
    return "原因：原文未变，读取方法或词表有改进。"


def _named(row: Row) -> str:
    name = row["concept_zh"] or row["label_printed"] or "（无标签）"
    measure = "" if row["measure"] in ("amount", "balance", "count") else f"的 {row['measure']}"
    period = f"{row['fiscal_year']}年{_STAGES.get(row['stage'], row['stage'])}"
    return f"{period} {_plain(name)}{measure}（{_plain(row['scope'])}，`{row['fact']}`）"


def _amount(row: Row) -> str:
    unit = {"CNY": "元", "percent": "%"}.get(row["unit"], row["unit"])
    return f"{Decimal(row['value']):,f} {unit}"


def _plain(text: str) -> str:
    """Make foreign words harmless in Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>|#!~])", r"\\\1", " ".join(text.split()))


def _listed(disclosures: Sequence[Row]) -> list[str]:
    return _some([f"- {_plain(row['title'])}（`{row['disclosure']}`）" for row in disclosures])


def _some(lines: Sequence[str]) -> list[str]:
    """Keep the first lines and count the others."""
    rest = len(lines) - SHOWN
    return [*lines[:SHOWN], f"- 另有 {rest} 项"] if rest > 0 else list(lines)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
