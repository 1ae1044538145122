"""Packaging: in, disclosures, findings, vocabularies; out, Frictionless data packages on disk.

One package for each agency, one (`all`) that joins them, and a README that lists them. Every row is
formatted once; the joined package is written along the way, so that time and memory stay linear.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from mingzhang.common import below, defects, standing
from mingzhang.common.kept import Kept, key
from mingzhang.common.site_settings import Settings
from mingzhang.model import Disclosure, Fact, Finding, UserError
from mingzhang.package import by_year
from mingzhang.package.csvfile import CsvFile, head, line, row_formatter
from mingzhang.package.descriptor import (
    SOURCES,
    Titles,
    copy_sources,
    package_descriptor,
    table_resource,
    write_descriptor,
)
from mingzhang.package.keys import BodyKeys, Texts, body_keys, check_joined, check_keys
from mingzhang.package.readme import add_up, collection_readme, package_readme
from mingzhang.package.schema import TABLES, VOCABULARIES, schema
from mingzhang.package.table_rows import Published, group_by_disclosure, rows, with_figures
from mingzhang.package.vocabulary_rows import Used, everything, used, vocabulary_rows
from mingzhang.paths import DESCRIPTOR, JOINED
from mingzhang.vocab import Vocabulary

__all__ = ["Keeping", "PackageSummary", "write", "write_bodies"]

README = "README.md"
OURS = Settings(title="明账", title_en="Mingzhang")
"""The name and licence of packages that no site publishes."""


@dataclass(frozen=True, slots=True)
class PackageSummary:
    """What was written: packages (the joined one included) and the rows of each joined table."""

    packages: tuple[str, ...]
    disclosures: int
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where packages of bodies are kept, and what names a disclosure after all that made it."""

    known: Kept
    name_of: Callable[[Disclosure], str]
    code: str
    before: Path | None = None
    """The packages as the last build left them."""


@dataclass(frozen=True, slots=True)
class _Body:
    """What the joined package needs of the package of one body besides its tables."""

    rows: Mapping[str, int]
    keys: BodyKeys
    totals: Mapping[str, int]
    pieces: Mapping[str, Sequence[by_year.Piece]]


@dataclass
class _Collection:
    """What the joined package and the list of packages need of all the agencies' packages."""

    files: Mapping[str, CsvFile]
    site: Settings
    keeping: Keeping | None
    keys: list[BodyKeys] = field(default_factory=list)
    listed: list[tuple[str, str, int, int]] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)
    pieces: dict[str, list[by_year.Piece]] = field(default_factory=dict)


def write(
    disclosures: Sequence[Disclosure],
    findings: Iterable[Finding],
    derived: Iterable[Fact],
    vocab: Vocabulary,
    out_dir: Path,
    site: Settings = OURS,
    keeping: Keeping | None = None,
) -> PackageSummary:
    """Write all packages into `out_dir`, which holds none of them yet.

    `site` says under which name and licence they are published. The package of a body that is the
    same as in the last build is taken from what was kept, so `vocab` must be that of `keeping`.

    Raises BodyError when a body's package cannot be made, KeysBroken (a ValueError) when keys of
    the joined one repeat or dangle, UserError when an agency is named like the joined package.
    """
    published = group_by_disclosure(disclosures, findings, derived)
    if JOINED in {item.disclosure.source.agency for item in published}:
        remedy = "请在 agencies.csv 中换一个编号，并改文件夹名与 source.yml"
        raise UserError("agencies.csv", f"机构编号不能是 {JOINED}，它留给合并的数据包", remedy)
    out_dir.mkdir(parents=True, exist_ok=True)
    with _tables(out_dir / JOINED, TABLES) as files:
        collection = _Collection(files, site, keeping)
        for agency, group in groupby(published, lambda item: item.disclosure.source.agency):
            with defects.at_body(agency, "写数据包"):
                _write_agency(agency, tuple(group), vocab, out_dir, collection)
        check_joined(collection.keys)
    _write_joined(published, vocab, out_dir / JOINED, collection)
    listed = [(JOINED, "合并", len(published), _facts(collection.totals)), *collection.listed]
    (out_dir / README).write_bytes(collection_readme(listed, site).encode("utf-8"))
    return PackageSummary(
        packages=tuple(name for name, *_ in listed),
        disclosures=len(published),
        rows={table: file.rows for table, file in files.items()},
    )


