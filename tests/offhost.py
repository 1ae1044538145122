"""Finds what a browser would fetch from another host: in, a built site; out, one line for each.

Plain links (`<a href>`) are fetched only when a reader follows them and are left out.
Use: python3 tests/offhost.py site
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ELSEWHERE = re.compile(r"\s*(?:https?:|wss?:)?//", re.IGNORECASE)
FETCHING = {
    "src", "srcset", "data", "poster", "background", "action", "formaction", "manifest",
    "href", "xlink:href", "ping", "imagesrcset",
}  # fmt: skip
# Relations of <link> that only tell something; all others make the browser fetch or connect.
TELLING = {"canonical", "alternate", "license", "author", "help", "next", "prev", "me"}
CSS = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])\s*((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)
JS = re.compile(
    r"""(?:fetch|import|importScripts|Worker|SharedWorker|EventSource|WebSocket|sendBeacon"""
    r"""|\.open\(\s*["'`][A-Z]+["'`]\s*,|\.src\s*=|\bfrom)\s*\(?\s*["'`]"""
    r"""((?:https?:|wss?:)?//[^"'`\s]+)"""
)


class _Page(HTMLParser):
    """Collects the addresses that a page would fetch from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag if tag in ("script", "style") else ""
        self.found.extend(CSS.findall(given.get("style", "")))
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.found.extend(re.findall(r"url=\s*((?:https?:)?//\S+)", given.get("content", "")))
        told = tag == "link" and set(given.get("rel", "").lower().split()) <= TELLING
        if tag in ("a", "area") or (told and given.get("rel")):
            given.pop("href", None)
        if tag == "a":
            given.pop("xlink:href", None)
        for name in FETCHING & given.keys():
            parts = given[name].split(",") if name.endswith("srcset") else [given[name]]
            self.found.extend(part.strip() for part in parts if ELSEWHERE.match(part))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.extend((CSS if self._inside == "style" else JS).findall(data))


def in_text(suffix: str, text: str) -> list[str]:
    """Return the addresses on other hosts that a file of this suffix would make a browser fetch."""
    if suffix in (".html", ".svg", ".xhtml"):
        page = _Page()
        page.feed(text)
        page.close()
        return page.found
    if suffix == ".css":
        return CSS.findall(text)
    return JS.findall(text) if suffix in (".js", ".mjs") else []


def scan(site: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file of a built site with each address on another host that it would fetch."""
    for path in sorted(site.rglob("*")):
        if path.suffix in (".html", ".svg", ".xhtml", ".css", ".js", ".mjs") and path.is_file():
            for address in in_text(path.suffix, path.read_text(encoding="utf-8", errors="replace")):
                yield path.relative_to(site), address


def main(words: list[str]) -> int:
    """Print every finding; return 1 when there is one, 2 when there is no site."""
    site = Path(words[0] if words else "site")
    if not (site / "index.html").is_file():
        print(f"{site}: no built site", file=sys.stderr)
        return 2
    findings = list(scan(site))
    for path, address in findings:
        print(f"{path}: {address}")
    print(f"{len(findings)} requests to other hosts")
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
