"""The rows of a table: in, its data rows and columns; out, what each row means, block by block.

A block is columns of labels with the amounts to their right; 收支总表 and 基本支出表 have two.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

from mingzhang.model import Cell
from mingzhang.parse.concepts.labels import Resolution
from mingzhang.parse.tables.blocks import Block, Row, decided, unnumbered, unrepeated, without_twins
from mingzhang.parse.tables.code_names import CodeNames
from mingzhang.parse.tables.numerals import is_numeral
from mingzhang.parse.tables.row_labels import (
    RowWords,
    bare,
    code_in,
    code_of,
    printed_label,
    text_in,
    without_number,
    words_of,
)
from mingzhang.parse.tables.sheets import CODE, Sheet, level
from mingzhang.parse.tables.torn_bodies import without_torn_bodies
from mingzhang.parse.tables.units import without_unit
from mingzhang.vocab import ClassificationCode, Vocabulary
from mingzhang.vocab.layouts import Layouts, RowRule, TableRule

PLAIN = "plain"
"""The layout of tables without a statutory title: rows mean what their words say."""

Naming = Callable[[str], Resolution | None]
"""Tells what the words of a row mean."""


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
        self.bodies: frozenset[int] = frozenset()
        self.naming = naming
        self.year = year
        self.rule = rule
        self.layouts = layouts
        self.vocab = vocab
        total = vocab.concepts.get(rule.total)
        self.kind = layouts.kind(rule.layout)
        self.items = total.items if total and self.kind.open_list else ""
        self.names = CodeNames(vocab, self.kind, year)
        self.government = False
        """The block that is read lists the government's economic classification."""

    def rows(self, block: Block, first: int) -> list[Row]:
        """Tell what the data rows (from index `first`) mean within a block."""
        rows: list[Row] = []
        after = within = body = ""
        units = self._units(block, first)
        self.government = self.names.is_of_government(block.labels, self._plain(block, first))
        unknown = self._told_apart(block, first)
        self.bodies = self._bodies(block, first)
        for index in range(first, len(self.sheet.rows)):
            number, cells = self.sheet.rows[index]
            named = block.labelled(cells, self.blocks, self.layouts["sums_up"].search)
            row = self._row(index, number, cells, named, after, within)
            if row is None or index in unknown:
                continue
            if self._is_shifted(cells, block):
                row = replace(row, kind="unknown", concept="")
            row = row if block.is_summed_up(cells, self.blocks) else self._of_head(row, block)
            unit = units.get(index, "")
            is_own = not unit or bare(unit, self.layouts) in self.own_names
            sums = row.kind == "total" and any(map(is_numeral, self._amounts(cells, block)))
            if row.kind == "body" or (sums and is_own):
                body = bare(without_number(row.label), self.layouts) if row.kind == "body" else ""
            elif unit:
                within = within if unit == body else ""
                body = unit
            office = bool(self.bodies) and bare(body, self.layouts) in self.own_names
            row = replace(row, body=body, office=office, economic=self._economic(cells, block))
            row = self._of_money(row, self._beside("fund_label", cells, block))
            year, counted = (self._beside(role, cells, block) for role in ("year", "unit"))
            rows.append(replace(row, year=year or self._year_in(row), unit=counted))
            if row.kind == "item" and not row.fund:
                after = row.concept
            if row.code and not (row.by_name and len(row.code) == len("2010301")):
                within = row.code
        rows = self._whole_named(unnumbered(rows), block)
        rows = unrepeated(without_twins(self._without_groups(rows), self.items), self.items)
        return decided(rows, self.vocab.concepts, self._is_partial)

    def _plain(self, block: Block, first: int) -> Iterator[str]:
        """Yield the names of a block's rows."""
        for _, cells in self.sheet.rows[first:]:
            yield bare(code_of(self._words(cells, block))[1], self.layouts)

    def _words(self, cells: Sequence[Cell | None], block: Block) -> RowWords:
        return words_of(self.sheet, cells, block.labels, self.layouts)

    def _economic(self, cells: Sequence[Cell | None], block: Block) -> str:
        """The economic code in columns of its own or before its name, beside a functional one."""
        roles = ("economic_code", "economic_class", "economic_group")
        columns = (column for column in block.labels if column.role in roles)
        texts = [text_in(self.sheet, cells[column.index], column) for column in columns]
        whole, *below = texts or [code_in(self._beside("economic_label", cells, block))[0]]
        for part in below:
            whole = part if len(part) > 2 else whole + part.zfill(2) if part else whole
        match = CODE.fullmatch(whole)
        return match[1] if match and match[1] in self.vocab.economics else ""

    def _beside(self, role: str, cells: Sequence[Cell | None], block: Block) -> str:
        """What stands in a column of years, or of kinds of money."""
        columns = (column for column in block.labels if column.role == role)
        return next((self.sheet.text(cells[column.index]) for column in columns), "")

    def _year_in(self, row: Row) -> str:
        """The year of a row that names one, in tables whose rows are dated."""
        years = set(self.layouts["head_year"].findall(row.label)) if self.kind.dated_rows else set()
        return years.pop() + "年" if len(years) == 1 else ""

    def _of_money(self, row: Row, money: str) -> Row:
        """Let a row be of the money that a column of its own names; of which, must be known."""
        if not money or row.fund or self.layouts["row_total"].fullmatch(money):
            return row
        fund = self.layouts.column_fund(self.rule.layout, money)
        if not fund and row.kind == "code":
            return replace(row, kind="unknown", concept="")
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
            replace(row, kind="unknown", concept="")
            if row.concept == self.items and not row.code
            else row
            for row in rows
        ]

    def _told_apart(self, block: Block, first: int) -> set[int]:
        """Rows of figures that a column without a known head tells apart from each other.

        What such a row is the heads do not tell; surely it is not the total of the table.
        """
        begin = 0 if block.labels else block.amounts[0].index
        rows: set[int] = set()
        summed = False
        for index in range(first, len(self.sheet.rows)):
            cells = self.sheet.rows[index][1]
            texts = [self.sheet.text(cell) for cell in cells[:begin] if cell]
            if any(
                self.layouts["han"].search(text) and not self.layouts["no_item"].match(text)
                for text in texts
            ):
                rows.add(index)
            summed = summed or any(self.layouts["row_total"].fullmatch(text) for text in texts)
        return rows if len(rows) > 1 or summed else set()

    def _units(self, block: Block, first: int) -> dict[int, str]:
        """The body that each row names in a column of its own, where the rows name several.

        Where all name the same one, it is the body that the whole table is about.
        """
        units: dict[int, str] = {}
        for index in range(first, len(self.sheet.rows)):
            row = self._words(self.sheet.rows[index][1], block)
            if row.unit and not self.layouts["row_total"].fullmatch(bare(row.unit, self.layouts)):
                units[index] = bare(without_number(row.unit), self.layouts)
        return units if len(set(units.values())) > 1 else {}

    def _bodies(self, block: Block, first: int) -> frozenset[int]:
        """Rows whose labels are names of bodies, where these are several: each is of its body.

        The department's own name among them means its own office, beside another total; where it
        repeats the total, or the office has a row of its own, it means the whole.
        """
        names: dict[int, str] = {}
        totals: set[tuple[str, ...]] = set()
        for index in range(first, len(self.sheet.rows)):
            cells = self.sheet.rows[index][1]
            code, name = self._code_of(self._words(cells, block))
            plain = bare(name, self.layouts)
            if self.layouts["row_total"].fullmatch(plain):
                totals.add(self._amounts(cells, block))
            elif not code and (plain in self.own_names or self._is_body(plain)):
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
        words = map(self.layouts["han"].findall, self._amounts(cells, block))
        figured = any("." in text and is_numeral(text) for text in names)
        return figured or any(len(han) > 2 for han in words)

    def _amounts(self, cells: Sequence[Cell | None], block: Block) -> tuple[str, ...]:
        return tuple(self.sheet.text(cells[column.index]) for column in block.amounts)

    def _code_of(self, row: RowWords) -> tuple[str, str]:
        """The code and the label of a row; the code of a body, glued to its name, is none of it."""
        code, name = code_of(row)
        words = bare(row.label or row.body, self.layouts)
        body = without_number(words)
        if (body in self.own_names or self._is_body(body)) and not (
            body == words and words in self.names.names_of(code)
        ):
            return "", body
        return code, name

    def _is_body(self, name: str) -> bool:
        return self.vocab.bodies.is_placed(self.layouts["office_behind"].sub("", name))

    def _row(
        self,
        index: int,
        number: int,
        cells: Sequence[Cell | None],
        block: Block,
        after: str,
        within: str,
    ) -> Row | None:
        row = self._words(cells, block)
        year = self._beside("year", cells, block)
        if year and not self.layouts["names_year"].search(year):
            return Row(index, number, "unknown", year)
        if all(column.role == "year" for column in block.labels):
            return Row(index, number, "total", "")
        code, name = self._code_of(row)
        label = printed_label(cells, block.labels, self.layouts)
        plain = bare(name, self.layouts)
        of_kind = self._beside("kind_label", cells, block) + plain
        is_sum = not plain or self.layouts["sums_classes"].match(plain)
        if of_kind and is_sum and self._rule_of(of_kind, block, after):
            plain = of_kind
        if code:
            if self.layouts["narrows_code"].search(plain):
                return Row(index, number, "unknown", label)
            if self.names.is_listed(code):
                things = list(filter(self._is_thing, (name, row.within)))
                return self._coded(index, number, label, code, things)
            rule = self._rule_of(plain, block, after)
            if rule is not None and rule.role == "item":
                return Row(index, number, rule.role, label, rule.concept, rule.fund)
            classified = self._named(plain, within, block.side)
            return replace(
                self._coded(index, number, label, classified.code if classified else code),
                unlisted=code,
            )
        if not plain:
            return None
        whole = self.layouts["whole_behind"].sub("", plain)
        if {plain, whole} & self.own_names and index not in self.bodies:
            return Row(index, number, "total", label)
        rule = self._rule_of(plain, block, after)
        unit = self._beside("unit", cells, block)
        if rule is None and unit:
            rule = self._rule_of(f"{plain}（{unit}）", block, after)
        if rule is not None:
            if rule.role == "skip":
                return None
            if rule.pattern.fullmatch(narrowed := self._narrowed(plain)) and narrowed != plain:
                return Row(index, number, "unknown", label)
            if rule.role == "period":
                return Row(index, number, "total", label, period=plain)
            if self.items and rule.role == "item" and self._is_thing(row.within):
                return Row(index, number, "item", label, self.items)
            return Row(index, number, rule.role, label, rule.concept, rule.fund)
        if not self.items and self.layouts["turns_row"].search(name):
            return Row(index, number, "unknown", label)
        if self.rule.layout == PLAIN:
            return self._in_words(index, number, label, plain)
        if self.layouts["row_total"].fullmatch(plain):
            return Row(index, number, "total", label)
        if row.body or (index in self.bodies and plain in self.own_names):
            return Row(index, number, "body", label)
        classified = None if self._are_items(block) else self._named(plain, within, block.side)
        if classified is not None:
            return replace(self._coded(index, number, label, classified.code), by_name=True)
        use = self.names.class_of_use(plain, block.side, self.government)
        if use is not None:
            concept = f"economic_{use.code}"
            return Row(index, number, "code", label, concept, "", use.code, "economic")
        if row.of_body or index in self.bodies:
            return Row(index, number, "body", label)
        if self.items:
            kind = self._rule_of(self.layouts["bracket_says_more"].sub("", plain), block, after)
            unclear = kind is not None and kind.role == "item"
            role, concept = ("unknown", "") if unclear else ("item", self.items)
            return Row(index, number, role, label, concept)
        closed = self.government or self.names.is_former(plain)
        named = None if closed else self._in_words(index, number, label, plain)
        return named or Row(index, number, "unknown", label)

    def _rule_of(self, label: str, block: Block, after: str) -> RowRule | None:
        """Find what a row means; where both sides stand below each other, the one that has it."""
        sides = ("revenue", "expenditure") if self.kind.two_sided and not block.side else ()
        find = partial(self.layouts.row, self.rule.layout, after=after, label=label)
        known = [rule for side in sides if (rule := find(side=side)) is not None]
        return find(side=block.side) or (known[0] if len(known) == 1 else None)

    def _of_head(self, row: Row, block: Block) -> Row:
        """Let 合计 below 工资福利支出 or 人员经费, which head its block alone, sum up these."""
        bare_total = self.layouts["sums_classes"].match(bare(level(row.label), self.layouts))
        if row.kind != "total" or not bare_total or self.kind.codes != "economic":
            return row
        classified = self._named(block.head, "", block.side)
        if classified is not None and classified.level == "class":
            return self._coded(row.index, row.number, row.label, classified.code)
        rule = self.layouts.row(self.rule.layout, block.side, "", block.head)
        if rule is None or rule.role != "item":
            return row
        if sum(other.head == block.head for other in self.blocks) > 1:
            return replace(row, kind="unknown", concept="")
        return replace(row, kind="item", concept=rule.concept)

    def _is_thing(self, name: str) -> bool:
        """Tell that a row names a thing of its own behind the kind that it belongs to (货物)."""
        return bool(name) and not self.layouts["row_total"].fullmatch(bare(name, self.layouts))

    def _are_items(self, block: Block) -> bool:
        """Tell that the labels are names of things, of which one may be called like a class."""
        heads = [column.head for column in block.labels if column.role == "label"]
        things, classes = self.layouts["names_items"].search, self.layouts["names_classes"].search
        return bool(self.items and heads) and all(things(h) and not classes(h) for h in heads)

    def _narrowed(self, plain: str) -> str:
        """Leave out what brackets say that may make less or more of a name, but not the brackets.

        Who reads the name in the same way without it has passed over what it says.
        """
        return self.layouts["bracket_says_more"].sub("（\0）", plain)

    def _in_words(self, index: int, number: int, label: str, plain: str) -> Row | None:
        resolution = self.naming(without_unit(plain, self.layouts)) if self.naming else None
        narrowed = self._narrowed(plain)
        if resolution and self.naming and narrowed != plain:
            without = self.naming(narrowed)
            if without and without.concept == resolution.concept:
                return None
        years = set(map(int, self.layouts["head_year"].findall(label)))
        if resolution is None or years - {self.year}:
            return None
        function, economic = resolution.function_code, resolution.economic_code
        family = "function" if function else "economic" if economic else ""
        kind = "code" if family else "item"
        code = function or economic
        return Row(index, number, kind, label, resolution.concept, resolution.fund, code, family)

    def _coded(
        self, index: int, number: int, label: str, code: str, named: Collection[str] = ()
    ) -> Row:
        """Make the row of a code; of things of their own, the one that is not called like it."""
        economic = code in self.vocab.economics and code not in self.vocab.functions
        economic = economic or (self.kind.codes == "economic" and code not in self.vocab.functions)
        family = "economic" if economic else "function"
        things = [name for name in (label, *named) if level(name) not in self.names.names_of(code)]
        if self.items and things:
            return Row(index, number, "item", things[0], self.items, "", code, family)
        concept = f"{family}_{code}"
        known = concept if concept in self.vocab.concepts else ""
        return Row(index, number, "code", label, known, "", code, family)

    def _is_partial(self, row: Row) -> bool:
        return self.layouts["sums_upper"].match(bare(level(row.label), self.layouts)) is not None

    def _named(self, name: str, within: str, side: str) -> ClassificationCode | None:
        return self.names.function_or_class(name, within, side, self.government)
