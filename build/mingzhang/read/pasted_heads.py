"""Heads of several rows pasted from a page: in, their words row by row; out, where each one stands.

On the clipboard of a page a merged head is said once, so a row of heads has fewer cells than the
table has columns. All ways to place them are tried: a head reaches down to the figures over one
column, or parts into those of the next row. What contradicts the words or the columns is dropped;
where several ways are left, the figures decide: 合计 and 小计 are the sum of what stands beside
them, in row after row. Where that proves none, or several, nothing is placed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from mingzhang.vocab.grammar import Patterns, load
from mingzhang.vocab.layers import Place, brought

_APART = ("revenue", "spending", "vehicles")
"""A head that is like one of these never stands below one that is like its opposite alone."""
_MOST_STEPS = 50_000
"""Beyond, no way is looked for."""
_PROOFS = 2
"""Sums of two parts and more that a way must show, when it is not the only one."""
_SPARE = 6
"""Of so many sums one may fail: a slip of the form is no proof that its heads stand elsewhere."""
_ROUNDING = Decimal("0.02")


@lru_cache(maxsize=1024)
def is_like(name: str, text: str) -> bool:
    """Tell that a head is one of those that the vocabulary calls by a name."""
    return _patterns()[f"pasted_{name}"].search(text) is not None


@cache
def _patterns() -> Patterns:
    """The patterns that the program brings: a reader knows of no project."""
    return load(Place(brought() / "grammar")).patterns


@dataclass(frozen=True, slots=True)
class Placed:
    """A head, the `number`-th of row `row`, over `width` columns from `column` on."""

    row: int
    number: int
    text: str
    column: int
    height: int
    width: int
    below: tuple[Placed, ...] = ()


Way = tuple[Placed, ...]
"""Heads that stand beside each other, with all below them."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of the columns: which hold labels, which figures, and the figures by row."""

    labels: frozenset[int]
    figures: frozenset[int]
    values: Sequence[dict[int, Decimal]]
    width: int

    def may_bear(self, text: str, column: int) -> bool:
        """Tell whether a column may have this head alone."""
        if column in self.labels:
            return not is_like("over_figures", text)
        return not is_like("over_labels", text)

    def may_part(self, text: str, first: int, width: int) -> bool:
        """Tell whether a head may part over columns: of one kind, or of a whole side.

        A side is the labels, and all figures that follow.
        """
        over = set(range(first, first + width))
        if width == self.width or (is_like("over_labels", text) and not over <= self.labels):
            return False
        if not (over & self.labels and over & self.figures):
            return True
        begins = {n for n in self.labels if n - 1 not in self.labels} | {self.width}
        return {first, first + width} <= begins


def placed(rows: Sequence[Sequence[str]], columns: Columns) -> tuple[Placed, ...]:
    """Place the heads; () where several ways are left."""
    if not all(text for row in rows for text in row) or len(rows) < 2:
        return ()
    found = _ways([rows], columns)
    left = _not_refuted(found, columns)
    if len(left) != 1 or (len(found) > 1 and left[0][1] < _PROOFS):
        return ()
    return left[0][0]


def unrefuted(
    ways_to_part: Iterable[Sequence[Sequence[str]]], columns: Columns
) -> list[tuple[Way, bool]]:
    """Return the ways to place heads that no figure refutes, and whether sums prove them.

    The heads may be parted into rows in several ways. Two sides that begin alike prove themselves;
    a head with a single one below it is proven by nothing: a head of a column that is gone.
    """
    left = _not_refuted(_ways(ways_to_part, columns), columns)
    return [
        (way, (good >= _PROOFS or len(_sides(way)) == 2) and not _is_chained(way))
        for way, good in left
    ]


def _is_chained(way: Sequence[Placed]) -> bool:
    return any(len(head.below) == 1 for head in flat(way))


def _ways(ways_to_part: Iterable[Sequence[Sequence[str]]], columns: Columns) -> list[Way]:
    """Return the ways to place heads that their words and the columns allow."""
    found: list[Way] = []
    for rows in ways_to_part:
        search = _Search(rows, columns)
        found += search.ways()
        if search.steps > _MOST_STEPS:
            return []
    found = [way for way in found if _is_said(way) and _has_sides(way)]
    return [way for way in found if _is_alike(way)] or found


def _not_refuted(ways: Iterable[Way], columns: Columns) -> list[tuple[Way, int]]:
    """Return the ways that the figures do not contradict, and how many sums each shows."""
    judged = ((way, *_sums(way, columns)) for way in ways)
    return [(way, good) for way, good, bad in judged if bad * _SPARE <= good]


def flat(way: Sequence[Placed]) -> Iterator[Placed]:
    """Yield heads and all below them."""
    for head in way:
        yield head
        yield from flat(head.below)


