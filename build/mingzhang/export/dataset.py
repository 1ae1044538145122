"""Metadata of one package: in, its descriptor and files; out, schema.org and fiscal mappings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingzhang.common import formats, urls
from mingzhang.common.formats import Format
from mingzhang.common.published import Package, Table
from mingzhang.common.site_settings import Settings
from mingzhang.paths import JOINED

CHIEF_TABLES = ("headline", "facts")
BUDGET_TAXONOMY = "https://specs.frictionlessdata.io/taxonomies/fiscal/budgets.json"

# Groups of concepts whose amounts are money that comes in or goes out.
_DIRECTIONS: Mapping[str, str] = {
    "revenue": "revenue",
    "expenditure": "expenditure",
    "function": "expenditure",
    "economic": "expenditure",
    "three_public": "expenditure",
    "running_costs": "expenditure",
}
# Money that moves between years stands on both sides of an account and is neither.
_NO_FLOW = frozenset({
    "opening_carryover", "opening_fiscal_carryover", "closing_carryover",
    "closing_fiscal_carryover", "surplus_distribution", "institutional_fund_used",
    "non_fiscal_surplus_used",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Download:
    """One file that the package offers: path from the root of the site, name, size in bytes."""

    path: str
    title: str
    title_en: str
    size: int
    kind: Format

    @property
    def format(self) -> str:
        """The suffix, which names the format."""
        return self.kind.id

    @property
    def media_type(self) -> str:
        """The registered media type."""
        return "application/gzip" if self.path.endswith(formats.PACKED) else self.kind.media_type


@dataclass(frozen=True, slots=True)
class Variable:
    """One figure that the package has of bodies and years, in Chinese and English, and its unit."""

    name: str
    name_en: str
    unit: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """What catalogues need to know of a package. `region` is the code and the name of its place."""

    name: str
    title: str
    title_en: str
    description: str
    description_en: str
    keywords: tuple[str, ...]
    years: tuple[int, ...]
    licence: str
    version: str
    sources: tuple[Mapping[str, str], ...]
    downloads: tuple[Download, ...]
    variables: tuple[Variable, ...] = ()
    creator: str = ""
    region: tuple[str, str] = ("", "")

    @property
    def page(self) -> str:
        """The page of the package."""
        return urls.package_page(self.name)

    @property
    def chief_downloads(self) -> tuple[Download, ...]:
        """What a catalogue lists: whole files and the two tables that most people want.

        Of the joined package everything; naming each table of each body would make catalogues of
        many bodies larger than the data.
        """
        if self.name == JOINED:
            return self.downloads
        chief = {self.page + formats.CSV.path(table) for table in CHIEF_TABLES}
        whole = {self.page + file_format.path(self.name) for file_format in formats.WHOLE}
        return tuple(download for download in self.downloads if download.path in chief | whole)


def dataset(
    package: Package, all_tables: Sequence[Table], site_dir: Path, kinds: Sequence[Format]
) -> Dataset:
    """Describe a package whose files, in these formats, lie in `site_dir/data/<package>/`."""
    described, name = package.descriptor, package.name
    page = urls.package_page(name)
    folder = site_dir / page
    by_name = {table.name: table for table in all_tables}
    downloads = []
    for kind, part, path in formats.paths(name, tuple(by_name), kinds):
        titles = (kind.title_zh, kind.title_en)
        if part in kind.years:
            titles = (f"{kind.title_zh}（{part} 年度）", f"{kind.title_en} ({part})")
        elif part:
            of = by_name[part]
            titles = (f"{of.title_zh}（{kind.name}）", f"{of.title_en} ({kind.name})")
        size = (folder / path).stat().st_size
        downloads.append(Download(page + path, *titles, size, kind))
    return Dataset(
        name=name,
        title=described["title"],
        title_en=described["title_en"],
        description=described["description"],
        description_en=described["description_en"],
        keywords=tuple(described["keywords"]),
        years=tuple(described["fiscal_years"]),
        licence=described["licenses"][0]["path"],
        version=described["version"],
        sources=tuple(described["sources"]),
        downloads=tuple(downloads),
        variables=tuple(
            Variable(f.title_zh, f.title_en, f.unit) for f in by_name["headline"].fields if f.unit
        ),
        creator=_creator(name, by_name),
        region=_region(name, by_name),
    )


def _creator(name: str, by_name: Mapping[str, Table]) -> str:
    """Say who published the accounts of an agency's package: its Chinese name, "" of all."""
    rows = by_name["agencies"].records()
    return next((row["name_zh"] for row in rows if row["agency"] == name), "")


def _region(name: str, by_name: Mapping[str, Table]) -> tuple[str, str]:
    """Give the code and the full name of the smallest region that all bodies with accounts are in.

    Both are empty when there is none.
    """
    regions = {row["code"]: row for row in by_name["regions"].records()}
    homes = {row["agency"]: row["region"] for row in by_name["agencies"].records()}
    bodies = {name}
    if name == JOINED:
        bodies = {row["agency"] for row in by_name["disclosures"].records()}
    common: list[str] | None = None
    for body in sorted(bodies):
        path = _path(homes.get(body, ""), regions)
        common = [a for a, b in zip(path, path if common is None else common, strict=False)
                  if a == b]  # fmt: skip
    if not common:
        return "", ""
    return common[-1], "".join(regions[code]["name_zh"] for code in common)


