"""The pages of the data: in, packages and what was counted of them; out, `data/` and below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mingzhang.common import citation, urls
from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.common.published import Package
from mingzhang.common.site_settings import Settings
from mingzhang.paths import JOINED
from mingzhang.site import changelog, data_files, known_limits, paging, snippets, validation
from mingzhang.site.data_files import Resource
from mingzhang.site.highlights import Highlights
from mingzhang.site.home import AgencySummary
from mingzhang.site.known_limits import Limits
from mingzhang.site.overview import DisclosureSummary, state
from mingzhang.site.page_files import Renderer

JOINED_TITLE = "全部机构"


@dataclass
class DataPages:
    """Writes the pages of packages, and remembers what the pages about all of them need."""

    pages: Renderer
    settings: Settings
    highlights: Highlights
    kept: Kept = NOTHING_KEPT
    """Where reports of validation are kept."""
    limits: list[Limits] = field(default_factory=list)

    def write_package(
        self,
        package: Package,
        title: str,
        found: Limits,
        summaries: Sequence[DisclosureSummary],
    ) -> dict[str, Any]:
        """Write the page of a package; return what pages about the joined one show as well."""
        if package.name != JOINED:
            self.limits.append(found)
        resources = data_files.resources(package)
        place = urls.package_page(package.name)
        shown = {
            "package": package,
            "package_title": title,
            "resources": resources,
            "limits": found,
            "state": state(summaries),
            "summaries": summaries,
            **self._prepared(package, resources, place),
        }
        self.pages.page(
            "package",
            place,
            title=f"数据包：{title}",
            description=f"{title}的预算、决算公开数据：数据表、字段说明、已知局限与下载。",
            kind="数据",
            **shown,
        )
        return shown

    def _prepared(
        self, package: Package, resources: Sequence[Resource], place: str
    ) -> dict[str, Any]:
        by_name = {resource.name: resource for resource in resources}
        chosen = snippets.example(package, self.highlights.key_figures)
        folder = self.settings.cited.at(place)
        return {
            "by_name": by_name,
            "TYPES": data_files.TYPES,
            "headline": data_files.headline_preview(
                package, by_name.get(snippets.HEADLINE), self.highlights.key_figures
            ),
            "preview": data_files.fact_preview(package),
            "report": validation.validate(package, self.kept),
            "log": changelog.read(package.folder, urls.up(place)),
            "cited": citation.of_data(self.settings.cited, package),
            "example": chosen,
            "folder": folder,
            "snippets": snippets.snippets(chosen, folder) if chosen else (),
            "formula": snippets.formula(chosen) if chosen else "",
        }

    def write_overviews(
        self,
        joined: Package,
        agencies: Sequence[AgencySummary],
        summaries: Sequence[DisclosureSummary],
    ) -> dict[str, Any]:
        """Write the joined package, the page about all data and the dictionary."""
        found = known_limits.together(self.limits)
        shown = self.write_package(joined, JOINED_TITLE, found, summaries)
        self.pages.page(
            "data",
            "data/",
            title="数据",
            description="下载全部数据：常用数字表、Excel、CSV、Parquet、SQLite，附代码示例与已知局限。",
            kind="数据",
            agencies=agencies[: paging.PER_PAGE],
            agencies_in_all=len(agencies),
            **shown,
        )
        self.pages.page(
            "dictionary",
            "data/dictionary/",
            title="数据字典",
            description="每张数据表的每个字段：类型、含义与中英文说明。",
            kind="数据",
            resources=[resource for resource in shown["resources"] if resource.fields],
            TYPES=data_files.TYPES,
        )
        return shown


def in_english(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what the page about all data shows into what its English twin shows."""
    chosen = shown["example"]
    return {
        **shown,
        "snippets": snippets.snippets(chosen, shown["folder"], english=True) if chosen else (),
        "formula": snippets.formula(chosen, english=True) if chosen else "",
    }
