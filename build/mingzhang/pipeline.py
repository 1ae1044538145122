"""The whole road: content → disclosures → findings → data packages → website.

In: the folders of a clone (`Paths`). Out: `datapackages/`, `site/` and a summary. Stages never
import one another; here they meet.
"""

from __future__ import annotations

import math
import shutil
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mingzhang import check, checking, content, history, parsing, vocab
from mingzhang.common import (
    defects,
    extras,
    figure_index,
    folder_swap,
    kept,
    site_settings,
    workers,
)
from mingzhang.common.file_sizes import weigh
from mingzhang.common.hard_links import link_or_copy
from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.common.progress import Progress, each
from mingzhang.common.run_summary import Summary
from mingzhang.common.standing import Standing
from mingzhang.content import checksums, errata, regional
from mingzhang.content.recognise import NOTHING_TOLD, Told
from mingzhang.intake import new_agency
from mingzhang.model import (
    Disclosure,
    Fact,
    Finding,
    Outcome,
    UserError,
    UserErrors,
)
from mingzhang.paths import Paths
from mingzhang.vocab import Vocabulary, layers
from mingzhang.vocab.regional_sites import RegionalSite

MKDOCS = "mkdocs"
_FOR_PAGES = ("mingzhang.site.build", "mingzhang.export.files")
"""What processes that make pages and formats take a second to load."""
_MANY = 24
"""Disclosures from which on there are such processes."""


@dataclass(frozen=True)
class Work:
    """What has been made so far; each stage adds its part."""

    vocabulary: Vocabulary
    disclosures: tuple[Disclosure, ...]
    findings: tuple[Finding, ...] = ()
    derived: tuple[Fact, ...] = ()
    known: Kept = NOTHING_KEPT
    left_out: tuple[UserError, ...] = ()
    """Why disclosures were left out, where the person asked to go on without them."""

    def without(self, agencies: Collection[str], *reasons: UserError) -> Work:
        """Leave out all that belongs to some bodies. Raises UserErrors when nothing remains."""
        left = [
            disclosure
            for disclosure in self.disclosures
            if disclosure.source.agency not in agencies
        ]
        left_out = (*self.left_out, *reasons)
        if not left:
            raise UserErrors(left_out)
        ids = {disclosure.source.disclosure for disclosure in left}
        return replace(
            self,
            disclosures=tuple(left),
            findings=tuple(finding for finding in self.findings if finding.disclosure in ids),
            derived=tuple(fact for fact in self.derived if fact.disclosure in ids),
            left_out=left_out,
        )


def build(
    paths: Paths,
    progress: Progress,
    fresh: bool = False,
    scheduler: str = "",
    keep_going: bool = False,
) -> Summary:
    """Run every stage. The previous packages and site stay as they are unless all of it succeeds.

    What the last build kept is used again where nothing that it came from changed; `fresh` makes
    everything anew. `scheduler`: the address of a Dask cluster that parses and checks.
    `keep_going`: disclosures at which a stage fails are left out and told of in the summary.
    Raises UserError or UserErrors for bad input.
    """
    extras.need("site")
    began, started = time.perf_counter(), time.time()
    chosen = site_settings.settings(paths.editorial)  # its faults are told before the long work
    filled = tuple(checksums.fill_in(paths.disclosures, content.SOURCE_FILE))
    targets = (paths.datapackages, paths.docs, paths.site)
    is_new = fresh or not paths.cache.is_dir()
    known = _known(paths, fresh)
    with workers.working(scheduler), folder_swap.replacing(*targets) as (packages, docs, html):
        if is_new and len([*paths.disclosures.glob(f"*/*/{content.SOURCE_FILE}")]) >= _MANY:
            workers.begin(workers.load, [_FOR_PAGES] * workers.count())  # else they do so later
        parsed = parse_all(paths, progress, known, keep_going)
        work = check_all(parsed, progress, keep_going=keep_going)
        made = replace(paths, datapackages=packages, docs=docs, site=html, last=paths)
        work, built = _publish(work, made, progress, keep_going)
    if known.made:  # else nothing replaces anything, and the next change needs more than this used
        known.sweep(before=started)
    took = time.perf_counter() - began
    summary = replace(summarise(work), pages=built, site=paths.site, seconds=took)
    summary = replace(summary, site_weight=weigh(paths.site), data_weight=weigh(paths.datapackages))
    lacks = chosen.share_cards and not _has_font()
    return replace(summary, reachable=chosen.reachable, lacks_font=lacks, registered=filled)