def _path(code: str, regions: Mapping[str, Mapping[str, str]]) -> list[str]:
    """List a region and those it lies in, the widest first."""
    path: list[str] = []
    while code in regions and code not in path:
        path.insert(0, code)
        code = regions[code]["parent"]
    return path


def schema_org(package: Dataset, site: Settings) -> dict[str, Any]:
    """Describe a package for search engines (schema.org `Dataset`).

    Without a known address of the site, all addresses are relative to the page of the package.
    """
    page = package.page
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{site.at(page, page)}#dataset",
        "name": package.title,
        "alternateName": package.title_en,
        "description": f"{package.description} {package.description_en}",
        "url": site.at(page, page),
        "identifier": f"mingzhang-{package.name}",
        "license": package.licence,
        "version": package.version,
        "isAccessibleForFree": True,
        "inLanguage": ["zh-CN", "en"],
        "keywords": list(package.keywords),
        "creator": _organisation(package, site),
        "publisher": _publisher(site),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": site.title,
            "url": site.at("", page),
        },
        "variableMeasured": [_variable(each) for each in package.variables],
        "distribution": [_download(each, site, page) for each in package.chief_downloads],
    }
    place = package.region[1] or site.region
    if place:
        node["spatialCoverage"] = {"@type": "Place", "name": place}
    if package.years:
        node["temporalCoverage"] = f"{min(package.years)}/{max(package.years)}"
    based_on = [_source(each, site, page) for each in package.sources]
    if package.name != JOINED:
        node["isPartOf"] = site.at(urls.package_page(JOINED), page)
        if based_on:
            node["isBasedOn"] = based_on
    return node


def _organisation(package: Dataset, site: Settings) -> dict[str, str]:
    """Name who made the figures: the body, or of all bodies together the site."""
    if package.creator:
        return {"@type": "GovernmentOrganization", "name": package.creator}
    return _publisher(site)


def _publisher(site: Settings) -> dict[str, str]:
    return {"@type": "Organization", "name": site.publisher or site.title}


def _variable(variable: Variable) -> dict[str, str]:
    unit = "元" if variable.unit == "CNY" else variable.unit
    names = {"name": variable.name, "alternateName": variable.name_en}
    return {"@type": "PropertyValue", **names, "unitText": unit}


def _download(download: Download, site: Settings, page: str) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": download.title,
        "alternateName": download.title_en,
        "encodingFormat": download.media_type,
        "contentUrl": site.at(download.path, page),
        "contentSize": f"{download.size} B",
    }


def _source(source: Mapping[str, str], site: Settings, page: str) -> dict[str, str]:
    """Name a source, with its address where one is known; our own copy is no address of it."""
    work = {"@type": "CreativeWork", "name": source["title"]}
    path = source.get("path", "")
    return {**work, "url": path} if path.startswith(("http://", "https://")) else work


def fiscal(package: Dataset, concepts: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """Map the table of facts onto the column types of the Fiscal Data Package, where they fit.

    Only facts with `measure` amount and `unit` CNY are fiscal amounts; direction follows from the
    concept, phase from the stage.
    """
    csv = next(
        (each.kind for each in package.downloads if each.format == formats.CSV.id), formats.CSV
    )
    directions = {
        row["concept"]: _DIRECTIONS.get(row["concept_group"], "")
        for row in concepts
        if row["kind"] == "amount" and row["concept"] not in _NO_FLOW
    }
    return {
        "api": urls.API,
        "resource": "figures",
        "path": csv.path("figures"),
        "title": package.title,
        "taxonomy": BUDGET_TAXONOMY,
        "countryCode": "CN",
        "filters": {"measure": "amount", "unit": "CNY"},
        "columnTypes": {
            "figure": "budget-line-id",
            "value": "value",
            "unit": "value-currency:code",
            "fiscal_year": "date:fiscal-year",
            "stage": "phase:id",
            "agency": "administrative-classification:generic:level1:code",
            "scope_id": "administrative-classification:generic:level2:code",
            "scope": "administrative-classification:generic:level2:label",
            "function_code": "functional-classification:generic:code",
            "economic_code": "economic-classification:generic:code",
            "fund": "fin-source:generic:code",
        },
        "phase": {
            "column": "stage",
            "values": {
                "budget": "approved",
                "initial_budget": "approved",
                "revised_budget": "adjusted",
                "final": "executed",
            },
        },
        "direction": {
            "column": "concept",
            "values": {concept: way for concept, way in directions.items() if way},
        },
        "classifications": {
            "function_code": {
                "name": "政府收支分类科目：支出功能分类",
                "levels": {"3": "类", "5": "款", "7": "项"},
                "path": csv.path("functions"),
            },
            "economic_code": {
                "name": "政府收支分类科目：部门预算支出经济分类",
                "levels": {"3": "类", "5": "款"},
                "path": csv.path("economics"),
            },
        },
        "notes": [
            "stage 为 point_in_time 的是余额，不是收支，没有对应的 phase。",
            "结转结余、弥补收支差额等跨年度的资金不算收入也不算支出，没有对应的 direction。",
            "facts 中既有合计又有分项，直接相加会重复；请按 parent_fact 或科目层次取数。",
            "origin 为 derived 的是推算数，原文没有直接写。",
        ],
    }
