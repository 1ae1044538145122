"""The road body by body, where sources and packages lie elsewhere: in, two places; out, packages.

Each task fetches the sources of one body by itself, goes the road from them to its data package,
and puts that where packages lie; only counts come back. So tasks run on any machine, a task that
is lost is done again, and what a body breaks stops no other. `packages.json` there lists what each
package came from: what did not change is not made again.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from mingzhang import check, content, history, package, pipeline, vocab
from mingzhang.common import defects, kept, published, site_settings, storage, workers
from mingzhang.common.progress import Advance, Progress, Silent, each
from mingzhang.common.run_summary import Summary
from mingzhang.common.site_settings import Settings
from mingzhang.common.storage import Store
from mingzhang.model import Disclosure, Severity, UserError, UserErrors
from mingzhang.paths import DESCRIPTOR, JOINED, Paths
from mingzhang.pipeline import Work
from mingzhang.vocab import Vocabulary, layers

LIST = "packages.json"
_MADE_BY = (
    "model.py",
    "terms.py",
    "parsing.py",
    "checking.py",
    "pipeline.py",
    "by_body.py",
    "common",
    "content",
    "vocab",
    "read",
    "parse",
    "check",
    "package",
    "history",
)
_COUNTS = ("disclosures", "facts", "derived", "numerals", "unaccounted", "unmapped")


@dataclass(frozen=True, slots=True)
class Shared:
    """What every task needs; `made_by` names the code and the vocabularies."""

    vocabulary: Vocabulary
    site: Settings
    sources: Store
    results: Store
    made_by: str


@dataclass(frozen=True, slots=True)
class Account:
    """A disclosure in the list of packages. `is_shared`: its file is knowingly that of others."""

    year: int
    sha256: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A package in the list: what it came from, its region, its disclosures, what was counted."""

    made_from: str
    region: str
    disclosures: Mapping[str, Account]
    counts: Mapping[str, int]
    failed: Mapping[str, int]


Packages = Mapping[str, Listed]
Body = tuple[tuple[str, ...], Packages]
"""A body: the agencies that it is called, and what is listed of their packages."""
Done = tuple[Packages, tuple[UserError, ...]]
"""What a task made, or why it made nothing."""


def build(
    paths: Paths,
    sources: str,
    results: str,
    progress: Progress,
    scheduler: str = "",
    parquet: str = "",
) -> Summary:
    """Make the packages of all bodies at `sources` and put them at `results`.

    `parquet`: where their tables go as one dataset in parts; "": nowhere.

    What goes wrong with a body is told in the summary; its last package then stays as it is.
    Raises UserError or UserErrors for settings, vocabularies and places that cannot be used.
    """
    began = time.perf_counter()
    vocabulary = vocab.load(paths.vocab)
    words = kept.of_files(*layers.folders(paths.vocab))
    site = site_settings.settings(paths.editorial)
    shared = Shared(vocabulary, site, storage.store(sources), storage.store(results),
                    kept.key(kept.of_code(*_MADE_BY), words, repr(site)))  # fmt: skip
    before = listed(shared.results)
    groups = _bodies(shared, before, paths.bodies)
    with workers.working(scheduler):
        with progress.step("逐个机构做数据包", len(groups)) as advance:
            made = workers.spread(_attempt, shared, groups, 2, portable=True, lost=_lost)
            done = list(each(made, advance))
        now, errors = _gathered(groups, done, before, sources)
        with progress.step("写清单"):
            _put_list(shared.results, now)
            for agency in before.keys() - now.keys():
                for name in shared.results.files(agency):
                    shared.results.remove(f"{agency}/{name}")
        if parquet:
            with progress.step("写分区 Parquet") as advance:
                _write_parquet(shared, now, parquet, advance)
    return replace(_summary(now.values(), errors), seconds=time.perf_counter() - began)


def _gathered(
    groups: Sequence[Body], done: Sequence[Done], before: Packages, sources: str
) -> tuple[Packages, list[UserError]]:
    """Put together what the tasks made, and the last packages of bodies with which they failed."""
    now: dict[str, Listed] = {}
    errors: list[UserError] = []
    for (agencies, _), (packages, told) in zip(groups, done, strict=True):
        now |= packages
        errors += told
        if told:
            now |= {agency: before[agency] for agency in agencies if agency in before}
    for agency, error in list(_copies(now, sources)):
        errors.append(error)
        del now[agency]
    return now, errors