@dataclass(slots=True)
class _Search:
    """Finds the ways in which heads stand over all columns, each row of them from left to right."""

    rows: Sequence[Sequence[str]]
    columns: Columns
    steps: int = 0

    def ways(self) -> Iterator[tuple[Placed, ...]]:
        """Yield the ways that leave no head over."""
        none = (0,) * len(self.rows)
        for way, used in self._fill(0, none, 0, self.columns.width):
            if used == tuple(map(len, self.rows)):
                yield way

    def _fill(
        self, depth: int, used: tuple[int, ...], first: int, end: int
    ) -> Iterator[tuple[tuple[Placed, ...], tuple[int, ...]]]:
        """Yield the ways to fill columns `first` to `end` from row `depth` of the heads down.

        `used` counts the heads of each row that stand already, here to their left.
        """
        self.steps += 1
        room = self.columns.width - first
        if any(len(row) - n > room for row, n in zip(self.rows, used, strict=True)):
            return
        left = len(self.rows[depth]) - used[depth]
        if depth + 1 == len(self.rows) and left < end - first:
            return
        if first == end:
            yield (), used
        elif left and self.steps <= _MOST_STEPS:
            after = (*used[:depth], used[depth] + 1, *used[depth + 1 :])
            for head, then in self._heads(depth, after, first, end):
                for rest, last in self._fill(depth, then, head.column + head.width, end):
                    yield (head, *rest), last

    def _heads(
        self, depth: int, used: tuple[int, ...], first: int, end: int
    ) -> Iterator[tuple[Placed, tuple[int, ...]]]:
        """Yield the ways in which the next head may stand from column `first` on."""
        number, below = used[depth] - 1, len(self.rows) - depth
        text = self.rows[depth][number]
        if self.columns.may_bear(text, first):
            yield Placed(depth, number, text, first, below, 1), used
        widest = end - first if below > 1 else 0
        for width in range(2, widest + 1):
            if self.columns.may_part(text, first, width):
                for heads, then in self._fill(depth + 1, used, first, first + width):
                    yield Placed(depth, number, text, first, 1, width, heads), then


def _is_said(way: Sequence[Placed]) -> bool:
    """Tell that no head stands below one that its words do not go with."""
    wide = [head for head in flat(way) if head.below]
    for head in wide:
        twins = [o for o in wide if o is not head and _texts(o) == _texts(head)]
        if is_like("sum", head.text) and not twins:
            return False
        for child in flat(head.below):
            for name in _APART:
                is_alone = is_like(f"no_{name}", head.text) and not is_like(name, head.text)
                if is_alone and is_like(name, child.text):
                    return False
    return True


def _has_sides(way: Sequence[Placed]) -> bool:
    """Tell that 收入 beside 支出 part the columns, where two heads below them are the same."""
    said = Counter(head.text for head in flat(way))
    return 2 not in said.values() or len(_sides(way)) in (0, 2)


def _sides(way: Sequence[Placed]) -> list[Placed]:
    """Return 收入 and 支出 over all columns: [first] where these do not begin alike."""
    sides = [head for head in way if is_like("side", "".join(head.text.split()))]
    begins = {head.below[0].text if head.below else "" for head in sides}
    alike = len(begins) == 1 and "" not in begins
    return sides if len(sides) == len(way) == 2 and alike else sides[:1]


def _is_alike(way: Sequence[Placed]) -> bool:
    """Tell that several heads of one row part into the same ones, and none into others."""
    wide = [(head.row, _texts(head)) for head in flat(way) if head.below]
    return len(wide) > len(set(wide)) == len({row for row, _ in wide})


def _texts(head: Placed) -> tuple[str, ...]:
    return tuple(below.text for below in flat(head.below))


def _sums(way: Sequence[Placed], columns: Columns) -> tuple[int, int]:
    """Count the sums that the figures bear out, by several parts in all, and those they do not."""
    good = bad = 0
    for group in (way, *(head.below for head in flat(way) if head.below)):
        for at, head in enumerate(group):
            if not is_like("sum", head.text) or head.below:
                continue
            parts = _parts(group[at + 1 :], columns) or _parts(group[:at][::-1], columns)
            true, false = _agreements(head.column, parts, columns)
            good, bad = good + true, bad + false
    return good, bad


def _agreements(whole: int, parts: Sequence[int], columns: Columns) -> tuple[int, int]:
    """Count the rows in which a column is the sum of others, more than one in all, and is not."""
    good = bad = 0
    used: set[int] = set()
    for row in columns.values if parts else ():
        amounts = {n: row[n] for n in parts if row.get(n)}
        if whole not in row or (not row[whole] and not amounts):
            continue
        if abs(row[whole] - sum(amounts.values())) > _ROUNDING:
            bad += 1
        else:
            good += 1
            used |= amounts.keys()
    return (good if len(used) > 1 else 0), bad


def _parts(heads: Sequence[Placed], columns: Columns) -> list[int]:
    """Return the columns that add up to the sum before these heads."""
    found: list[int] = []
    for head in heads:
        if head.column in columns.labels or is_like("sum", head.text):
            break
        if is_like("of_which", head.text):
            continue
        if not head.below:
            found.append(head.column)
        elif is_like("sum", head.below[0].text) and not head.below[0].below:
            found.append(head.below[0].column)
        else:
            found += _parts(head.below, columns)
    return found
