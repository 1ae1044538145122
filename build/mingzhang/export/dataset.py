"""Metadata of one package: in, its descriptor and files; out, schema.org and fiscal mappings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingzhang.datapackage import Package
from mingzhang.export import places
from mingzhang.export.rows import Table, records
from mingzhang.export.settings import SiteSettings

JOINED = "all"
CHIEF_TABLES = ("headline", "facts")
MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
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


@dataclass(frozen=True, slots=True)
class Download:
    """One file that the package offers: path from the root of the site, name, size in bytes."""

    path: str
    title: str
    title_en: str
    size: int

    @property
    def format(self) -> str:
        """The suffix, which names the format."""
        return self.path.rpartition(".")[2]

    @property
    def media_type(self) -> str:
        """The registered media type."""
        return MEDIA_TYPES[self.format]


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
    sources: tuple[Mapping[str, str], ...]
    downloads: tuple[Download, ...]
    creator: str = ""
    region: tuple[str, str] = ("", "")

    @property
    def page(self) -> str:
        """The page of the package."""
        return places.package_page(self.name)

    @property
    def chief_downloads(self) -> tuple[Download, ...]:
        """What a catalogue lists: whole files and the two tables that most people want.

        Of the joined package everything; naming each table of each body would make catalogues of
        many bodies larger than the data.
        """
        if self.name == JOINED:
            return self.downloads
        chief = {f"{self.page}{table}.csv" for table in CHIEF_TABLES}
        whole = {f"{self.page}{self.name}.{kind}" for kind in ("xlsx", "sqlite", "zip")}
        return tuple(one for one in self.downloads if one.path in chief | whole)


def dataset(package: Package, all_tables: Sequence[Table], site_dir: Path) -> Dataset:
    """Describe a package whose files lie in `site_dir/data/<package>/` already."""
    described, name = package.descriptor, package.name
    page = places.package_page(name)
    folder = site_dir / page
    whole = {
        "xlsx": ("Excel 工作簿", "Excel workbook"),
        "sqlite": ("SQLite 数据库", "SQLite database"),
        "zip": ("全部文件（ZIP）", "Everything (ZIP)"),
    }
    downloads = [
        Download(f"{page}{name}.{kind}", *titles, (folder / f"{name}.{kind}").stat().st_size)
        for kind, titles in whole.items()
    ]
    for table in all_tables:
        for path, kind in (
            (f"{table.name}.csv", "CSV"),
            (f"parquet/{table.name}.parquet", "Parquet"),
        ):
            titles = (f"{table.title}（{kind}）", f"{table.title_en} ({kind})")
            downloads.append(Download(page + path, *titles, (folder / path).stat().st_size))
    return Dataset(
        name=name,
        title=described["title"],
        title_en=described["title_en"],
        description=described["description"],
        description_en=described["description_en"],
        keywords=tuple(described["keywords"]),
        years=tuple(described["fiscal_years"]),
        licence=described["licenses"][0]["path"],
        sources=tuple(described["sources"]),
        downloads=tuple(downloads),
        **_body(name, {table.name: table for table in all_tables}),
    )


def _body(name: str, all_tables: Mapping[str, Table]) -> dict[str, Any]:
    """Say who published the accounts of an agency's package, and of which place."""
    if name == JOINED:
        return {}
    rows = records(all_tables["agencies"])
    agency = next((row for row in rows if row["agency"] == name), None)
    if agency is None:
        return {}
    regions = {row["code"]: row for row in records(all_tables["regions"])}
    code, names = agency["region"], []
    while code in regions:
        names.append(regions[code]["name_zh"])
        code = regions[code]["parent"]
    return {"creator": agency["name_zh"], "region": (agency["region"], "".join(reversed(names)))}


def schema_org(one: Dataset, site: SiteSettings) -> dict[str, Any]:
    """Describe a package for search engines (schema.org `Dataset`).

    Without a known address of the site, all addresses are relative to the page of the package.
    """
    page = one.page
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": site.at(page, page),
        "name": one.title,
        "alternateName": one.title_en,
        "description": f"{one.description} {one.description_en}",
        "url": site.at(page, page),
        "identifier": f"mingzhang-{one.name}",
        "license": one.licence,
        "isAccessibleForFree": True,
        "inLanguage": ["zh-CN", "en"],
        "keywords": list(one.keywords),
        "publisher": {"@type": "Organization", "name": site.publisher or site.title},
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": site.title,
            "url": site.at("", page),
        },
        "distribution": [_download(each, site, page) for each in one.chief_downloads],
    }
    if one.creator:
        found["creator"] = {"@type": "GovernmentOrganization", "name": one.creator}
    place = one.region[1] or site.region
    if place:
        found["spatialCoverage"] = {"@type": "Place", "name": place}
    if one.years:
        found["temporalCoverage"] = f"{min(one.years)}/{max(one.years)}"
    based_on = [_source(each, site, page) for each in one.sources]
    if based_on and one.name != JOINED:
        found["isBasedOn"] = based_on
    return found


def _download(one: Download, site: SiteSettings, page: str) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": one.title,
        "alternateName": one.title_en,
        "encodingFormat": one.media_type,
        "contentUrl": site.at(one.path, page),
        "contentSize": f"{one.size} B",
    }


def _source(one: Mapping[str, str], site: SiteSettings, page: str) -> dict[str, str]:
    """Name a source, with its address where one is known; our own copy is no address of it."""
    work = {"@type": "CreativeWork", "name": one["title"]}
    path = one.get("path", "")
    return {**work, "url": path} if path.startswith(("http://", "https://")) else work


def fiscal(one: Dataset, concepts: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """Map the table of facts onto the column types of the Fiscal Data Package, where they fit.

    Only facts with `measure` amount and `unit` CNY are fiscal amounts; direction follows from the
    concept, phase from the stage.
    """
    directions = {row["concept"]: _DIRECTIONS.get(row["group"], "") for row in concepts}
    return {
        "api": places.API,
        "resource": "facts",
        "path": "facts.csv",
        "title": one.title,
        "taxonomy": BUDGET_TAXONOMY,
        "countryCode": "CN",
        "filters": {"measure": "amount", "unit": "CNY"},
        "columnTypes": {
            "fact": "budget-line-id",
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
            "values": {"initial_budget": "approved", "budget": "approved", "final": "executed"},
        },
        "direction": {
            "column": "concept",
            "values": {concept: way for concept, way in directions.items() if way},
        },
        "classifications": {
            "function_code": {
                "name": "政府收支分类科目：支出功能分类",
                "levels": {"3": "类", "5": "款", "7": "项"},
                "path": "functions.csv",
            },
            "economic_code": {
                "name": "政府收支分类科目：部门预算支出经济分类",
                "levels": {"3": "类", "5": "款"},
                "path": "economics.csv",
            },
        },
        "notes": [
            "stage 为 point_in_time 的是余额，不是收支，没有对应的 phase。",
            "facts 中既有合计又有分项，直接相加会重复；请按 parent_fact 或科目层次取数。",
            "origin 为 derived 的是推算数，不是原文印出的数。",
        ],
    }
