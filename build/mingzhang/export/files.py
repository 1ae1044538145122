"""The export stage: in, data packages and the built site; out, all other formats within the site.

Each package is read once and written in every format, in small pieces; packages are made in
parallel when there are many.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mingzhang.common import citation, published, urls
from mingzhang.common.progress import Progress, each
from mingzhang.common.published import Package
from mingzhang.common.site_settings import Settings, settings
from mingzhang.export import (
    api,
    api_schema,
    dataset,
    datasette,
    dcat,
    graph,
    headers,
    offline,
    pages,
    redirects,
)
from mingzhang.export.archive import link_or_copy, write_zip
from mingzhang.export.dataset import Dataset
from mingzhang.export.excel import Cover, ExcelWriter
from mingzhang.export.parquet import ParquetWriter
from mingzhang.export.sqlite import SqliteWriter
from mingzhang.export.table_reader import Table, Writer, records, tables, write
from mingzhang.model import UserError
from mingzhang.paths import DESCRIPTOR, JOINED, Paths

# Below this, starting worker processes costs more than it saves.
POOL_FROM = 24
CHUNK = 4
_DATA_PAGES = ("data/index.html", "en/data/index.html")
_WITH_SIZES = (urls.package_page, urls.agency_page, urls.english_page)
"""Addresses of the pages that tell how large the files of one package are."""


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What was written: how many packages, and the bytes of their files in other formats."""

    packages: int
    size: int


def build(paths: Paths, progress: Progress) -> ExportSummary:
    """Write every format of every package into `paths.site`, which holds the pages already.

    Raises UserError or UserErrors for packages, settings or redirects that are not sound.
    """
    site = settings(paths.editorial)
    folders = sorted(path.parent for path in paths.datapackages.glob(f"*/{DESCRIPTOR}"))
    if JOINED not in {folder.name for folder in folders}:
        raise UserError(
            paths.datapackages, f"里面没有数据包 {JOINED}", "请先运行 mingzhang package"
        )
    with progress.step("做下载格式", len(folders)) as advance:
        made = _packages(folders, paths.site, site, advance)
    joined = {table.name: table for table in tables(published.load(paths.datapackages / JOINED))}
    with progress.step("写目录与接口"):
        _write_site_files(made, joined, site, paths.site)
        _redirect(made, joined, paths)
        for one in made:
            for page in (address(one.name) for address in _WITH_SIZES):
                pages.fill_sizes(paths.site / page / "index.html", paths.site)
        for page in _DATA_PAGES:
            pages.fill_sizes(paths.site / page, paths.site)
    with progress.step("打包离线版"):
        offline.write(paths.site, site)
        # Its own size, which the pages within it could not state.
        for page in _DATA_PAGES:
            pages.fill_sizes(paths.site / page, paths.site)
    headers.write(paths.site)
    return ExportSummary(len(made), sum(d.size for one in made for d in one.downloads))


def _packages(
    folders: Sequence[Path], site_dir: Path, site: Settings, advance: Callable[[int], None]
) -> list[Dataset]:
    one = partial(export_package, site_dir=site_dir, site=site)
    if len(folders) < POOL_FROM:
        return list(each(map(one, folders), advance))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=context) as pool:
        return list(each(pool.map(one, folders, chunksize=CHUNK), advance))


def export_package(folder: Path, site_dir: Path, site: Settings) -> Dataset:
    """Write all formats and metadata of one package into the site; return its description."""
    package = published.load(folder)
    all_tables = tables(package)
    target = site_dir / "data" / package.name
    target.mkdir(parents=True, exist_ok=True)
    short_addresses(all_tables, target)
    write(all_tables, writers(package, all_tables, target, site))
    cited = citation.of_data(site.cited, package)
    (target / "citation.txt").write_bytes(cited.text.encode())
    (target / "citation.bib").write_bytes(f"{cited.bibtex}\n".encode())
    write_zip(target / f"{package.name}.zip", members(package, site))
    described = dataset.dataset(package, all_tables, site_dir)
    by_name = {table.name: table for table in all_tables}
    api.write_json(target / "metadata.json", datasette.metadata(package, all_tables))
    api.write_json(target / "fiscal.json", dataset.fiscal(described, records(by_name["concepts"])))
    _write_structured(described, site, site_dir)
    if package.name != JOINED:
        _write_api(described, by_name, site, site_dir)
    return described


def writers(
    package: Package, all_tables: Sequence[Table], target: Path, site: Settings
) -> list[Writer]:
    """Open a writer for each format that is one pass over the tables."""
    about = {
        "title": package.title,
        "title_en": str(package.descriptor["title_en"]),
        "description": str(package.descriptor["description"]),
        "licence": str(package.descriptor["licenses"][0]["path"]),
        "citation": citation.of_data(site.cited, package).gbt7714,
    }
    return [
        ExcelWriter(target / f"{package.name}.xlsx", cover(package, site), all_tables),
        SqliteWriter(target / f"{package.name}.sqlite", about),
        ParquetWriter(target / "parquet"),
    ]


