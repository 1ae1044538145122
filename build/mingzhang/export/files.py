"""The export stage: in, data packages and the built site; out, all other formats within the site.

Each package is read once and written in every format, in small pieces; packages are made in
parallel when there are many, and beside the pages.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mingzhang.common import below, citation, published, urls, workers
from mingzhang.common.formats import (
    BY_ID,
    SAME_IN_ALL,
    SMALL_ENOUGH,
    Format,
    Large,
    large,
    of_package,
)
from mingzhang.common.hard_links import link_or_copy
from mingzhang.common.kept import NOTHING_KEPT, Kept, key
from mingzhang.common.progress import Progress, each
from mingzhang.common.published import Package, Table
from mingzhang.common.site_settings import Settings, settings
from mingzhang.common.standing import Standing
from mingzhang.export import (
    api,
    api_schema,
    dataset,
    datasette,
    dcat,
    format_makers,
    graph,
    headers,
    offline,
    page_metadata,
    redirects,
)
from mingzhang.export.dataset import Dataset
from mingzhang.export.format_makers import Making
from mingzhang.model import UserError
from mingzhang.paths import DESCRIPTOR, JOINED, Paths

NOTHING_BESIDE = nullcontext()
DESCRIBED = "described"
POOL_FROM = 24
"""Bodies whose formats are to be made from which on processes are worth their start."""
BEGUN_FROM_ROWS = 50_000
"""Rows of the joined package from which on its formats are begun before they are needed."""
_DATA_PAGES = ("data/index.html", "en/data/index.html")
_WITH_SIZES = (urls.package_page, urls.agency_page, urls.english_page)
"""Addresses of the pages that tell how large the files of one package are."""


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What was written: how many packages, and the bytes of their files in other formats."""

    packages: int
    size: int


@dataclass(frozen=True, slots=True)
class Exporting:
    """What every package is exported with: the site's folder and settings, what is kept."""

    site_dir: Path
    site: Settings
    kept: Kept = NOTHING_KEPT
    large: Large = SMALL_ENOUGH


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a package: its description, texts by address, elements in heads of pages."""

    dataset: Dataset
    files: Mapping[str, str]
    heads: Mapping[str, Sequence[str]]


Part = tuple[Path, str]
"""A package to make, or of a large one the workbook of a year ("" where it is none)."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Parts of packages that are being made by other processes, and the folder they go into."""

    folder: Path
    parts: Mapping[Part, Future[None]]

    def placed(self, site_dir: Path) -> Collection[Part]:
        """Wait for them and put them into the site."""
        workers.wait_for(self.parts.values())
        for file in below.files(self.folder):
            link_or_copy(self.folder / file, site_dir / file)
        shutil.rmtree(self.folder)
        return self.parts


def build(
    paths: Paths,
    progress: Progress,
    kept: Kept = NOTHING_KEPT,
    beside: AbstractContextManager[None] = NOTHING_BESIDE,
    standing: Standing | None = None,
    begun: Iterable[Begun] = (),
) -> ExportSummary:
    """Write every format of every package into `paths.site`, which holds the pages already.

    Formats of packages that did not change are taken from what is `kept`, or `standing`: all files
    of such a body are there. `beside`: what goes on while formats are made, and ends before any
    page is touched. `begun`: what `begin` began.

    Raises UserError or UserErrors for packages, settings or redirects that are not sound.
    """
    site = settings(paths.editorial)
    standing = standing or Standing(paths.site, kept=kept)
    folders = _folders(paths)
    if JOINED not in {folder.name for folder in folders}:
        raise UserError(
            paths.datapackages, f"里面没有数据包 {JOINED}", "请先运行 mingzhang package"
        )
    joined = published.load(paths.datapackages / JOINED)
    work = Exporting(paths.site, site, kept, large(joined))
    parts = _parts(joined, folders, work.large.years)
    with beside, progress.step("做下载格式", len(parts)) as advance:
        done = {part for each_begun in begun for part in each_begun.placed(paths.site)}
        missing = [part for part in parts if part not in done and not _taken(work, part, standing)]
        advance(len(parts) - len(missing))
        for _ in each(workers.spread(_export_part, work, missing, POOL_FROM), advance):
            pass
    with progress.step("写目录与接口"):
        made = [_described_once(work, folder, standing) for folder in folders]
        standing.finish()
        _write_site_files(made, joined.tables, site, paths.site)
        _redirect(made, joined.tables, paths)
        for page in _DATA_PAGES:
            page_metadata.complete(paths.site / page, paths.site)
    if site.offline:
        with progress.step("打包离线版"):
            offline.write(paths.site, site, kept, standing)
            # Its own size, which the pages within it could not state.
            for page in _DATA_PAGES:
                page_metadata.complete(paths.site / page, paths.site)
    headers.write(paths.site, standing=standing)
    return ExportSummary(len(made), sum(d.size for exported in made for d in exported.downloads))


def begin(paths: Paths, kept: Kept, standing: Standing, of_bodies: bool) -> Iterator[Begun]:
    """Begin to make what is not kept, while other things are done; only if it is much.

    `of_bodies`: of the packages of bodies, else of the joined one.
    """
    joined = published.load(paths.datapackages / JOINED)
    work = Exporting(paths.site, settings(paths.editorial), kept, large(joined))
    parts = [
        part
        for part in _parts(joined, _folders(paths), work.large.years)
        if (part[0] != joined.folder) is of_bodies
        and part[0].name not in standing.found
        and not standing.of(part[0].name).has(_name(work, part))
    ]
    rows = sum(table.rows for table in joined.tables.values())
    if parts and (len(parts) >= POOL_FROM if of_bodies else rows >= BEGUN_FROM_ROWS):
        # Named so that it goes with the folder of a build that breaks off.
        place = Path(tempfile.mkdtemp(prefix=f"{paths.site.name}-", dir=paths.site.parent))
        apart = replace(work, site_dir=place, kept=replace(kept, hashes={}))
        futures = workers.begin(partial(_export_part, apart), parts)
        yield Begun(place, dict(zip(parts, futures, strict=False)))


