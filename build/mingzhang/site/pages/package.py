"""The page of a data package: in, its tables; out, downloads, previews, limits and validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mingzhang.common import citation, formats, urls
from mingzhang.common.published import Package
from mingzhang.paths import JOINED
from mingzhang.site import changelog, data_files, known_limits, snippets, validation
from mingzhang.site.data_files import Resource
from mingzhang.site.known_limits import Limits
from mingzhang.site.language import Language
from mingzhang.site.names import Names
from mingzhang.site.overview import DisclosureSummary, state
from mingzhang.site.page_kind import AgencyWork, PageKind, Site


def write_agency(site: Site, work: AgencyWork) -> None:
    """Write the page of the package of an agency."""
    shown = view(site, work.package, work.limits, work.summaries)
    for _, names in site.languages_of(KIND):
        _write(site, names, names.agency_text(work.name), shown)


def write_joined(site: Site, names: Names) -> None:
    """Write the page of the package that joins all others."""
    _write(site, names, str(names.language.words.package.joined), joined(site))


def joined(site: Site) -> Mapping[str, Any]:
    """Show the package that joins all others. All agencies must have been read."""
    if site.joined_view is None:
        limits = known_limits.together(site.limits)
        site.joined_view = view(site, site.joined, limits, site.summaries)
    return site.joined_view


def _write(site: Site, names: Names, title: str, shown: Mapping[str, Any]) -> None:
    words = names.language.words.package
    site.page(
        KIND,
        names.language,
        urls.package_page(shown["package"].name),
        title=words.title.text(name=title),
        description=words.description.text(name=title),
        package_title=title,
        **programmes(site, shown, names.language),
        **shown,
    )


def programmes(site: Site, shown: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Write the programmes that read the package, with remarks in a language."""
    chosen = shown["example"]
    if not chosen:
        return {"snippets": (), "formula": ""}
    name = shown["package"].name
    kinds = formats.of_package(name, site.settings.formats, formats.large(site.joined))
    by_id = {kind.id: kind for kind in kinds}
    return {
        "snippets": snippets.snippets(chosen, shown["folder"], language, by_id),
        "formula": snippets.formula(chosen, language) if "xlsx" in by_id else "",
    }


def view(
    site: Site, package: Package, limits: Limits, summaries: Sequence[DisclosureSummary]
) -> Mapping[str, Any]:
    """Collect what pages show of a package in any language."""
    resources = data_files.resources(package)
    return {
        "package": package,
        "resources": resources,
        "limits": limits,
        "state": state(summaries),
        "summaries": summaries,
        **_previewed(site, package, {resource.name: resource for resource in resources}),
        "report": validation.validate(package, site.kept),
        "log": changelog.read(package.folder, urls.up(urls.package_page(package.name))),
        "cited": citation.of_data(site.settings.cited, package),
        "folder": site.settings.cited.at(urls.package_page(package.name)),
    }


def _previewed(site: Site, package: Package, by_name: Mapping[str, Resource]) -> Mapping[str, Any]:
    preferred = site.highlights.key_figures
    wide = by_name.get(snippets.HEADLINE)
    return {
        "by_name": by_name,
        "headline": data_files.headline_preview(package, wide, preferred),
        "preview": data_files.fact_preview(package),
        "example": snippets.example(package, preferred),
    }


KIND = PageKind(
    "package",
    places=("data/*/", f"data/{JOINED}/"),
    group="data",
    of_agency=write_agency,
    of_all=write_joined,
)