def write_bodies(
    disclosures: Sequence[Disclosure],
    findings: Iterable[Finding],
    derived: Iterable[Fact],
    vocab: Vocabulary,
    out_dir: Path,
    site: Settings,
) -> None:
    """Write the packages of bodies alone, the same as `write` makes them. Raises BodyError."""
    published = group_by_disclosure(disclosures, findings, derived)
    for agency, group in groupby(published, lambda item: item.disclosure.source.agency):
        with defects.at_body(agency, "写数据包"):
            _made(agency, tuple(group), vocab, out_dir / agency, site)


def _write_agency(
    agency: str,
    published: Sequence[Published],
    vocab: Vocabulary,
    out_dir: Path,
    collection: _Collection,
) -> None:
    folder = out_dir / agency
    name = _named(published, collection)
    keeping = collection.keeping
    body = keeping.known.recall(name, _Body) if keeping else None
    if body is None or keeping is None or not _put_again(name, keeping, published, folder):
        body = _made(agency, published, vocab, folder, collection.site)
        if keeping:
            _keep(name, keeping, body, folder)
    for table, file in collection.files.items():
        lines = (folder / _place(table)).read_bytes()[len(head(file.schema)) :]
        file.add_bytes(lines, body.rows[table])
        collection.pieces.setdefault(table, []).extend(body.pieces[table])
    collection.keys.append(body.keys)
    collection.totals.update(body.totals)
    title = vocab.agencies[agency].name_zh if agency in vocab.agencies else agency
    collection.listed.append((agency, title, len(published), _facts(body.totals)))


def _named(published: Sequence[Published], collection: _Collection) -> str:
    """Name the package of a body after all that goes into it."""
    keeping = collection.keeping
    if keeping is None:
        return ""
    # Checks and derived figures may look at other bodies, so what they say is a part of the name.
    said = repr([(item.findings, item.derived) for item in published])
    ids = (keeping.name_of(item.disclosure) for item in published)
    return key("package", keeping.code, repr(collection.site), said, *ids)


def _keep(name: str, keeping: Keeping, body: _Body, folder: Path) -> None:
    """Keep a package that was made, without its originals."""
    written = [path for path in below.files(folder) if not path.startswith(SOURCES)]
    files = {path: (folder / path).read_bytes() for path in written}
    keeping.known.put(name, pickle.dumps(body))
    keeping.known.put(key("files", name), pickle.dumps(files))
    _leave(name, keeping, folder)


def _leave(name: str, keeping: Keeping, folder: Path) -> None:
    """Keep how the files of a package are left."""
    left = standing.stamps(folder, below.files(folder))
    keeping.known.put(key("left", name), pickle.dumps(left))


def _put_again(name: str, keeping: Keeping, published: Sequence[Published], folder: Path) -> bool:
    """Let a package stand as it was left, or write it as it was kept; tell whether that went."""
    left = keeping.known.recall(key("left", name), dict)
    before = keeping.before and keeping.before / folder.name
    if left and before and standing.is_as_left(before, left):
        standing.link(before, folder, left)
        keeping.known.touch(key("files", name))
        return True
    files = keeping.known.recall(key("files", name), dict)
    if files is None:
        return False
    (folder / "data").mkdir(parents=True)
    for path, data in files.items():
        (folder / path).write_bytes(data)
    for _ in copy_sources([item.disclosure for item in published], folder):
        pass
    _leave(name, keeping, folder)
    return True


