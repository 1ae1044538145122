"""Weighs the pages of a built site: in, its folder; out, bytes that a browser is sent, by kind.

A static host compresses texts with gzip. The first load is a page with all that its HTML asks for;
what scripts fetch (search only when someone asks) is weighed by itself.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mingzhang.model import UserError
from mingzhang.site.kinds import KINDS
from mingzhang.site.language import CHINESE

LEVEL = 6
"""The level of gzip that hosts use by default."""
PAGE = "index.html"
PLACES: Mapping[str, tuple[str, ...]] = {
    str(CHINESE.words[kind.name].kind): tuple(f"{place}{PAGE}" for place in kind.places)
    for kind in KINDS.values()
}
"""The places of files by kind of page; a page that is named is of that kind alone."""
BY_SCRIPT: Mapping[str, tuple[str, ...]] = {
    "比较页的目录，打开比较页时": ("compare/data/index.json",),
    "搜索的脚本（不含索引），搜索时才载入": (
        "pagefind/pagefind.js",
        "pagefind/pagefind-worker.js",
        # What Chinese pages load; English ones load a stemmer of their own, as large.
        "pagefind/wasm.unknown.pagefind",
    ),
}
LOADED_RELATIONS = {"stylesheet", "icon", "preload", "modulepreload"}


@dataclass(frozen=True, slots=True)
class Weight:
    """The heaviest page of a kind: compressed bytes of the page and of all that it loads."""

    kind: str
    address: str
    pages: int
    page_bytes: int
    total_bytes: int


def weights(site_dir: Path) -> tuple[Weight, ...]:
    """Weigh the heaviest page of each kind that the site has. Raises UserError without a site."""
    if not (site_dir / PAGE).is_file():
        raise UserError(site_dir, "这里还没有网站", "请先运行 mingzhang build")
    size = cache(_compressed)
    return tuple(_heaviest(kind, site_dir, size) for kind in PLACES if _pages(kind, site_dir))


def by_script(site_dir: Path) -> dict[str, int]:
    """Weigh what scripts fetch beyond the page itself, in compressed bytes."""
    return {
        title: sum(_compressed(path) for name in names for path in site_dir.glob(name))
        for title, names in BY_SCRIPT.items()
    }


def told(site_dir: Path) -> Iterator[str]:
    """Tell the weights in a few lines. Raises UserError when there is no built site."""
    yield "首次打开一页要传多少（gzip 压缩后；每类取最重的一页）："
    for weight in weights(site_dir):
        yield (
            f"  {weight.kind}：{_kilobytes(weight.total_bytes)}"
            f"（其中网页 {_kilobytes(weight.page_bytes)}）"
            f" · 共 {weight.pages:,} 页 · 最重 /{weight.address}"
        )
    yield "由脚本另外载入："
    for title, size in by_script(site_dir).items():
        yield f"  {title}：{_kilobytes(size)}"


def _kilobytes(size: int) -> str:
    return f"{size / 1024:.1f} KB"


def _pages(kind: str, site_dir: Path) -> list[Path]:
    named = {place for each in PLACES if each != kind for place in PLACES[each] if "*" not in place}
    paths = (path for pattern in PLACES[kind] for path in site_dir.glob(pattern))
    return sorted(path for path in paths if path.relative_to(site_dir).as_posix() not in named)


def _heaviest(kind: str, site_dir: Path, size: Callable[[Path], int]) -> Weight:
    pages = _pages(kind, site_dir)
    sums = {page: sum(map(size, {page, *loaded(page)})) for page in pages}
    page = max(pages, key=lambda each: sums[each])
    address = page.parent.relative_to(site_dir).as_posix()
    address = "" if address == "." else f"{address}/"
    return Weight(kind, address, len(pages), size(page), sums[page])


def _compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), LEVEL, mtime=0))


def loaded(page: Path) -> frozenset[Path]:
    """List the files of the site that a browser loads with a page without being asked."""
    reader = _Loads()
    reader.feed(page.read_text(encoding="utf-8"))
    reader.close()
    linked = (page.parent / unquote(urlsplit(link).path) for link in reader.links)
    return frozenset(path.resolve() for path in linked if path.is_file())


class _Loads(HTMLParser):
    """Collects the addresses that a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_link = tag == "link" and bool(LOADED_RELATIONS & set(given.get("rel", "").split()))
        link = given.get("href", "") if is_link else given.get("src", "")
        if link and not urlsplit(link).scheme:
            self.links.append(link)
