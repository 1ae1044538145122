"""What an analyst calls: in, a file or a published package; out, records and pandas frames.

import mingzhang
mingzhang.open("datapackages/all").figures()
mingzhang.check_file("2023年度部门决算.pdf").findings
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mingzhang.client.data import Data, open_data
from mingzhang.model import Disclosure, Fact, Finding, Stage, UserError
from mingzhang.paths import around

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
    from mingzhang.content.recognise import Told

    if not path.is_file():
        raise UserError(path, "没有这个文件", "请检查文件名和所在的文件夹")
    given = Told(agency, name, fiscal_year, _stage(path, stage))
    work = pipeline.parse_file(path, around(path, root), given)
    return work.disclosures[0], work.vocabulary


def _stage(path: Path, stage: str | None) -> Stage | None:
    if stage is None or stage in (Stage.BUDGET, Stage.FINAL):
        return Stage(stage) if stage else None
    raise UserError(path, f"没有“{stage}”这个阶段", "请写 budget（预算）或 final（决算）")
