"""What one row of a table means: in, its words and where it stands; out, the row.

The steps are asked in the order of `_STEPS`: the first that knows the row answers, and what no step
knows is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

from mingzhang.model import Cell
from mingzhang.parse.concepts.labels import Resolution
from mingzhang.parse.tables.blocks import Block, Row
from mingzhang.parse.tables.code_names import CodeNames
from mingzhang.parse.tables.row_labels import (
    RowWords,
    bare,
    code_of,
    printed_label,
    without_number,
    words_of,
)
from mingzhang.parse.tables.sheets import Sheet, level
from mingzhang.parse.tables.units import without_unit
from mingzhang.vocab import ClassificationCode, Vocabulary
from mingzhang.vocab.layouts import Layouts, RowRule, TableRule

PLAIN = "plain"
"""The layout of tables without a statutory title: rows mean what their words say."""
SKIP = "skip"
"""The kind of rows that state nothing."""

Naming = Callable[[str], Resolution | None]
"""Tells what the words of a row mean."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One row before its meaning is known."""

    index: int
    number: int
    block: Block
    words: RowWords
    year: str
    """What stands in a column of years."""
    code: str
    name: str
    plain: str
    """The name without ordinal and level, or with the kind that a column of its own tells."""
    label: str
    unit: str
    after: str
    """The concept of the item before."""
    within: str
    """The functional code of the rows before."""
    is_body: bool
    """The rows of the block are bodies, and this is one of them."""
    government: bool
    """The block lists the government's economic classification."""

    def row(self, kind: str, concept: str = "", fund: str = "") -> Row:
        """Make the row."""
        return Row(self.index, self.number, kind, self.label, concept, fund)

    def unknown(self) -> Row:
        """Make a row that nobody understands."""
        return self.row("unknown")