def _folders(paths: Paths) -> Sequence[Path]:
    return sorted(path.parent for path in paths.datapackages.glob(f"*/{DESCRIPTOR}"))


def _parts(joined: Package, folders: Sequence[Path], years: Sequence[str]) -> Sequence[Part]:
    """List the parts to make, the longest first."""
    whole: list[Part] = [(joined.folder, year) for year in ("", *years)]
    return [*whole, *((folder, "") for folder in folders if folder != joined.folder)]


def _name(work: Exporting, part: Part) -> str:
    folder, year = part
    if year:
        return format_makers.name_of_year(_making(work, folder), year)
    return format_makers.name_of(*_asked(work, folder), work.kept)


def _taken(work: Exporting, part: Part, standing: Standing) -> bool:
    """Take what is kept of a part of a package, or stands; tell whether that was possible."""
    folder, year = part
    if year:
        return format_makers.take_year(_making(work, folder), year, work.kept)
    if folder.name in standing.found:
        return True
    return format_makers.take(*_asked(work, folder), standing.of(folder.name))


def _export_part(work: Exporting, part: Part) -> None:
    folder, year = part
    if year:
        format_makers.make_year(_making(work, folder), year, work.kept)
    else:
        format_makers.make_once(*_asked(work, folder), work.kept)


def _asked(work: Exporting, folder: Path) -> tuple[Making, list[Format]]:
    kinds = of_package(folder.name, work.site.formats, work.large)
    return _making(work, folder), list(kinds)


def _making(work: Exporting, folder: Path) -> Making:
    same = SAME_IN_ALL if work.large and folder.name != JOINED else frozenset()
    return Making(folder, work.site_dir / "data" / folder.name, work.site, same, work.kept)


def _described_once(work: Exporting, folder: Path, standing: Standing) -> Dataset:
    """Return the description of a package; write its metadata unless they stand."""
    ours = replace(work, kept=standing.of(folder.name))
    return standing.once(DESCRIBED, folder.name, lambda: _describe(ours, folder))


def _describe(work: Exporting, folder: Path) -> Dataset:
    """Write the metadata of a package whose formats are made; return its description."""
    making = _making(work, folder)
    kinds = of_package(folder.name, work.site.formats, work.large)
    named = format_makers.name_of(making, kinds, work.kept)
    name = key("described", named, repr((sorted(work.large.tables), work.large.years)))
    made = work.kept.once(name, Described, lambda: _described(work, making, kinds))
    for address, text in made.files.items():
        format_makers.place(work.site_dir / address, text.encode())
    sized: dict[str, Sequence[str]] = {address(folder.name): () for address in _WITH_SIZES}
    for page, head in {**sized, **made.heads}.items():
        page_metadata.complete(work.site_dir / page / "index.html", work.site_dir, head)
    return made.dataset


def _described(work: Exporting, making: Making, kinds: Sequence[Format]) -> Described:
    site, package, tables = work.site, making.package, making.package.tables
    described = dataset.dataset(package, making.tables, work.site_dir, kinds)
    structured = dataset.schema_org(described, site)
    files = {
        "citation.txt": making.citation.text,
        "citation.bib": f"{making.citation.bibtex}\n",
        "fiscal.json": api.json_text(dataset.fiscal(described, tables["concepts"].records())),
        "dataset.jsonld": api.json_text(structured),
    }
    if BY_ID["sqlite"] in kinds:
        files["metadata.json"] = api.json_text(datasette.metadata(package, making.tables))
    files = {f"{described.page}{name}": text for name, text in files.items()}
    heads = {
        described.page: [
            page_metadata.structured(structured),
            page_metadata.alternate("datapackage.json", title="Data Package"),
            page_metadata.alternate("dataset.jsonld", "application/ld+json", "schema.org"),
        ]
    }
    if package.name != JOINED:
        contents = [(urls.agency_page(package.name), urls.agency_json(package.name),
                     api.agency(described, tables, site))]  # fmt: skip
        contents += (
            (urls.disclosure_page(disclosure), urls.disclosure_json(disclosure), content)
            for disclosure, content in api.disclosures(described, tables, site)
        )
        for page, address, content in contents:
            files[address] = api.json_text(content)
            heads[page] = [page_metadata.alternate(urls.up(page) + address)]
    return Described(described, files, heads)


def _write_site_files(
    made: Sequence[Dataset], joined: Mapping[str, Table], site: Settings, site_dir: Path
) -> None:
    """Write what describes the site as a whole: index, schemas, catalogues, citation."""
    languages = ["zh", *(["en"] if (site_dir / "en/index.html").is_file() else [])]
    api.write_json(site_dir / "index.json", api.index(made, joined, site, languages))
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
    link = page_metadata.alternate("../catalog.jsonld", "application/ld+json", "DCAT")
    page_metadata.complete(site_dir / "data/index.html", site_dir, [link])


def _redirect(made: Sequence[Dataset], joined: Mapping[str, Table], paths: Paths) -> None:
    disclosures = {row["disclosure"] for row in joined["disclosures"].records()}
    agencies = {package.name for package in made} - {JOINED}
    targets = redirects.redirects(paths.editorial, agencies | disclosures)
    redirects.write(paths.site, targets, disclosures)
    redirects.write_rules(paths.site)
