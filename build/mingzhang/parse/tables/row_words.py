"""Words of simple tables: in, a label and where its table stands; out, the concept that it names.

A table within the prose has no statutory title; its rows say what they are in the words that the
prose itself uses, so the same look-up tells what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingzhang.model import Grid, Section, Source
from mingzhang.parse.concepts.labels import MONEY, Context, LabelIndex, Resolution

_EXACT = ("label", "function_path", "code")
"""Rules that read a label as a whole: in a table there are no words around it to choose by."""


@dataclass(frozen=True, slots=True)
class TableWords:
    """Resolves the labels of tables by the section that they stand in."""

    index: LabelIndex
    sections: Sequence[Section]
    source: Source

    def section_kind(self, grid: Grid) -> str:
        """Return the kind of the innermost section around a table that has one, else ""."""
        return next((section.kind for section in self._around(grid) if section.kind), "")

    def subject(self, grid: Grid) -> Resolution | None:
        """Return what the title of a table is about: what its totals row sums up."""
        title = self.index.vocab.layouts["table_of"].sub("", grid.title)
        return self._exact(title, self._context(grid, "")) if title else None

    def label(self, text: str, grid: Grid, unit: str) -> Resolution | None:
        """Return what the label of a row means, or `None` when its words are not known."""
        resolution = self._exact(text, self._context(grid, unit))
        # 支出预算 in a final account is a figure of the other account than its column says.
        return (
            resolution
            if resolution is None or resolution.stage in ("", self.source.stage)
            else None
        )

    def _exact(self, text: str, context: Context) -> Resolution | None:
        resolution = self.index.resolve(text, context)
        return resolution if resolution is not None and resolution.rule in _EXACT else None

    def _context(self, grid: Grid, unit: str) -> Context:
        tags = tuple(dict.fromkeys(self._tags(grid)))
        families = [family for tag in tags if (family := self.index.known[tag].family)]
        return Context(
            tags, unit or MONEY, families[0] if families else "", year=self.source.fiscal_year
        )

    def _tags(self, grid: Grid) -> Iterator[str]:
        kinds = {kind.section: kind.concept for kind in self.index.vocab.sections}
        around = [section.kind for section in self._around(grid) if section.kind]
        for kind in around:
            yield from (f"{kind}:{self.source.stage}", kind)
        for kind in around:
            if kinds.get(kind):
                yield kinds[kind]

    def _around(self, grid: Grid) -> list[Section]:
        """Return the sections around a table, the innermost first."""
        sections = [
            section for section in self.sections if section.start <= grid.start < section.end
        ]
        return sorted(sections, key=lambda section: -section.start)