def _made(
    agency: str, published: Sequence[Published], vocab: Vocabulary, folder: Path, site: Settings
) -> _Body:
    """Write the package of a body into a folder."""
    published = with_figures(published, vocab)
    dated = {table: [_dated(table, item) for item in published] for table in TABLES}
    texts: dict[str, list[Texts]] = {
        table: [row for _, some in blocks for row in some] for table, blocks in dated.items()
    }
    texts.update(_vocabulary_texts(used(published, vocab), vocab))
    check_keys(agency, texts)
    pieces: dict[str, list[by_year.Piece]] = {table: [] for table in TABLES}
    with _tables(folder, texts) as files:
        for table, file in files.items():
            for year, some in dated.get(table, [(0, texts[table])]):
                before = file.bytes
                file.add("".join(map(line, some)), len(some))
                if table in pieces:
                    pieces[table].append((year, file.bytes - before))
    totals = add_up(published)
    known = vocab.agencies.get(agency)
    name = known.name_zh if known else agency
    titles = _agency_titles(name, known.name_en if known and known.name_en else name)
    documents = [item.disclosure for item in published]
    resources = [*map(table_resource, files.values()), *copy_sources(documents, folder)]
    _finish(folder, agency, titles, published, files, totals, resources, site)
    return _Body(
        {table: file.rows for table, file in files.items()},
        body_keys(texts),
        totals,
        pieces,
    )


def _place(table: str) -> str:
    return f"data/{table}.csv"


def _write_joined(
    published: Sequence[Published], vocab: Vocabulary, folder: Path, collection: _Collection
) -> None:
    texts = _vocabulary_texts(everything(vocab), vocab)
    check_keys(JOINED, texts)
    with _tables(folder, texts) as files:
        for table, file in files.items():
            file.add("".join(map(line, texts[table])), len(texts[table]))
    by_year.divide(collection.files, collection.pieces)
    files = {**collection.files, **files}
    resources = [table_resource(file) for file in files.values()]
    totals, site = collection.totals, collection.site
    _finish(folder, JOINED, _JOINED_TITLES, published, files, totals, resources, site)


def _finish(
    folder: Path,
    package: str,
    titles: Titles,
    published: Sequence[Published],
    files: Mapping[str, CsvFile],
    totals: Mapping[str, int],
    resources: Sequence[Mapping[str, Any]],
    site: Settings,
) -> None:
    documents = [item.disclosure for item in published]
    descriptor = package_descriptor(package, titles, documents, resources, site)
    write_descriptor(folder / DESCRIPTOR, descriptor)
    text = package_readme(package, titles, published, tuple(files.values()), totals, site)
    (folder / README).write_bytes(text.encode("utf-8"))


@contextmanager
def _tables(folder: Path, tables: Iterable[str]) -> Iterator[dict[str, CsvFile]]:
    """Open the files of some tables for writing; they know their bytes and hash afterwards."""
    with ExitStack() as stack:
        yield {
            table: stack.enter_context(CsvFile(folder / _place(table), schema(table)))
            for table in tables
        }


def _dated(table: str, item: Published) -> tuple[int, list[Texts]]:
    """Give the rows of one disclosure in a table, with its year."""
    texts = row_formatter(schema(table))
    return item.disclosure.source.fiscal_year, [texts(row) for row in rows(table, item)]


def _vocabulary_texts(keys: Used, vocab: Vocabulary) -> dict[str, list[Texts]]:
    return {
        table: list(map(row_formatter(schema(table)), vocabulary_rows(table, keys, vocab)))
        for table in VOCABULARIES
    }


def _facts(totals: Mapping[str, int]) -> int:
    return totals["facts"] + totals["facts_derived"]


def _agency_titles(name_zh: str, name_en: str) -> Titles:
    return Titles(
        f"{name_zh}预算决算公开数据",
        f"Budget and final-account disclosures of {name_en}",
        f"从{name_zh}公开的部门预算、部门决算中读出的数据：每个数字都指向原文中的位置，并附勾稽检查的结果。",
        f"Data read from the budgets and final accounts that {name_en} disclosed: every figure"
        " points at its place in the source, with the results of public sum checks.",
    )


_JOINED_TITLES = Titles(
    "各机构预算决算公开数据（合并）",
    "Budget and final-account disclosures of all bodies, joined",
    "所有机构数据包中同样的表合在一起，并附完整的词表。原文副本在各机构的数据包里。",
    "The same tables of all agencies' packages, joined, with the full vocabularies. The copies of"
    " the sources are in the packages of the agencies.",
)
