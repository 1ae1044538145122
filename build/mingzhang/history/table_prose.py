"""The changes of tables in words: in, `TableChange`s; out, lines of Markdown.

Tables of disclosures are told by counts, the rows or documents meant, and the reason; vocabularies
row by row, with their Chinese and English names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from mingzhang.history.markdown import plain, some
from mingzhang.history.table_changes import FIGURES, Column, RowChange, TableChange

ROWS_SHOWN = 12
"""So many rows of a vocabulary are listed one by one."""
ALIKE_SHOWN = 5
"""So many rows that changed alike are named in their line."""
IDS_SHOWN = 3
COLUMNS_SHOWN = 3
CELLS_SHOWN = 4
CELL_CHARACTERS = 60
"""Longer texts are cut to where they differ, with so many characters before and after."""
AROUND = 8
_TRUTHS = {"true": "是", "false": "否"}
_WORDS_ONLY = ("_zh", "_en")
Reason = Callable[[str, RowChange], str]
"""Tells why a row of a table came, went or changed."""


def table_lines(
    changes: Sequence[TableChange], came: Sequence[tuple[str, str]],
    gone: Sequence[tuple[str, str]], reason: Reason | None = None,
) -> Iterator[str]:  # fmt: skip
    """Tell the changes of tables, which tables came and went, and the rows of vocabularies.

    With a `reason`, the tables are those of one body, which has only the rows it uses.
    """
    lines = [f"- {_counted(change)}{_told(change, reason)}" for change in changes]
    lines += [f"- {plain(title)} `{table}`：新设的表" for table, title in came]
    lines += [f"- {plain(title)} `{table}`：取消的表" for table, title in gone]
    if lines:
        yield from ("### 各表", "", *lines, "")
    for table_change in changes:
        if table_change.is_vocabulary and table_change.rows:
            yield from (
                f"### 词表：{_titled(table_change)}",
                "",
                *_rows(table_change, reason is not None),
                "",
            )


def summary(changes: Sequence[TableChange]) -> str:
    """Name the tables in which rows changed, with how many: `核对结果（60 行）、…`."""
    return "、".join(
        f"{plain(each.title)}{'的其他列' if each.table == FIGURES else ''}（{len(each.rows):,} 行）"
        for each in changes
        if each.rows
    )


def _counted(change: TableChange) -> str:
    parts = [
        f"{word} {len(rows):,} 行"
        for word, rows in (
            ("新增", change.added),
            ("删去", change.removed),
            ("修改", change.changed),
        )
        if rows
    ]
    if change.changed:
        parts[-1] += f"（{_columns(change.columns_changed)}）"
    parts += [f"新增{_columns(change.columns_added)}"] if change.columns_added else []
    parts += [f"取消{_columns(change.columns_removed)}"] if change.columns_removed else []
    return f"{plain(change.title)} `{change.table}`：{'，'.join(parts)}"


def _columns(columns: Sequence[Column]) -> str:
    """Name columns: `列 数值 value、年度 fiscal_year 等 9 列`, at most so many of them."""
    shown = "、".join(f"{plain(title)} `{name}`" for name, title in columns[:COLUMNS_SHOWN])
    more = f" 等 {len(columns)} 列" if len(columns) > COLUMNS_SHOWN else ""
    return f"列 {shown}{more}"


def _told(change: TableChange, reason: Reason | None) -> str:
    """Tell which rows of a table of disclosures are meant, and why."""
    if change.is_vocabulary or not change.rows:
        return ""
    which = _which(change.rows)
    text = f"。涉及{which}。" if which else "。"
    if not (change.added or change.removed) and all(
        name.endswith(_WORDS_ONLY) for name, _ in change.columns_changed
    ):
        text += "只改了文字，数字与结论没有变。"
    reasons = (
        Counter(reason(change.table, row) for row in change.rows) if reason else Counter[str]()
    )
    if len(reasons) > 1:
        parts = "；".join(f"{count:,} 行，{why}" for why, count in reasons.most_common())
        return f"{text}原因：{parts}。"
    return text + "".join(f"原因：{why}。" for why in reasons)


def _which(rows: Sequence[RowChange]) -> str:
    """Name rows by their ids when they are few, else by the documents that they belong to."""
    if len(rows) <= IDS_SHOWN and all(len(row.key) == 1 for row in rows):
        return _codes(row.key[0] for row in rows)
    names = sorted({name for row in rows for name in row.disclosures[:1]})
    more = f"等 {len(names)} 份公开文件" if len(names) > IDS_SHOWN else ""
    return _codes(names[:IDS_SHOWN]) + more if names else ""


def _codes(names: Iterable[str]) -> str:
    return " " + "、".join(f"`{name}`" for name in names)


def _titled(change: TableChange) -> str:
    return plain(f"{change.title} {change.title_en}".strip())


def _rows(change: TableChange, of_body: bool) -> list[str]:
    """List the rows of a vocabulary: what reads otherwise first, then what went and what came."""
    came, went = ("新用到", "不再用到") if of_body else ("新增", "删去")
    alike: defaultdict[str, list[RowChange]] = defaultdict(list)
    for row in change.changed:
        alike[_cells(row, change.truths)].append(row)
    changed = [f"- 修改{_all_named(rows)}：{cells}" for cells, rows in alike.items()]
    return [
        *some(changed, ROWS_SHOWN, "种修改"),
        *some([f"- {went}{_named(row)}" for row in change.removed], ROWS_SHOWN, f"项{went}"),
        *some([f"- {came}{_named(row)}" for row in change.added], ROWS_SHOWN, f"项{came}"),
    ]


def _all_named(rows: Sequence[RowChange]) -> str:
    """Name the rows that changed alike, at most so many of them."""
    if len(rows) == 1:
        return _named(rows[0])
    shown = "、".join(_named(row).strip() for row in rows[:ALIKE_SHOWN])
    more = "等" if len(rows) > ALIKE_SHOWN else ""
    return f" {len(rows):,} 项（{shown}{more}）"


def _named(row: RowChange) -> str:
    """Name a row of a vocabulary: “差旅费” Travel（`travel`）, or its key alone."""
    key = "、".join(f"`{part}`" for part in row.key)
    english = f" {plain(row.name_en)}" if row.name_en else ""
    return f"“{plain(row.name_zh)}”{english}（{key}）" if row.name_zh else f" {key}{english}"


def _cells(row: RowChange, truths: frozenset[str]) -> str:
    parts = []
    for (name, title), *cells in row.cells[:CELLS_SHOWN]:
        texts = [_TRUTHS.get(text, text) if name in truths else text for text in cells]
        was, now = map(_quoted, _around_difference(*(" ".join(text.split()) for text in texts)))
        parts.append(f"{plain(title)}由{was}改为{now}")
    rest = len(row.cells) - CELLS_SHOWN
    return "；".join([*parts, f"另有 {rest} 列"] if rest > 0 else parts)


def _around_difference(was: str, now: str) -> tuple[str, str]:
    """Cut two texts, if one is long, to where they differ, with a few characters around."""
    if max(len(was), len(now)) <= CELL_CHARACTERS:
        return was, now
    begin = max(0, _alike(was, now) - AROUND)
    rest = max(0, _alike(was[begin:][::-1], now[begin:][::-1]) - AROUND)
    return _cut(was, begin, rest), _cut(now, begin, rest)


def _alike(text: str, other: str) -> int:
    """Count the characters that two texts begin with alike."""
    pairs = zip(text, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(text), len(other)))


def _cut(text: str, begin: int, rest: int) -> str:
    """Take a text from `begin`, without its last `rest` characters, not longer than a line."""
    kept = text[begin : len(text) - rest]
    ends = rest > 0 or len(kept) > CELL_CHARACTERS
    return f"{'…' if begin else ''}{kept[:CELL_CHARACTERS]}{'…' if ends else ''}" if kept else ""


def _quoted(text: str) -> str:
    """Quote a cell: “是”, or 空."""
    return f"“{plain(text)}”" if text else "空"