def _has_font() -> bool:
    from mingzhang.site import cards  # brings Vega, which no other stage needs

    return cards.can_draw()


def _publish(work: Work, paths: Paths, progress: Progress, keep_going: bool) -> tuple[Work, int]:
    """Write packages and site, and count the pages; begin again without a body that stops it."""
    try:
        write_packages(work, paths, progress)
        return work, make_site(paths, progress, work.known)
    except defects.BodyError as error:
        if not keep_going:
            raise
        fewer = work.without({error.file}, error)
    for folder in (paths.datapackages, paths.docs, paths.site):
        folder_swap.empty(folder)
    return _publish(fewer, paths, progress, keep_going)


def _known(paths: Paths, fresh: bool) -> Kept:
    """Open what the last build kept; `fresh`: forget it first."""
    known = Kept(paths.cache, kept.of_files(*layers.folders(paths.vocab)))
    if fresh:
        known.sweep(before=math.inf)
    return known


def build_packages(paths: Paths, progress: Progress, parquet: str = "") -> Summary:
    """Run the stages up to the data packages, and on to Parquet in parts where a place is named.

    Raises UserError or UserErrors.
    """
    extras.need("site")
    began = time.perf_counter()
    filled = tuple(checksums.fill_in(paths.disclosures, content.SOURCE_FILE))
    with workers.pool(), folder_swap.replacing(paths.datapackages) as (packages,):
        work = check_all(parse_all(paths, progress, _known(paths, False)), progress)
        write_packages(work, replace(paths, datapackages=packages, last=paths), progress)
    if parquet:
        from mingzhang.export import parquet_parts

        with workers.pool(), progress.step("写分区 Parquet") as advance:
            parquet_parts.write_parts(paths.datapackages, parquet, advance)
    summary = replace(summarise(work), seconds=time.perf_counter() - began, registered=filled)
    return replace(summary, data_weight=weigh(paths.datapackages))


def build_site(paths: Paths, progress: Progress, builder: str = MKDOCS) -> int:
    """Build the site from the data packages that are there. Returns the number of pages.

    `builder`: the program that makes HTML, `mkdocs` or `zensical`. Raises UserError when there is
    no package or no such program, UserError or UserErrors for bad settings or prose.
    """
    extras.need("site")
    if builder != MKDOCS:
        from mingzhang.site import press_zensical

        press_zensical.require()
    content.refuse_links(paths.editorial)
    if not any(paths.datapackages.glob("*/datapackage.json")):
        raise UserError(
            paths.datapackages, "里面还没有数据包", "请先运行 mingzhang package 或 mingzhang build"
        )
    with folder_swap.replacing(paths.docs, paths.site) as (docs, html):
        made = replace(paths, docs=docs, site=html, last=paths)
        return make_site(made, progress, _known(paths, False), builder)


def build_front(paths: Paths, progress: Progress, whole: bool = False) -> int:
    """Build the site over the regional ones in `paths.site`. Returns the number of its pages.

    `whole`: put the regional sites that were built here below it, so that one folder holds all.
    Raises UserError or UserErrors for bad settings, and where a regional site cannot be read.
    """
    from mingzhang.export import headers
    from mingzhang.site import front

    extras.need("site")
    content.refuse_links(paths.editorial)

    def built(site: RegionalSite) -> Path:
        return Paths(regional.place(paths, site)).site

    with folder_swap.replacing(paths.docs, paths.site) as (docs, html):
        made = replace(paths, docs=docs, site=html, is_front=True)
        pages, sites = front.build(made, built, progress, _known(paths, False))
        for site in sites:
            if whole and not site.is_elsewhere:
                shutil.copytree(built(site), html / site.folder, copy_function=link_or_copy)
        headers.write(html, front.hosts(sites))
    return pages


