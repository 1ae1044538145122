"""Pages on disk: in, templates and what they show; out, Markdown files below the docs folder.

Templates are compiled once for all processes.
"""

from __future__ import annotations

import json
import pickle
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from mingzhang.common import urls
from mingzhang.common.kept import NOTHING_KEPT, Kept, key, version
from mingzhang.site import addresses, decimal_alignment, searchwords, wording
from mingzhang.site.charts import Chart, standalone, with_links
from mingzhang.site.language import Language
from mingzhang.site.names import Names
from mingzhang.site.searchwords import Named

SUFFIX = ".md.j2"
NAMED = frozenset({"agencies", "documents", "terms", "checks"})
"""Groups of the search whose pages bear a name that readers search for."""
LISTED = frozenset({"agencies", "terms", "checks"})
"""Those whose names the search has at hand before its index is there; documents are too many."""


class Compiled(jinja2.BytecodeCache):
    """Templates compiled once for all processes and builds."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept of these very words."""
        data = self._kept.get(self._name(bucket))
        if data is not None:
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self._kept.put(self._name(bucket), bucket.bytecode_to_string())

    def _name(self, bucket: Bucket) -> str:
        return key("template", bucket.key, bucket.checksum, sys.version, version("Jinja2"))


class Renderer:
    """Writes pages into a folder and counts them."""

    def __init__(
        self, templates: Path, docs_dir: Path, names: Sequence[Names], kept: Kept = NOTHING_KEPT
    ) -> None:
        self.docs_dir = docs_dir
        self.pages = 0
        self.written: list[str] = []
        """The addresses of all files, in the order in which they were written."""
        self.named: dict[str, list[Named]] = {each.language.code: [] for each in names}
        self._names = {each.language.code: each for each in names}
        self._kept = kept
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(templates),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            # `{#name}` gives a heading its id in Markdown, so comments are written otherwise.
            comment_start_string="{##",
            comment_end_string="##}",
            undefined=jinja2.StrictUndefined,
            bytecode_cache=Compiled(kept),
        )
        self._environment.globals.update(_FUNCTIONS)
        self._environment.filters.update(_FILTERS)

    def forget(self) -> None:
        """Begin again, as if nothing had been written."""
        self.pages, self.written = 0, []
        self.named = {code: [] for code in self.named}

    def share(self, values: Mapping[str, Any]) -> None:
        """Let every template name these values."""
        self._environment.globals.update(values)

    def page(
        self,
        template: str,
        address: str,
        language: Language,
        has: Callable[[str, str], bool],
        *,
        title: str,
        description: str,
        group: str,
        layout: str,
        also: Sequence[str],
        meta: Mapping[str, Any],
        **shown: Any,
    ) -> None:
        """Write a page of a language; its Chinese twin stands at `address` (`agencies/x/`).

        `group` is the heading under which the search lists it, where `also` are further names to
        find it by; `layout` sets its width. `has` tells whether a page stands at an address in a
        language. Raises jinja2 errors for a template that is wrong.
        """
        place = language.folder + address
        root = urls.up(place)
        front = {"title": title, "description": description, "kind": "", "layout": layout}
        if group:
            front["kind"] = str(language.words.search_groups[group])
        if group in NAMED:
            front["words"] = searchwords.words((title, *also))
        if group in LISTED:
            self.name(language, group, title, address, also)
        if not language.is_of_sources:
            meta = {"lang": language.code, **meta}

        is_there = cache(lambda to: has(to, language.code))

        def link(to: str) -> Markup:
            """Link a page: in this language where it is there, else in Chinese, said so."""
            if language.is_of_sources:
                return Markup(f'href="{root}{escape(to)}"')
            if is_there(re.split("[#?]", to, maxsplit=1)[0]):
                return Markup(f'href="{root}{language.folder}{escape(to)}"')
            return Markup(f'href="{root}{escape(to)}" hreflang="zh-CN"')

        text = self._environment.get_template(template + SUFFIX).render(
            root=root,
            title=title,
            page_address=place,
            lang=language,
            say=self._names[language.code],
            t=language.words.bound(root=root, home=root + language.folder),
            to=link,
            **shown,
        )
        # A third of all links lead to places of their own page.
        text = text.replace(f'href="{root}{place}#', 'href="#')
        self.file(f"{place}index.md", front_matter({**front, **meta}) + text)
        self.pages += 1

    def once(self, name: str, write: Callable[[], None]) -> None:
        """Write pages and files, or take them as they were kept under a name."""
        known: tuple[int, Mapping[str, bytes], Mapping[str, Sequence[Named]]] | None
        known = self._kept.recall(name, tuple)
        if known is None:
            pages, written = self.pages, len(self.written)
            before = {code: len(named) for code, named in self.named.items()}
            write()
            files = {to: (self.docs_dir / to).read_bytes() for to in self.written[written:]}
            more = {code: named[before[code] :] for code, named in self.named.items()}
            self._kept.put(name, pickle.dumps((self.pages - pages, files, more)))
            return
        self.pages += known[0]
        for address, data in known[1].items():
            self.place(address).write_bytes(data)
        for code, named in known[2].items():
            self.named[code] += named

    def name(
        self, language: Language, group: str, title: str, address: str, also: Sequence[str] = ()
    ) -> None:
        """Let the search find a page, or a part of one, by its name."""
        kind = str(language.words.search_groups[group])
        entry = Named(kind, title, language.folder + address, tuple(also))
        self.named[language.code].append(entry)

    def file(self, address: str, text: str) -> None:
        """Write a file that is no page (CSV, SVG, JSON)."""
        self.place(address).write_text(text, encoding="utf-8", newline="")

    def place(self, address: str) -> Path:
        """Return where a file goes, and remember that it is written."""
        self.written.append(address)
        path = self.docs_dir / address
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def chart(self, page: str, chart: Chart, credit: Sequence[str], address: str) -> None:
        """Write what a chart offers for download; `credit` stands in its picture.

        `address` is that of the site.
        """
        self.file(f"{page}{chart.name}.csv", chart.csv)
        self.file(f"{page}{chart.name}.svg", standalone(chart, credit, address))


def front_matter(values: Mapping[str, Any]) -> str:
    """Write the head of a page. Texts are HTML-escaped, since the theme prints them as they are."""
    lines = [f"{key}: {_scalar(value)}" for key, value in values.items() if value not in ("", None)]
    return "\n".join(["---", *lines, "---", "", ""])


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        value = str(wording.html_text(" ".join(value.split())))
    return json.dumps(value, ensure_ascii=False)


def joined(texts: Iterable[str], separator: str = "、") -> str:
    """Join the texts that are not empty."""
    return separator.join(text for text in texts if text)


_FUNCTIONS: Mapping[str, Any] = {
    "agency_page": urls.agency_page,
    "disclosure_page": urls.disclosure_page,
    "fact_place": addresses.fact_place,
    "text_place": addresses.text_place,
    "term_page": addresses.term_page,
    "check_page": addresses.check_page,
    "local": addresses.local,
    "in_text": addresses.is_in_text,
    "with_links": with_links,
}
_FILTERS: Mapping[str, Any] = {
    "md": wording.markdown_text,
    "text": wording.html_text,
    "plain": wording.plain,
    "as_printed": wording.as_printed,
    "grouped": wording.grouped,
    "in_base_unit": wording.in_base_unit,
    "signed": wording.signed,
    "measure": wording.measure,
    "base": wording.base,
    "origin": wording.origin,
    "slug": addresses.slug,
    "joined": joined,
    "inset": decimal_alignment.inset,
}
