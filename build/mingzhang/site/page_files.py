"""Pages on disk: in, templates and what they show; out, Markdown files below the docs folder.

Templates are compiled once, and a page is written as it is rendered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from mingzhang.common import urls
from mingzhang.site import addresses, decimal_alignment, searchwords, wording
from mingzhang.site.charts import Chart, standalone

SUFFIX = ".md.j2"
NAMED = frozenset({"机构", "公开文件", "术语", "核对", "Agencies", "Terms", "Checks"})
"""Kinds of pages that bear a name which readers search for."""
LISTED = frozenset({"机构", "术语", "核对", "Agencies"})
"""Those whose names the search has at hand before its index is there; documents are too many."""


class Renderer:
    """Writes pages into a folder and counts them."""

    def __init__(self, templates: Path, docs_dir: Path, shared: Mapping[str, Any]) -> None:
        self.docs_dir = docs_dir
        self.pages = 0
        self.named: list[searchwords.Named] = []
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(templates),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            # `{#name}` gives a heading its id in Markdown, so comments are written otherwise.
            comment_start_string="{##",
            comment_end_string="##}",
            undefined=jinja2.StrictUndefined,
        )
        self._environment.globals.update(shared)
        self._environment.globals.update(_FUNCTIONS)
        self._environment.filters.update(_FILTERS)

    def page(
        self,
        template: str,
        address: str,
        *,
        title: str,
        description: str,
        kind: str = "",
        layout: str = "wide",
        also: Sequence[str] = (),
        meta: Mapping[str, Any] | None = None,
        **shown: Any,
    ) -> None:
        """Write the page at `address` (`agencies/x/`, the home page is ``).

        `kind` groups it in the search, where `also` are further names to find it by; `layout` sets
        its width. Raises jinja2 errors for a template
        that is wrong.
        """
        front = {"title": title, "description": description, "kind": kind, "layout": layout}
        if kind in NAMED:
            front["words"] = searchwords.words((title, *also))
        if kind in LISTED:
            self.named.append(searchwords.Named(kind, title, address, tuple(also)))
        path = self.docs_dir / address / "index.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = self._environment.get_template(template + SUFFIX).stream(
            root=urls.up(address), title=title, page_address=address, **shown
        )
        stream.enable_buffering(64)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.write(front_matter({**front, **(meta or {})}))
            for piece in stream:
                file.write(piece)
        self.pages += 1

    def file(self, address: str, text: str) -> None:
        """Write a file that is no page (CSV, SVG, JSON)."""
        path = self.docs_dir / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")

    def chart(self, page: str, chart: Chart) -> None:
        """Write what a chart offers for download or on demand, beside its page."""
        self.file(f"{page}{chart.name}.csv", chart.csv)
        self.file(f"{page}{chart.name}.svg", standalone(chart.svg))
        self.file(f"{page}{chart.name}.vl.json", chart.spec)


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
    "STAGES": wording.STAGES,
    "MEASURES": wording.MEASURES,
    "ORIGINS": wording.ORIGINS,
    "ROLES": wording.ROLES,
    "OUTCOMES": wording.OUTCOMES,
    "ANSWERS": wording.ANSWERS,
    "SEVERITIES": wording.SEVERITIES,
    "FUNDS": wording.FUNDS,
    "LEVELS": wording.LEVELS,
    "KINDS": wording.KINDS,
}
_FILTERS: Mapping[str, Any] = {
    "md": wording.markdown_text,
    "text": wording.html_text,
    "wan": wording.wan,
    "yi": wording.yi,
    "plain": wording.plain,
    "as_printed": wording.as_printed,
    "grouped": wording.grouped,
    "in_base_unit": wording.in_base_unit,
    "signed": wording.signed,
    "concept_name": wording.concept_name,
    "measure": wording.measure,
    "base": wording.base,
    "origin": wording.origin,
    "slug": addresses.slug,
    "joined": joined,
    "inset": decimal_alignment.inset,
}