def cover(package: Package, site: Settings) -> Cover:
    """Say on the cover of the workbook what it is, whence it comes and how to use it."""
    described = package.descriptor
    years = described["fiscal_years"]
    shown = 20
    sources = [str(one["title"]) for one in described["sources"]]
    more = f"；另有 {len(sources) - shown} 份" if len(sources) > shown else ""
    lines = [
        ("内容", described["description"]),
        ("年度", citation.span(tuple(years)) if years else ""),
        ("来源", "；".join(sources[:shown]) + more),
        ("发布", " ".join(part for part in (site.publisher or site.title, site.address) if part)),
        ("许可", f"{described['licenses'][0]['title']} {described['licenses'][0]['path']}"),
        ("引用", citation.of_data(site.cited, package).gbt7714),
        ("单位", "金额以元为单位；空格子表示原文没有或不适用，不是 0。科目代码是文字，不是数。"),
        ("核对", "每个数字在“数据 facts”表中都有原文位置和引文；推算的数 origin 为 derived。"),
    ]
    return Cover(package.title, [(heading, text) for heading, text in lines if text])


def short_addresses(all_tables: Sequence[Table], target: Path) -> None:
    """Give every table its lasting address `data/<package>/<table>.csv`."""
    for table in all_tables:
        short = target / f"{table.name}.csv"
        short.unlink(missing_ok=True)
        copied = target / "data" / f"{table.name}.csv"
        link_or_copy(copied if copied.is_file() else table.path, short)


def members(package: Package, site: Settings) -> Iterator[tuple[str, Path | bytes]]:
    """List what goes into the ZIP of a package: all of it, and how to cite it."""
    name, folder = package.name, package.folder
    cited = citation.of_data(site.cited, package)
    yield f"{name}/CITATION.txt", cited.text.encode()
    yield f"{name}/citation.bib", f"{cited.bibtex}\n".encode()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield f"{name}/{file.relative_to(folder).as_posix()}", file


def _write_structured(described: Dataset, site: Settings, site_dir: Path) -> None:
    data = dataset.schema_org(described, site)
    api.write_json(site_dir / described.page / "dataset.jsonld", data)
    parts = [
        pages.structured(data),
        pages.alternate("datapackage.json", title="Data Package"),
        pages.alternate("dataset.jsonld", "application/ld+json", "schema.org"),
    ]
    pages.add_to_head(site_dir / described.page / "index.html", parts)


def _write_api(
    described: Dataset, by_name: Mapping[str, Table], site: Settings, site_dir: Path
) -> None:
    name = described.name
    api.write_json(site_dir / urls.agency_json(name), api.agency(described, by_name, site))
    _link_json(site_dir, urls.agency_page(name), urls.agency_json(name))
    for disclosure, content in api.disclosures(described, by_name, site):
        api.write_json(site_dir / urls.disclosure_json(disclosure), content)
        page = urls.disclosure_page(disclosure)
        _link_json(site_dir, page, urls.disclosure_json(disclosure))


def _link_json(site_dir: Path, page: str, address: str) -> None:
    link = pages.alternate(urls.up(page) + address)
    pages.add_to_head(site_dir / page / "index.html", [link])


def _write_site_files(
    made: Sequence[Dataset], joined: Mapping[str, Table], site: Settings, site_dir: Path
) -> None:
    """Write what describes the site as a whole: index, schemas, catalogues, citation."""
    api.write_json(site_dir / "index.json", api.index(made, joined, site))
    for name, content in api_schema.schemas(joined, site):
        api.write_json(site_dir / urls.SCHEMAS / f"{name}.json", content)
    described = dcat.catalogue(made, site)
    for name, text in (
        ("catalog.jsonld", graph.json_ld(described, dcat.PREFIXES)),
        ("catalog.ttl", graph.turtle(described, dcat.PREFIXES)),
    ):
        (site_dir / name).write_bytes(text.encode())
    cited = citation.of_site(site.cited)
    (site_dir / "citation.txt").write_bytes(cited.text.encode())
    (site_dir / "citation.bib").write_bytes(f"{cited.bibtex}\n".encode())
    link = pages.alternate("../catalog.jsonld", "application/ld+json", "DCAT")
    pages.add_to_head(site_dir / "data/index.html", [link])


def _redirect(made: Sequence[Dataset], joined: Mapping[str, Table], paths: Paths) -> None:
    disclosures = {row["disclosure"] for row in records(joined["disclosures"])}
    agencies = {one.name for one in made} - {JOINED}
    found = redirects.redirects(paths.editorial, agencies | disclosures)
    redirects.write(paths.site, found, disclosures)
