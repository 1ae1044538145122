"""The README of each package: in, what was written; out, Markdown, Chinese first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2

from mingzhang.common.site_settings import Settings
from mingzhang.model import Stage
from mingzhang.package.csvfile import CsvFile
from mingzhang.package.descriptor import Titles
from mingzhang.package.table_rows import Published, counts
from mingzhang.paths import JOINED

_TEMPLATES = Path(__file__).parent / "templates"
_STAGES = {Stage.BUDGET: ("预算", "budget"), Stage.FINAL: ("决算", "final account")}


@dataclass(frozen=True, slots=True)
class Listed:
    """One disclosure as the README lists it."""

    disclosure: str
    title: str
    stage_zh: str
    source_url: str
    path: str


def package_readme(
    package: str,
    titles: Titles,
    published: Sequence[Published],
    files: Sequence[CsvFile],
    totals: Mapping[str, int],
    site: Settings,
) -> str:
    """Say what a package holds, how to cite and read it, and what its limits are."""
    return (
        _environment()
        .get_template("package.md.j2")
        .render(
            package=package,
            joined=package == JOINED,
            titles=titles,
            listed=[_listed(item, package) for item in published] if package != JOINED else [],
            files=files,
            totals=totals,
            site=site,
        )
    )


def collection_readme(packages: Sequence[tuple[str, str, int, int]], site: Settings) -> str:
    """List all packages: id, name, number of disclosures and of facts."""
    return _environment().get_template("collection.md.j2").render(packages=packages, site=site)


def add_up(published: Iterable[Published]) -> Counter[str]:
    """Add up the counts of some disclosures, keyed by columns of `disclosures`, and two more."""
    totals: Counter[str] = Counter()
    for item in published:
        totals.update(counts(item))
        totals["disclosures"] += 1
        totals["without_address"] += not item.disclosure.source.source_url
    return totals


def _listed(published: Published, package: str) -> Listed:
    source = published.disclosure.source
    return Listed(
        source.disclosure,
        source.title,
        _STAGES[source.stage][0],
        source.source_url,
        f"sources/{source.disclosure}/{source.path.name}",
    )


@cache
def _environment() -> jinja2.Environment:
    # The output is Markdown: HTML escaping would be wrong, the filter `md` guards what is foreign.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["md"] = _markdown_text
    return environment


def _markdown_text(text: str) -> str:
    """Make foreign text harmless in Markdown: one line, no markup, no table borders."""
    return re.sub(r"([\\`*_{}\[\]<>|#!~])", r"\\\1", " ".join(text.split()))
