"""Long lists in parts: in, items and an address; out, pages of items that know their neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from mingzhang.site.language import Language

T = TypeVar("T")
PER_PAGE = 300
"""Rows on one page: about 25 KB compressed."""


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One page of a list. `pages` are the addresses of all its pages; `number` counts from 1."""

    address: str
    items: Sequence[T]
    number: int
    pages: tuple[str, ...]

    def mark(self, language: Language) -> str:
        """What tells the description of a further page from that of the first."""
        return str(language.words.part.text(number=self.number)) if self.number > 1 else ""


def parts(items: Sequence[T], address: str, size: int = PER_PAGE) -> Iterator[Part[T]]:
    """Split a list; the first page has the address itself, also when there is nothing to list."""
    starts = range(0, max(len(items), 1), size)
    pages = tuple(
        address if not start else f"{address}page-{start // size + 1}/" for start in starts
    )
    for number, start in enumerate(starts, 1):
        yield Part(pages[number - 1], items[start : start + size], number, pages)
