"""Citations ready to paste: in, what is cited; out, GB/T 7714—2015, APA 7 and BibTeX.

No date is known to the build. The day of access, which GB/T 7714 asks for and APA wants of what
goes on changing, is left to the reader as `[引用日期]`; the year of publication is "n.d.".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from mingzhang.common import urls

ACCESSED = "[引用日期]"
"""Where GB/T 7714 wants the day on which the reader looked."""
RETRIEVED = "[date of access]"
"""The same for APA."""
_STOPS = (".", "?", "!", "。", "？", "！")


@dataclass(frozen=True, slots=True)
class Publisher:
    """The site that publishes: its title, who runs it ("" when not stated), its address ("")."""

    title: str
    publisher: str = ""
    address: str = ""

    @property
    def author(self) -> str:
        """Who is named as the author: the publisher, else the site itself."""
        return self.publisher or self.title

    def at(self, place: str) -> str:
        """Return the full address of a place of the site, or "" when the site's is not known."""
        return f"{self.address.rstrip('/')}/{place}" if self.address else ""


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation in three styles. All are plain text."""

    gbt7714: str
    apa: str
    bibtex: str

    @property
    def text(self) -> str:
        """All three, under their names."""
        return f"GB/T 7714\n{self.gbt7714}\n\nAPA\n{self.apa}\n\nBibTeX\n{self.bibtex}\n"


class Data(Protocol):
    """A package as a citation names it: its id, its Chinese title and its fiscal years."""

    @property
    def name(self) -> str:
        """The id."""

    @property
    def title(self) -> str:
        """The Chinese title."""

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years that it covers."""


def of_site(site: Publisher) -> Citation:
    """Cite the site as a whole."""
    title = f"{site.title}：部门预算、决算公开数据"
    return _cite("mingzhang", site.author, title, "DS/OL", "Data set", site, "")


def of_package(site: Publisher, package: str, title: str, years: tuple[int, ...] = ()) -> Citation:
    """Cite one data package by its id and Chinese title; `years` are the fiscal years it covers."""
    whole = f"{title}（{span(years)}）" if years else title
    place = urls.package_page(package)
    return _cite(f"mingzhang-{package}", site.author, whole, "DS/OL", "Data set", site, place)


def of_data(site: Publisher, package: Data) -> Citation:
    """Cite a data package as its own description names it."""
    return of_package(site, package.name, package.title, package.years)


def of_disclosure(
    site: Publisher, disclosure: str, agency: str, title: str, place: str
) -> Citation:
    """Cite the text of one disclosure as the site shows it at `place`; `agency` wrote it."""
    return _cite(disclosure, agency, title, "EB/OL", "Web page", site, place)


def of_figure(
    site: Publisher, fact: str, agency: str, title: str, figure: str, place: str
) -> Citation:
    """Cite one figure: its id, whose it is, the title of its document, label and value, its place.

    `figure` reads like 机关运行经费136.28万元, `place` ends with the fragment of the figure.
    """
    whole = f"{title}：{figure}（数据编号 {fact}）"
    return _cite(fact, agency, whole, "DS/OL", "Data set", site, place)


def _cite(
    key: str, author: str, title: str, kind: str, apa_kind: str, site: Publisher, place: str
) -> Citation:  # fmt: skip
    """Cite a thing on the net without a date of its own.

    GB/T 7714—2015, 4.6: 主要责任者. 题名[类型/载体]. 出版者[引用日期]. 获取和访问路径
    APA 7, 10.9: Author. (n.d.). Title [Description]. Publisher. Retrieved date, from address
    A publisher that is the author already is not named again.
    """
    address = site.at(place)
    author, title = _line(author), _line(title)
    container = _line(site.title) if _line(site.title) != author else ""
    retrieved = f"Retrieved {RETRIEVED}, from {address}" if address else ""
    return Citation(
        gbt7714=_sentences(author, f"{title}[{kind}]", f"{container}{ACCESSED}", end=address),
        apa=_sentences(author, "(n.d.)", f"{title} [{apa_kind}]", container, end=retrieved),
        bibtex=_bibtex(key, author, title, container, address),
    )


def _line(text: str) -> str:
    """Put a text on one line."""
    return " ".join(text.split())


def _sentences(*parts: str, end: str) -> str:
    """Join sentences with full stops, but none after `end`, an address: it would seem its own."""
    sentences = [part if part.endswith(_STOPS) else f"{part}." for part in parts if part]
    return " ".join([*sentences, end] if end else sentences)


def _bibtex(key: str, author: str, title: str, container: str, address: str) -> str:
    fields = {"author": f"{{{_tex(author)}}}", "title": f"{{{_tex(title)}}}"}
    if container:
        fields["howpublished"] = _tex(container)
    if address:
        fields["url"] = address
    fields["note"] = ACCESSED
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}}}"


def _tex(text: str) -> str:
    """Escape what TeX would take for a command."""
    escaped = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return re.sub(r"[\\~^&%$#_{}]", lambda m: escaped.get(m[0], f"\\{m[0]}"), text)


def span(years: tuple[int, ...]) -> str:
    """Print fiscal years, at least one, as a span: `2018—2024`, `2022`."""
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}—{last}"