@dataclass(frozen=True, slots=True)
class RowMeanings:
    """The rules and names by which the rows of one table are understood."""

    sheet: Sheet
    rule: TableRule
    layouts: Layouts
    vocab: Vocabulary
    names: CodeNames
    items: str
    """The concept of the things that an open list names; "" where the table is none."""
    naming: Naming | None
    own_names: frozenset[str]
    year: int

    def row(
        self,
        index: int,
        block: Block,
        after: str,
        within: str,
        *,
        is_body: bool,
        government: bool,
    ) -> Row:
        """Tell what one row of the sheet means; of kind `SKIP` where it states nothing."""
        number, cells = self.sheet.rows[index]
        words = self.words(cells, block)
        code, name = self.code_of(words)
        plain = bare(name, self.layouts)
        of_kind = bare(self.beside("kind_label", cells, block) + plain, self.layouts)
        is_sum = not plain or self.layouts["sums_classes"].match(plain)
        if of_kind and is_sum and self._rule(of_kind, block, after):
            plain = of_kind
        seen = Seen(
            index, number, block, words, self.beside("year", cells, block), code, name, plain,
            printed_label(cells, block.labels, self.layouts), self.beside("unit", cells, block),
            after, within, is_body, government,
        )  # fmt: skip
        return next(filter(None, (step(self, seen) for step in _STEPS)), seen.unknown())

    def words(self, cells: Sequence[Cell | None], block: Block) -> RowWords:
        """Read what stands in the columns of labels; a class may stand below the bodies' heads."""
        row = words_of(self.sheet, cells, block.labels, self.layouts)
        name, names = row.label or row.body, self.names.names_of(row.of_body)
        if not names or bare(level(name), self.layouts) not in names:
            return row
        return replace(row, code=row.of_body, of_body="", label=name, body="", unit="")

    def beside(self, role: str, cells: Sequence[Cell | None], block: Block) -> str:
        """What stands in a column of years, or of kinds of money."""
        columns = (column for column in block.labels if column.role == role)
        return next((self.sheet.text(cells[column.index]) for column in columns), "")

    def code_of(self, row: RowWords) -> tuple[str, str]:
        """The code and the label of a row; the code of a body, glued to its name, is none of it."""
        code, name = code_of(row)
        words = bare(row.label or row.body, self.layouts)
        body = without_number(words)
        if (body in self.own_names or self.is_body(body)) and not (
            body == words and words in self.names.names_of(code)
        ):
            return "", body
        return code, name

    def is_body(self, name: str) -> bool:
        """Tell that a name is that of a body in its place, or of the body's own office."""
        return self.vocab.bodies.is_placed(self.layouts["office_behind"].sub("", name))

    def summed_up(self, row: Row, block: Block, *, is_only: bool, government: bool) -> Row:
        """Make of a total the sum of what heads its block (工资福利支出, 人员经费), if known.

        `is_only`: no other block of the table stands below that head.
        """
        classified = self.names.function_or_class(block.head, "", block.side, government)
        if classified is not None and classified.level == "class":
            return self._coded(row.index, row.number, row.label, classified.code)
        rule = self.layouts.row(self.rule.layout, block.side, "", block.head)
        if rule is None or rule.role != "item":
            return row
        if not is_only:
            return row.unknown()
        return replace(row, kind="item", concept=rule.concept)

    def _dated(self, seen: Seen) -> Row | None:
        """Of rows told apart by their years alone, the year says all; no year there is unknown."""
        if seen.year and not self.layouts["names_year"].search(seen.year):
            return Row(seen.index, seen.number, "unknown", seen.year)
        if all(column.role == "year" for column in seen.block.labels):
            return Row(seen.index, seen.number, "total", "")
        return None

    def _by_code(self, seen: Seen) -> Row | None:
        """A code that is listed tells the row; one that is not leaves it to the name."""
        if not seen.code:
            return None
        if self.layouts["narrows_code"].search(seen.plain):
            return seen.unknown()
        if self.names.is_listed(seen.code):
            things = list(filter(self._is_thing, (seen.name, seen.words.within)))
            return self._coded(seen.index, seen.number, seen.label, seen.code, things)
        rule = self._rule(seen.plain, seen.block, seen.after)
        if rule is not None and rule.role == "item":
            return seen.row(rule.role, rule.concept, rule.fund)
        classified = self._classified(seen)
        code = classified.code if classified else seen.code
        return replace(self._coded(seen.index, seen.number, seen.label, code), unlisted=seen.code)

    def _nameless(self, seen: Seen) -> Row | None:
        return None if seen.plain else seen.row(SKIP)

    def _own_whole(self, seen: Seen) -> Row | None:
        """The name of the body that the document is about stands for its total."""
        whole = self.layouts["whole_behind"].sub("", seen.plain)
        is_own = {seen.plain, whole} & self.own_names and not seen.is_body
        return seen.row("total") if is_own else None

    def _by_rule(self, seen: Seen) -> Row | None:
        """A rule of the layouts tells what its words mean in tables of this kind."""
        plain = seen.plain
        rule = self._rule(plain, seen.block, seen.after)
        if rule is None and seen.unit:
            rule = self._rule(f"{plain}（{seen.unit}）", seen.block, seen.after)
        if rule is None:
            return None
        if rule.role == "skip":
            return seen.row(SKIP)
        if rule.pattern.fullmatch(narrowed := self._narrowed(plain)) and narrowed != plain:
            return seen.unknown()
        if rule.role == "period":
            return replace(seen.row("total"), period=plain)
        if self.items and rule.role == "item" and self._is_thing(seen.words.within):
            return seen.row("item", self.items)
        return seen.row(rule.role, rule.concept, rule.fund)

    def _turning(self, seen: Seen) -> Row | None:
        turns = not self.items and self.layouts["turns_row"].search(seen.name)
        return seen.unknown() if turns else None

    def _in_plain_table(self, seen: Seen) -> Row | None:
        if self.rule.layout != PLAIN:
            return None
        return self._in_words(seen) or seen.row(SKIP)

    def _total(self, seen: Seen) -> Row | None:
        return seen.row("total") if self.layouts["row_total"].fullmatch(seen.plain) else None

    def _sure_body(self, seen: Seen) -> Row | None:
        is_own = seen.is_body and seen.plain in self.own_names
        return seen.row("body") if seen.words.body or is_own else None

    def _by_class_name(self, seen: Seen) -> Row | None:
        classified = None if self._are_items(seen.block) else self._classified(seen)
        if classified is not None:
            coded = self._coded(seen.index, seen.number, seen.label, classified.code)
            return replace(coded, by_name=True)
        use = self.names.class_of_use(seen.plain, seen.block.side, seen.government)
        if use is None:
            return None
        return replace(seen.row("code", f"economic_{use.code}"), code=use.code, family="economic")

    def _body(self, seen: Seen) -> Row | None:
        return seen.row("body") if seen.words.of_body or seen.is_body else None

    def _listed_item(self, seen: Seen) -> Row | None:
        """In an open list any name is that of a thing, but what without its bracket is a kind."""
        if not self.items:
            return None
        without = self.layouts["bracket_says_more"].sub("", seen.plain)
        kind = self._rule(without, seen.block, seen.after)
        unclear = kind is not None and kind.role == "item"
        return seen.unknown() if unclear else seen.row("item", self.items)

    def _by_words(self, seen: Seen) -> Row | None:
        is_closed = seen.government or self.names.is_former(seen.plain)
        return None if is_closed else self._in_words(seen)

    def _rule(self, label: str, block: Block, after: str) -> RowRule | None:
        """Find what a row means; where both sides stand below each other, the one that has it."""
        sides = ("revenue", "expenditure") if self.names.kind.two_sided and not block.side else ()
        find = partial(self.layouts.row, self.rule.layout, after=after, label=label)
        known = [rule for side in sides if (rule := find(side=side)) is not None]
        return find(side=block.side) or (known[0] if len(known) == 1 else None)

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

    def _in_words(self, seen: Seen) -> Row | None:
        """What the row's own words name, as they would in prose; None where they do not."""
        plain = seen.plain
        resolution = self.naming(without_unit(plain, self.layouts)) if self.naming else None
        narrowed = self._narrowed(plain)
        if resolution and self.naming and narrowed != plain:
            without = self.naming(narrowed)
            if without and without.concept == resolution.concept:
                return None
        years = set(map(int, self.layouts["head_year"].findall(seen.label)))
        if resolution is None or years - {self.year}:
            return None
        function, economic = resolution.function_code, resolution.economic_code
        family = "function" if function else "economic" if economic else ""
        row = seen.row("code" if family else "item", resolution.concept, resolution.fund)
        return replace(row, code=function or economic, family=family)

    def _coded(
        self, index: int, number: int, label: str, code: str, named: Collection[str] = ()
    ) -> Row:
        """Make the row of a code; of things of their own, the one that is not called like it."""
        listed = code in self.vocab.economics or self.names.kind.codes == "economic"
        economic = listed and code not in self.vocab.functions
        family = "economic" if economic else "function"
        things = [name for name in (label, *named) if level(name) not in self.names.names_of(code)]
        if self.items and things:
            return Row(index, number, "item", things[0], self.items, "", code, family)
        concept = f"{family}_{code}"
        known = concept if concept in self.vocab.concepts else ""
        return Row(index, number, "code", label, known, "", code, family)

    def _classified(self, seen: Seen) -> ClassificationCode | None:
        return self.names.function_or_class(
            seen.plain, seen.within, seen.block.side, seen.government
        )


_STEPS: tuple[Callable[[RowMeanings, Seen], Row | None], ...] = (
    RowMeanings._dated,
    RowMeanings._by_code,
    RowMeanings._nameless,
    RowMeanings._own_whole,
    RowMeanings._by_rule,
    RowMeanings._turning,
    RowMeanings._in_plain_table,
    RowMeanings._total,
    RowMeanings._sure_body,
    RowMeanings._by_class_name,
    RowMeanings._body,
    RowMeanings._listed_item,
    RowMeanings._by_words,
)