def parse_all(
    paths: Paths,
    progress: Progress,
    known: Kept = NOTHING_KEPT,
    keep_going: bool = False,
    vocabulary: Vocabulary | None = None,
) -> Work:
    """Load the vocabularies, where none are given, and read and parse every source.

    Raises UserErrors for sources that are broken or are not what their `source.yml` says; with
    `keep_going` only when no other is left, else those are left out.
    """
    refusals: list[UserError] = []

    def refuse(errors: Iterable[UserError], some_left: bool) -> None:
        refusals.extend(errors)
        if refusals and not (keep_going and some_left):
            raise UserErrors(tuple(refusals))

    with progress.step("读取词表与原文"):
        content.refuse_links(paths.vocab, paths.editorial)
        vocabulary = vocabulary or vocab.load(paths.vocab)
        sources, errors = content.load_sound(paths.disclosures, vocabulary, paths.bodies)
        refuse(errors, bool(sources))
    with progress.step("解析", len(sources)) as advance:
        parsed, errors = parsing.parse_each(sources, vocabulary, advance, known)
        refuse(errors, bool(parsed))
    shared = parsing.Shared(vocabulary, known, parsing.road(known, "read", "parse"))
    with progress.step("核对登记", len(parsed)) as advance:
        denied = {
            disclosure.source.disclosure: parsing.denied(disclosure, shared)
            for disclosure in each(parsed, advance)
        }
        parsed = tuple(
            disclosure for disclosure in parsed if not denied[disclosure.source.disclosure]
        )
        refuse((error for errors in denied.values() for error in errors), bool(parsed))
    return Work(vocabulary, parsed, known=known, left_out=tuple(refusals))


def check_all(work: Work, progress: Progress, whole: bool = True, keep_going: bool = False) -> Work:
    """Run every check, compute the figures that follow from others, and add what bodies answered.

    `whole`: these are all the disclosures, so an answer to no finding raises UserErrors.
    Raises BodyError when our own code fails; with `keep_going` that body is left out.
    """
    bodies = check.bodies(work.disclosures, work.vocabulary)
    shared = parsing.Shared(
        work.vocabulary, work.known, parsing.road(work.known, "read", "parse", "check")
    )
    with progress.step("勾稽检查", len(bodies)) as advance:
        results = each(checking.check_each(bodies, shared), advance)
        made: list[checking.Checked] = []
        for body, result in zip(bodies, results, strict=True):
            if isinstance(result, tuple):
                made.append(result)
            elif keep_going:
                work = work.without({disclosure.source.agency for disclosure in body}, result)
            else:
                raise result
    order = {
        disclosure.source.disclosure: number for number, disclosure in enumerate(work.disclosures)
    }
    findings = sorted(
        (f for of_body, _ in made for f in of_body), key=lambda f: order[f.disclosure]
    )
    derived = sorted((f for _, of_body in made for f in of_body), key=lambda f: order[f.disclosure])
    work = replace(work, findings=tuple(findings), derived=tuple(derived))
    if whole:
        work = _heard(work, keep_going)
    findings_answered = errata.answered(
        work.findings, (disclosure.source for disclosure in work.disclosures)
    )
    return replace(work, findings=findings_answered, derived=_missing(work.derived, work))


def _heard(work: Work, keep_going: bool) -> Work:
    """Refuse bodies with answers to no finding, or leave them out."""
    stale = [
        (disclosure.source.agency, error)
        for disclosure in work.disclosures
        for error in errata.unheard(work.findings, disclosure.source)
    ]
    reasons = [error for _, error in stale]
    if reasons and not keep_going:
        raise UserErrors(tuple(reasons))
    return work.without({agency for agency, _ in stale}, *reasons) if reasons else work


