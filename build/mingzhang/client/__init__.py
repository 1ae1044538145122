"""What an analyst calls: in, a file or a published package; out, records and pandas frames.

import mingzhang
mingzhang.open("datapackages/all").figures()
mingzhang.check_file("2023年度部门决算.pdf").findings
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingzhang.client.data import Data, open_data
from mingzhang.model import Disclosure, Fact, Finding, Stage
from mingzhang.paths import Paths, around

if TYPE_CHECKING:
    from mingzhang.vocab import Vocabulary

__all__ = ["Checked", "Data", "check_file", "open_data", "parse_file"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A disclosure with what the checks found, and the figures that follow from others."""

    disclosure: Disclosure
    findings: tuple[Finding, ...]
    derived: tuple[Fact, ...]


def parse_file(
    path: str | Path,
    *,
    agency: str | None = None,
    name: str | None = None,
    fiscal_year: int | None = None,
    stage: str | None = None,
    root: Path | None = None,
) -> Disclosure:
    """Read and parse one file; what is given outvotes what the file says of itself.

    `agency` is an id and `name` the official name of the body, `stage` `budget` or `final`; `root`
    is the project whose vocabularies are used: where we stand or the file lies, if none is given.
    Raises UserError or UserErrors, also where body, year or stage are neither given nor told.
    """
    return parsed(Path(path), agency, name, fiscal_year, stage, root)[0]


def check_file(
    path: str | Path,
    *,
    agency: str | None = None,
    name: str | None = None,
    fiscal_year: int | None = None,
    stage: str | None = None,
    root: Path | None = None,
) -> Checked:
    """Parse one file and check it; see `parse_file` for what can be given."""
    from mingzhang import pipeline
    from mingzhang.common.progress import Silent

    disclosure, vocabulary = parsed(Path(path), agency, name, fiscal_year, stage, root)
    work = pipeline.Work(vocabulary, (disclosure,))
    done = pipeline.check_all(work, Silent(), whole=False)
    return Checked(disclosure, done.findings, done.derived)


def parsed(
    path: Path,
    agency: str | None = None,
    name: str | None = None,
    fiscal_year: int | None = None,
    stage: str | None = None,
    root: Path | None = None,
) -> tuple[Disclosure, Vocabulary]:
    """Do what `parse_file` does; return the vocabulary too, which may have gained the body."""
    from mingzhang import pipeline

    paths = around(path, root)
    if not any((agency, name, fiscal_year, stage)):
        work = pipeline.parse_file(path, paths)
        return work.disclosures[0], work.vocabulary
    return _as_given(
        path, paths, {"agency": agency, "fiscal_year": fiscal_year, "stage": stage}, name
    )


def _as_given(
    path: Path, paths: Paths, given: dict[str, Any], name: str | None
) -> tuple[Disclosure, Vocabulary]:
    from mingzhang import content, pipeline, read, vocab
    from mingzhang.intake import new_agency

    vocabulary = vocab.load(paths.vocab)
    document = read.read(pipeline.bare_source(path))
    known = {key: value for key, value in given.items() if value}
    if len(known) == len(given) or (name and len(known) == len(given) - 1):
        source = document.source
    else:
        source = content.from_loose_file(path, vocabulary, document.text)
    if "stage" in known:
        known["stage"] = Stage(known["stage"])
    source = replace(source, **known)
    if name and "agency" not in known:
        listed = (a.agency for a in vocabulary.agencies.values() if name in (a.name_zh, *a.aliases))
        source = replace(source, agency=next(listed, f"unknown-{_digest(name)}"))
    if source.agency not in vocabulary.agencies:
        body = new_agency.new_body(name or source.agency, vocabulary, agency=source.agency)
        vocabulary = new_agency.with_body(vocabulary, body)
    identity = f"{source.agency}-{source.fiscal_year}-{source.stage}"
    source = replace(source, disclosure=identity, title=source.title or path.stem)
    return pipeline.parse_document(replace(document, source=source), vocabulary), vocabulary


def _digest(name: str) -> str:
    import hashlib

    return hashlib.sha256(name.encode()).hexdigest()[:8]
