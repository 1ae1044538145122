"""Reads built pages: in, a folder of HTML; out, ids, links and texts, as browsers see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
    "track", "wbr",
}  # fmt: skip


INLINE = {"a", "mark", "span", "small"}


@dataclass
class Page:
    """What one page holds."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.page.tags.append((tag, given))
        if "id" in given:
            self.page.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.page.links.append(given["href"])
        if tag in {"script", "img", "source"} and given.get("src"):
            self.page.links.append(given["src"])
        if tag == "link" and given.get("href"):
            self.page.links.append(given["href"])
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.page.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.page.unclosed.append(tag)


@cache
def read(path: Path) -> Page:
    """Read one page."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    reader.page.unclosed += reader.open
    return reader.page


def pages(folder: Path) -> list[Path]:
    """List the pages of a site, without the one that stands for missing ones."""
    return sorted(path for path in folder.rglob("*.html") if path.name != "404.html")


def broken_links(folder: Path) -> Iterator[str]:
    """Yield each link within a site whose file or anchor does not exist."""
    for path in pages(folder):
        for link in read(path).links:
            parts = urlsplit(link)
            if parts.scheme or link.startswith("//"):
                continue
            problem = _problem(folder, path, unquote(parts.path), unquote(parts.fragment))
            if problem:
                yield f"{path.relative_to(folder)}: {link}: {problem}"


def _problem(folder: Path, page: Path, target: str, fragment: str) -> str:
    if target.startswith("/"):
        return "absolute"
    to = (page.parent / target).resolve() if target else page
    if folder.resolve() not in (to, *to.parents):
        return "outside the site"
    if to.is_dir():
        to = to / "index.html"
    if not to.is_file():
        return "no such file"
    if fragment and fragment not in read(to).ids:
        return "no such anchor"
    return ""


class _Text(HTMLParser):
    """Collects the text of the elements that carry a class, line by line."""

    def __init__(self, css: str) -> None:
        super().__init__(convert_charrefs=True)
        self.css = css
        self.depth = 0
        self.skipped = 0
        self.cells = 0
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        css = (dict(attrs).get("class") or "").split()
        if self.depth:
            self.depth += 1
            if {"mz-aside", "mz-pageno"} & set(css) or self.skipped:
                self.skipped += 1
            elif tag == "td":
                self.lines[-1] += "\t" * self.cells
                self.cells = 1
            elif tag not in INLINE and "mz-grid" not in css and tag not in {"table", "tbody"}:
                self.lines.append("")
                self.cells = 0
        elif self.css in css:
            self.depth = 1

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag not in VOID:
            self.depth -= 1
            self.skipped = max(self.skipped - 1, 0)

    def handle_data(self, data: str) -> None:
        if self.depth > 1 and not self.skipped:
            self.lines[-1] += data


def source_lines(path: Path) -> list[str]:
    """Read the lines of the source back out of a reader page, without what was put between them."""
    reader = _Text("mz-text")
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader.lines