def _missing(derived: Sequence[Fact], work: Work) -> tuple[Fact, ...]:
    """Keep the derived facts of figures that no document prints."""
    known = {figure for counted in _counted(work) for figure in counted.figures}
    items = parsing.items_of(work.vocabulary)
    return tuple(figure_index.without_restated(derived, known, items))


def _counted(work: Work) -> list[parsing.Counted]:
    return [parsing.counted(disclosure, work.vocabulary) for disclosure in work.disclosures]


def write_packages(work: Work, paths: Paths, progress: Progress) -> None:
    """Write the data packages into `paths.datapackages`."""
    from mingzhang import package  # needed by no other stage, and slow to import
    from mingzhang.export import redirects

    rules = {rule.check: rule for rule in check.CHECKS}
    vocabulary = replace(work.vocabulary, checks=rules)
    with progress.step("写数据包"):
        chosen = site_settings.settings(paths.editorial)
        sources = [disclosure.source for disclosure in work.disclosures]
        ids = {source.disclosure for source in sources} | {source.agency for source in sources}
        renamed = redirects.redirects(paths.editorial, ids)
        road = parsing.road(work.known, "read", "parse", "check", "package")
        shared = parsing.Shared(work.vocabulary, work.known, road)
        keeping = package.Keeping(
            work.known,
            lambda made: parsing.name_of(shared, made.source),
            road,
            paths.last.datapackages if paths.last else None,
        )
        package.write(
            work.disclosures,
            work.findings,
            work.derived,
            vocabulary,
            paths.datapackages,
            chosen,
            keeping if work.known.folder else None,
        )
        with history.published_before(paths.root, chosen.data_in) as before:
            history.write(before, paths.datapackages, renamed)


def make_site(
    paths: Paths, progress: Progress, known: Kept = NOTHING_KEPT, builder: str = MKDOCS
) -> int:
    """Make `paths.site` from `paths.datapackages`. Returns the number of pages."""
    from mingzhang import site  # brings Vega and MkDocs, which no other stage needs
    from mingzhang.export import files  # brings Arrow

    known = known.settled()  # the packages are finished
    standing = Standing(paths.site, paths.last.site if paths.last else None, known)
    begin = partial(files.begin, paths, known, standing)
    with workers.pool():
        begun = [*begin(of_bodies=False)]
        made = site.build(paths, progress, known, builder, standing,
                          lambda: begun.extend(begin(of_bodies=True)))  # fmt: skip
        indexing = site.indexing(paths.site, progress, known, standing)
        files.build(paths, progress, known, indexing, standing, begun)
    standing.remember()
    return made.pages


def parse_file(file: Path, paths: Paths, given: Told = NOTHING_TOLD) -> Work:
    """Read and parse one file, wherever it lies. Raises UserError or UserErrors."""
    vocabulary = vocab.load(paths.vocab)
    document = parsing.read_loose(file, vocabulary, given)
    if document.source.agency not in vocabulary.agencies:
        vocabulary = new_agency.with_body_of(document, vocabulary, given.name)
    return Work(vocabulary, (parsing.parse_document(document, vocabulary),))


def summarise(work: Work) -> Summary:
    """Count what the closing lines tell."""
    counted = _counted(work)
    failed = Counter(f.severity for f in work.findings if f.outcome is Outcome.FAIL)
    return Summary(
        disclosures=len(work.disclosures),
        facts=sum(of.facts for of in counted),
        derived=len(work.derived),
        numerals=sum(of.numerals for of in counted),
        unaccounted=sum(of.unaccounted for of in counted),
        unmapped=sum(of.unmapped for of in counted),
        failed=dict(failed),
        encodings=tuple(
            (disclosure.source.disclosure, of.encoding)
            for disclosure, of in zip(work.disclosures, counted, strict=True)
            if of.encoding != "utf-8"
        ),
        left_out=work.left_out,
    )