def _write_parquet(shared: Shared, packages: Packages, target: str, advance: Advance) -> None:
    """Write the tables of all packages in parts; the vocabularies come from here."""
    from mingzhang.export import parquet_parts  # brings Arrow, which nothing else here needs

    bodies = [
        parquet_parts.OfBody(
            f"{shared.results.shown}/{agency}",
            each.region,
            each.made_from,
            {name: str(account.year) for name, account in each.disclosures.items()},
        )
        for agency, each in packages.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        package.write([], [], [], shared.vocabulary, Path(folder), shared.site)
        parquet_parts.write_of(bodies, published.load(Path(folder, JOINED)), target, advance)


def listed(results: Store) -> dict[str, Listed]:
    """Read the list of packages; none where there is no such list, or one of another version."""
    try:
        read = json.loads(results.read(LIST))
        return {agency: _listed(row) for agency, row in read.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _listed(row: dict[str, Any]) -> Listed:
    accounts = {name: Account(**account) for name, account in row["disclosures"].items()}
    return Listed(**{**row, "disclosures": accounts})


def _put_list(results: Store, packages: Packages) -> None:
    rows = {agency: asdict(packages[agency]) for agency in sorted(packages)}
    storage.put_text(results, LIST, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def _bodies(shared: Shared, before: Packages, only: Collection[str] | None) -> list[Body]:
    """Group the agencies that have sources by the body behind them. Raises UserError."""
    groups: dict[str, list[str]] = defaultdict(list)
    try:
        names = [name for name in shared.sources.names() if not name.startswith(".")]
    except OSError as error:
        remedy = "请检查地址和权限"
        raise UserError(shared.sources.shown, f"读不到（{error}）", remedy) from error
    for name in names:
        if only is None or name in only:
            groups[check.body_behind(name, shared.vocabulary)].append(name)
    if not groups:
        remedy = "那里应当和 content/disclosures 一样，一个机构一个文件夹"
        raise UserError(shared.sources.shown, "里面没有公开文件", remedy)
    return [
        (tuple(group), {agency: before[agency] for agency in group if agency in before})
        for group in groups.values()
    ]


def _lost(body: Body) -> Done:
    """Tell of a body at which several workers died."""
    problem = "几次都让工作进程异常结束，多半是内存不够"
    return {}, (UserError(body[0][0], problem, defects.NO_MEMORY),)


def _attempt(shared: Shared, body: Body) -> Done:
    """Do one body; what goes wrong is returned, so that the others go on."""
    with tempfile.TemporaryDirectory(prefix="mingzhang-") as folder:
        paths = Paths(Path(folder))
        try:
            return _made(shared, body, paths), ()
        except UserErrors as found:
            errors = found.errors
        except UserError as error:
            errors = (error,)
        except Exception as error:
            errors = (defects.defect(body[0][0], "做数据包", error),)
        here = str(paths.disclosures)
        there = shared.sources.shown
        return {}, tuple(
            UserError(error.file.replace(here, there), error.problem, error.remedy)
            for error in errors
        )


def _made(shared: Shared, body: Body, paths: Paths) -> Packages:
    """Fetch, parse, check, write and put the packages of one body. Raises what goes wrong."""
    agencies, known = body
    for agency in agencies:
        storage.fetch(shared.sources, agency, paths.disclosures / agency)
    if not paths.disclosures.is_dir():  # some kinds of places keep folders whose files have gone
        return {}
    made_from = kept.key(shared.made_by, kept.of_files(paths.disclosures))
    if all(_is_there(shared.results, agency, made_from, known) for agency in agencies):
        return known
    work = pipeline.parse_all(paths, Silent(), vocabulary=shared.vocabulary)
    work = pipeline.check_all(work, Silent())
    rules = {rule.check: rule for rule in check.CHECKS}
    package.write_bodies(
        work.disclosures,
        work.findings,
        work.derived,
        replace(shared.vocabulary, checks=rules),
        paths.datapackages,
        shared.site,
    )
    last = paths.root / "before"
    for agency in agencies:
        storage.fetch(shared.results, agency, last / agency)
    history.write(last if last.is_dir() else None, paths.datapackages)
    for agency in agencies:
        storage.replace(shared.results, agency, paths.datapackages / agency, DESCRIPTOR)
    return {agency: _told(work, agency, made_from) for agency in agencies}


def _is_there(results: Store, agency: str, made_from: str, known: Packages) -> bool:
    is_same = agency in known and known[agency].made_from == made_from
    return is_same and DESCRIPTOR in results.files(agency)


def _told(work: Work, agency: str, made_from: str) -> Listed:
    """Count what the list says of a package."""
    documents = tuple(each for each in work.disclosures if each.source.agency == agency)
    ids = {document.source.disclosure for document in documents}
    of_agency = replace(
        work,
        disclosures=documents,
        findings=tuple(finding for finding in work.findings if finding.disclosure in ids),
        derived=tuple(fact for fact in work.derived if fact.disclosure in ids),
    )
    told = pipeline.summarise(of_agency)
    known = work.vocabulary.agencies.get(agency)
    return Listed(
        made_from,
        known.region if known else "",
        {document.source.disclosure: _account(document) for document in documents},
        {name: getattr(told, name) for name in _COUNTS},
        {str(severity): number for severity, number in told.failed.items()},
    )


def _account(document: Disclosure) -> Account:
    source = document.source
    return Account(source.fiscal_year, source.sha256, "agency" in source.confirmed)


def _copies(packages: Packages, sources: str) -> Iterator[tuple[str, UserError]]:
    """Yield the agencies with a disclosure that is, unknowingly, that of another one."""
    first: dict[str, tuple[str, str, Account]] = {}
    for agency in sorted(packages):
        for name, account in packages[agency].disclosures.items():
            other, there, same = first.setdefault(account.sha256, (agency, name, account))
            if other != agency and not (account.is_shared or same.is_shared):
                problem = f"{name} 的原文与 {there} 的完全相同，却登记成了两份公开"
                yield agency, UserError(f"{sources}/{agency}", problem, content.NOT_A_COPY)
                break


def _summary(packages: Iterable[Listed], errors: Sequence[UserError]) -> Summary:
    rows = list(packages)
    counts: dict[str, Any] = {name: sum(row.counts[name] for row in rows) for name in _COUNTS}
    failed = {each: sum(row.failed.get(each, 0) for row in rows) for each in Severity}
    return Summary(**counts, failed=failed, left_out=tuple(errors))
