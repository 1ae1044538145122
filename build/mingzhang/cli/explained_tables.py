"""Which rule of the layouts matched what: in, grids as read; out, a line for each title, head, row.

For people who add rows to `content/vocab/layouts/`: what no rule knows is said, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.model import Cell, Disclosure, Grid, Source
from mingzhang.parse.tables.body_columns import body_columns, without_bodies
from mingzhang.parse.tables.class_columns import class_columns
from mingzhang.parse.tables.columns import Column
from mingzhang.parse.tables.head_words import head_paths
from mingzhang.parse.tables.heads import columns_of
from mingzhang.parse.tables.row_labels import bare
from mingzhang.parse.tables.sheets import head_rows, level, sheet_of
from mingzhang.parse.tables.titles import own_names, rule_of
from mingzhang.vocab import Vocabulary
from mingzhang.vocab.layouts import TableRule

SIDES = ("revenue", "expenditure", "")


def explained(disclosure: Disclosure, vocab: Vocabulary) -> Iterator[str]:
    """Yield what each table's title, heads and rows were taken for, with the pattern that fits."""
    for grid in disclosure.grids:
        yield from _table(grid, disclosure.source, vocab)


def _table(grid: Grid, source: Source, vocab: Vocabulary) -> Iterator[str]:
    sheet = sheet_of(grid)
    heads = head_rows(sheet, vocab.layouts)
    printed = list(head_paths(sheet, heads, vocab.layouts))
    bodies = body_columns(printed, own_names(source, vocab), vocab)
    paths = without_bodies(printed, bodies)
    rule, unclear = rule_of(grid.title, paths, sheet, vocab, source)
    yield f"表“{grid.title or '（无标题）'}”：{_kind(rule)}"
    if unclear:
        yield f"    标题里的“{unclear}”不在 known_words.csv 里：不读取"
    classes = class_columns(paths, grid.title, vocab)
    columns = columns_of(sheet, heads, rule, vocab.layouts, source, classes=classes, bodies=bodies)
    yield from (_column(column, rule, vocab) for column in columns if column.head)
    if rule is not None:
        yield from _rows([row for _, row in sheet.rows[heads:]], columns, rule, vocab)


def _kind(rule: TableRule | None) -> str:
    if rule is None:
        return "tables.csv 里没有符合的规则"
    heads = f"，表头 {rule.heads.pattern}" if rule.heads.pattern else ""
    layout = f"版式 {rule.layout}" if rule.layout else "认得，不读取"
    return (
        f"{layout} {rule.total} {rule.fund}".rstrip()
        + f"（tables.csv：{rule.pattern.pattern}{heads}）"
    )


def _column(column: Column, rule: TableRule | None, vocab: Vocabulary) -> str:
    column_rule = vocab.layouts.column(rule.layout if rule else "", column.head)
    reading = " ".join(
        filter(None, (column.role or "不读", column.concept, column.fund, column.measure))
    )
    why = (
        f"（columns.csv：{column_rule.pattern.pattern}）"
        if column_rule
        else "（columns.csv 里没有符合的规则）"
    )
    return f"    列“{column.head}”：{reading} {column.stage} {column.year}{why}"


def _rows(
    rows: Sequence[Sequence[Cell | None]],
    columns: Sequence[Column],
    rule: TableRule,
    vocab: Vocabulary,
) -> Iterator[str]:
    labels = [column for column in columns if column.role in ("label", "body")]
    for row in rows:
        for column in labels:
            cell = row[column.index]
            name = bare(level(cell.text), vocab.layouts) if cell is not None else ""
            side = (column.side,) if column.side else SIDES
            matches = (vocab.layouts.row(rule.layout, each_side, "", name) for each_side in side)
            row_rule = next(filter(None, matches), None) if name else None
            if row_rule is not None and cell is not None:
                reading = f"{row_rule.role} {row_rule.concept}".rstrip()
                yield f"    行“{cell.text}”：{reading}（rows.csv：{row_rule.pattern.pattern}）"
