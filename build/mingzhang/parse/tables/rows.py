"""The rows of a table: in, its data rows and columns; out, what each row means, block by block.

A block is columns of labels with the amounts to their right; 收支总表 and 基本支出表 have two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from mingzhang.model import Cell
from mingzhang.parse.tables.blocks import (
    Block,
    Row,
    decided,
    of_natures,
    unnumbered,
    unrepeated,
    without_twins,
)
from mingzhang.parse.tables.code_names import CodeNames
from mingzhang.parse.tables.numerals import is_numeral
from mingzhang.parse.tables.row_labels import (
    bare,
    code_in,
    code_of,
    depth,
    text_in,
    without_number,
)
from mingzhang.parse.tables.row_meanings import SKIP, Naming, RowMeanings
from mingzhang.parse.tables.sheets import CODE, Sheet, level
from mingzhang.parse.tables.torn_bodies import without_torn_bodies
from mingzhang.vocab import Vocabulary
from mingzhang.vocab.layouts import Layouts, TableRule


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self,
        sheet: Sheet,
        rule: TableRule,
        layouts: Layouts,
        vocab: Vocabulary,
        naming: Naming | None = None,
        own_names: Collection[str] = (),
        blocks: Sequence[Block] = (),
        year: int = 0,
    ) -> None:
        self.sheet = sheet
        self.own_names = frozenset(own_names)
        self.blocks = blocks
        self.year = year
        self.layouts = layouts
        self.vocab = vocab
        total = vocab.concepts.get(rule.total)
        self.kind = layouts.kind(rule.layout)
        self.items = total.items if total and self.kind.open_list else ""
        self.names = CodeNames(vocab, self.kind, year)
        self.meanings = RowMeanings(
            sheet, rule, layouts, vocab, self.names, self.items, naming, self.own_names, year
        )

    def rows(self, block: Block, first: int) -> list[Row]:
        """Tell what the data rows (from index `first`) mean within a block."""
        rows: list[Row] = []
        after = within = body = ""
        lost, mixed = False, self._lists_bodies(block)
        units = self._units(block, first)
        government = self.names.is_of_government(block.labels, self._plain(block, first))
        unknown = self._told_apart(block, first)
        bodies = self._bodies(block, first)
        for index in range(first, len(self.sheet.rows)):
            cells = self.sheet.rows[index][1]
            named = block.labelled(cells, self.blocks, self.layouts["sums_up"].search)
            row = self.meanings.row(
                index, named, after, within, is_body=index in bodies, government=government
            )
            if row.kind == SKIP or index in unknown:
                continue
            if self._is_shifted(cells, block):
                row = row.unknown()
            if not block.is_summed_up(cells, self.blocks):
                row = self._of_head(row, block, government)
            unit = units.get(index)
            is_own = not unit or bare(unit, self.layouts) in self.own_names
            sums = row.kind == "total" and any(map(is_numeral, self._amounts(cells, block)))
            if row.kind == "body" or (sums and is_own):
                body = bare(without_number(row.label), self.layouts) if row.kind == "body" else ""
            elif unit is not None:
                within = within if unit == body else ""
                body = unit
            if mixed and not row.code:
                lost = row.kind == "unknown"
            row = row.unknown() if lost else row
            office = bool(bodies) and bare(body, self.layouts) in self.own_names
            row = replace(row, body=body, office=office, economic=self._economic(cells, block))
            row = self._of_money(row, self.meanings.beside("fund_label", cells, block))
            year, counted = (self.meanings.beside(role, cells, block) for role in ("year", "unit"))
            rows.append(replace(row, year=year, unit=counted))
            if row.kind == "unknown":
                after = ""
            elif row.kind == "item" and not row.fund:
                after = row.concept
            if row.code and not (row.by_name and len(row.code) == len("2010301")):
                within = row.code
        rows = self._whole_named(list(self._dated(unnumbered(rows))), block)
        rows = of_natures(rows) if self.kind.two_sided else rows
        rows = unrepeated(without_twins(self._without_groups(rows), self.items), self.items)
        return decided(self._without_wider_sums(rows), self.vocab.concepts, self._is_partial)

    def _without_wider_sums(self, rows: list[Row]) -> list[Row]:
        """Beside rows that are no part of it (会议费), a bare 合计 is more than 三公经费."""

        def is_other(row: Row) -> bool:
            above = (row.concept, *self.vocab.ancestors(row.concept))
            return (
                row.kind == "item" and bool(row.concept) and self.meanings.rule.total not in above
            )

        is_bare = self.layouts["sums_classes"].match
        if self.meanings.rule.layout != "three_public" or not any(map(is_other, rows)):
            return rows
        return [
            row.unknown() if row.kind == "total" and is_bare(bare(row.label, self.layouts)) else row
            for row in rows
        ]

    def _lists_bodies(self, block: Block) -> bool:
        """Tell that bodies and their functions stand in one column: below whom is none's."""
        bodies, classes = self.layouts["names_bodies"].search, self.layouts["names_classes"].search
        return any(bodies(column.head) and classes(column.head) for column in block.labels)

    def _plain(self, block: Block, first: int) -> Iterator[str]:
        """Yield the names of a block's rows."""
        for _, cells in self.sheet.rows[first:]:
            yield bare(code_of(self.meanings.words(cells, block))[1], self.layouts)

    def _economic(self, cells: Sequence[Cell | None], block: Block) -> str:
        """The economic code in columns of its own or before its name, beside a functional one."""
        roles = ("economic_code", "economic_class", "economic_group")
        columns = (column for column in block.labels if column.role in roles)
        texts = [text_in(self.sheet, cells[column.index], column) for column in columns]
        whole, *below = texts or [code_in(self.meanings.beside("economic_label", cells, block))[0]]
        for part in below:
            whole = part if len(part) > 2 else whole + part.zfill(2) if part else whole
        match = CODE.fullmatch(whole)
        return match[1] if match and match[1] in self.vocab.economics else ""

    def _dated(self, rows: Sequence[Row]) -> Iterator[Row]:
        """In tables of dated rows, words that name a year tell it, of the parts below, too."""
        above: Row | None = None
        for row in rows:
            if self.kind.dated_rows and not row.year:
                named = len(set(self.layouts["head_year"].findall(row.label))) == 1
                below = above and depth(row.label, self.layouts) > depth(above.label, self.layouts)
                above = row if named else above if below else None
                row = replace(row, year=above.label if above else "")
            yield row

    def _of_money(self, row: Row, money: str) -> Row:
        """Let a row be of the money that a column of its own names; of which, must be known."""
        if not money or row.fund or self.layouts["row_total"].fullmatch(money):
            return row
        fund = self.layouts.column_fund(self.meanings.rule.layout, money)
        if not fund and row.kind == "code":
            return row.unknown()
        return replace(row, fund=fund)

    def _whole_named(self, rows: list[Row], block: Block) -> list[Row]:
        sheet = self.sheet.rows
        bare_rows = (row for row in rows if not any(self._amounts(sheet[row.index][1], block)))
        return without_torn_bodies(rows, {row.index: row.label for row in bare_rows}, self.vocab)

    def _without_groups(self, rows: list[Row]) -> list[Row]:
        """Where items bear codes, one without a code is a group of them, or something unknown."""
        if not self.items or not any(row.code for row in rows):
            return rows
        return [
            row.unknown() if row.concept == self.items and not row.code else row for row in rows
        ]

    def _told_apart(self, block: Block, first: int) -> set[int]:
        """Rows of figures that a column without a known head tells apart from each other.

        What such a row is the heads do not tell; surely it is not the total of the table.
        """
        begin = 0 if block.labels else block.amounts[0].index
        han, no_item = self.layouts["han"], self.layouts["no_item"]
        rows: set[int] = set()
        summed = False
        for index in range(first, len(self.sheet.rows)):
            cells = self.sheet.rows[index][1]
            texts = [self.sheet.text(cell) for cell in cells[:begin] if cell]
            if any(han.search(text) and not no_item.match(text) for text in texts):
                rows.add(index)
            summed = summed or any(self.layouts["row_total"].fullmatch(text) for text in texts)
        return rows if len(rows) > 1 or summed else set()

    def _units(self, block: Block, first: int) -> dict[int, str]:
        """The body that each row names in a column of its own, where the rows name several.

        A total among them is of none. Where all name the same one, the whole table is about it.
        """
        units: dict[int, str] = {}
        for index in range(first, len(self.sheet.rows)):
            row = self.meanings.words(self.sheet.rows[index][1], block)
            if row.unit:
                whole = self.layouts["row_total"].fullmatch(bare(row.unit, self.layouts))
                units[index] = "" if whole else bare(without_number(row.unit), self.layouts)
        return units if len({*units.values()} - {""}) > 1 else {}

    def _bodies(self, block: Block, first: int) -> frozenset[int]:
        """Rows whose labels are names of bodies, where these are several: each is of its body.

        The department's own name among them means its own office, beside another total; where it
        repeats the total, or the office has a row of its own, it means the whole.
        """
        names: dict[int, str] = {}
        totals: set[tuple[str, ...]] = set()
        for index in range(first, len(self.sheet.rows)):
            cells = self.sheet.rows[index][1]
            code, name = self.meanings.code_of(self.meanings.words(cells, block))
            plain = bare(name, self.layouts)
            if self.layouts["row_total"].fullmatch(plain):
                totals.add(self._amounts(cells, block))
            elif not code and (plain in self.own_names or self.meanings.is_body(plain)):
                names[index] = plain
        offices = any(
            self.layouts["office_behind"].sub("", name) in self.own_names - {name}
            for name in names.values()
        )
        for index in [index for index, name in names.items() if name in self.own_names]:
            amounts = self._amounts(self.sheet.rows[index][1], block)
            if offices or not totals or amounts in totals:
                del names[index]
        return frozenset(names) if offices or len(set(names.values())) > 1 else frozenset()

    def _is_shifted(self, cells: Sequence[Cell | None], block: Block) -> bool:
        """Tell that figures and names do not stand below their heads: cells of the row are lost."""
        names = [text_in(self.sheet, cells[column.index], column) for column in block.labels]
        words = (t for t in self._amounts(cells, block) if block.labels or not t[:1].isdigit())
        few, han = 1 + bool(block.labels), self.layouts["han"]
        figured = any("." in text and is_numeral(text) for text in names)
        return figured or any(len(han.findall(text)) > few for text in words)

    def _amounts(self, cells: Sequence[Cell | None], block: Block) -> tuple[str, ...]:
        return tuple(self.sheet.text(cells[column.index]) for column in block.amounts)

    def _of_head(self, row: Row, block: Block, government: bool) -> Row:
        """Let 合计 below 工资福利支出 or 人员经费, which head its block alone, sum up these."""
        bare_total = self.layouts["sums_classes"].match(bare(level(row.label), self.layouts))
        if row.kind != "total" or not bare_total or self.kind.codes != "economic":
            return row
        is_only = sum(other.head == block.head for other in self.blocks) < 2
        return self.meanings.summed_up(row, block, is_only=is_only, government=government)

    def _is_partial(self, row: Row) -> bool:
        return self.layouts["sums_upper"].match(bare(level(row.label), self.layouts)) is not None
