"""Puts a new disclosure into the content. In: documents that were read and what the person said.
Out: an `Addition`, to be shown, and then a folder of `content/disclosures/` with the originals.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from mingzhang import content
from mingzhang.common.folder_swap import put_file, replacing
from mingzhang.content import registered
from mingzhang.content.source_file import CONFIRMABLE, problem_of, read_metadata
from mingzhang.intake import new_agency
from mingzhang.intake.decide import Given, Settled
from mingzhang.model import Document, Source, Stage, UserError, UserErrors
from mingzhang.paths import Paths
from mingzhang.vocab import Vocabulary

_PLACEHOLDER = re.compile(
    r"(?:[XxＸｘ×＊*]{2,}|[_＿]{3,}|某某|○○+|〇〇+)\s*(?:亿元|万元|元|[%％]|年|个|辆|人|台|套|家|次|批)"
)
_NAME_PLACEHOLDER = re.compile(r"[XxＸｘ×＊*]{2,}|某某|○○|〇〇")
_PROSE = re.compile(r"情[况況][说說]明|主要[职職][责責能]|名[词詞]解[释釋]|概[况況]")
_PROSE_CHARACTERS = 200
_BESIDE = (content.CORRECTIONS_FILE, content.ERRATA_FILE)
"""What a person may have written beside an original, and `source.yml` does not hold."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file that goes into the folder, byte for byte."""

    path: Path
    data: bytes

    @property
    def sha256(self) -> str:
        """The checksum that `source.yml` registers."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Addition:
    """A disclosure about to be added: what it is, its files (the main one first), where it goes.

    `source` carries the final id; its paths are those of the files as they were given.
    """

    source: Source
    settled: Settled
    files: tuple[Original, ...]
    folder: Path
    given: Given


def prose_length(document: Document) -> int:
    """Count the characters that stand outside of tables."""
    return len(document.text) - sum(grid.end - grid.start for grid in document.grids)


def main_of(documents: Sequence[Document]) -> int:
    """Tell which document is the disclosure itself: the first that has its prose, else the first.

    The others are attachments (tables in spreadsheets, as a rule).
    """
    return next((number for number, document in enumerate(documents) if is_account(document)), 0)


def is_account(document: Document) -> bool:
    """Tell a disclosure that speaks for itself from tables that are attached to one."""
    long = prose_length(document) >= _PROSE_CHARACTERS
    return long and _PROSE.search(document.text) is not None


def said_twice(documents: Sequence[Document], given: Given) -> Iterator[UserError]:
    """Refuse files that say the same to the letter, as a Word file and its PDF do."""
    said: dict[str, Path] = {}
    for document in documents if not given.force else ():
        words, file = re.sub(r"\s", "", document.text), document.source.path
        other = said.setdefault(words, file) if words else file
        if other is not file:
            remedy = "请只给一份；确要都放入请加 --force"
            yield UserError(file, f"文字与 {other} 完全相同", remedy)


def template_marks(text: str) -> tuple[str, ...]:
    """Return the places where a form still waits for its figures (XX万元, ××%)."""
    return tuple(match[0] for match in _PLACEHOLDER.finditer(text))


def addition(
    settled: Settled, files: Sequence[Original], document: Document, given: Given, paths: Paths
) -> Addition:
    """Make the record of a disclosure from what was settled. `document` is that of all files."""
    main = files[0]
    source = replace(
        document.source,
        disclosure=content.disclosure_id(settled.body.agency, settled.year, settled.stage),
        agency=settled.body.agency,
        fiscal_year=settled.year,
        stage=settled.stage,
        title=settled.title,
        path=main.path,
        data=main.data,
        sha256=main.sha256,
        language=settled.language,
        source_url=given.url,
        published_on=given.date,
        year_in_title=settled.year_in_title,
        attachments=tuple(file.path for file in files[1:]),
    )
    folder = paths.disclosures / source.agency / f"{settled.year}-{settled.stage.value}"
    return Addition(source, settled, tuple(files), folder, given)


def vouched(new: Addition, document: Document, vocab: Vocabulary) -> Addition:
    """Register what the person said although the document denies it; --force vouches for files."""
    given = new.given
    said = (given.agency or given.name, given.year, given.stage, given.force)
    vouched_for = {key for key, word in zip(CONFIRMABLE, said, strict=True) if word}
    contradicted = registered.contradictions(new.source, document.text, document.notes, vocab)
    denied = {contradiction.key for contradiction in contradicted}
    confirmed = tuple(key for key in CONFIRMABLE if key in vouched_for & denied)
    return replace(new, source=replace(new.source, confirmed=confirmed))


def pages_not_read(document: Document) -> int:
    """Count the pages that hold no text, scanned ones as a rule."""
    return sum(note.kind == "page_without_text" for note in document.notes)


def objections(
    new: Addition, document: Document, figures: int, vocab: Vocabulary
) -> list[UserError]:
    """List what keeps a disclosure from being added; empty when nothing does.

    `figures` is the number of printed amounts, rates and counts that were read. A file scanned by
    half its pages or more may have none: it is published as not read.
    """
    problems = [*_name_problems(new.files), *_present(new, vocab)]
    problems.extend(registered.unconfirmed(new.source, document.text, document.notes, vocab))
    if not new.given.force:
        problems.extend(_no_figures(new, document, figures))
    return problems


def _name_problems(files: Sequence[Original]) -> Iterator[UserError]:
    seen: dict[str, Path] = {}
    for file in files:
        name = file.path.name
        problem = problem_of("file", name)
        if problem:
            yield UserError(file.path, *problem)
        elif not content.is_original(name):
            yield UserError(file.path, f"原文不能叫 {name}", "请给文件改名后再加入")
        other = seen.setdefault(name.lower(), file.path)
        if other is not file.path:
            remedy = "请给其中一个改名，或只给一次"
            yield UserError(file.path, f"与 {other} 的文件名相同", remedy)


def _present(new: Addition, vocab: Vocabulary) -> Iterator[UserError]:
    if new.folder.exists() and not new.given.replace:
        remedy = "若要换成新的文件，请加 --replace（原来的文件夹会整个换掉）"
        yield UserError(new.folder, "这份公开已经有了", remedy)
    for described in sorted(new.folder.parent.parent.glob(f"*/*/{content.SOURCE_FILE}")):
        metadata, _ = read_metadata(described, vocab)
        same = metadata is not None and metadata.sha256 == new.source.sha256
        if same and described.parent != new.folder:
            problem = f"同一份文件已登记为 {described.parent.parent.name}/{described.parent.name}"
            yield UserError(
                new.source.path, problem, "请核对机构、年度和阶段（--agency、--year、--stage）"
            )


def _no_figures(new: Addition, document: Document, figures: int) -> Iterator[UserError]:
    marks = template_marks(document.text)
    is_scanned = 0 < len(document.pages) <= 2 * pages_not_read(document)
    body = new.settled.body.name_zh
    if _NAME_PLACEHOLDER.search(body) or len(marks) > figures:
        shown = f"“{marks[0]}”等 {len(marks)} 处待填" if marks else f"单位写的是“{body}”"
        problem = f"这是还没有填写的模板（{shown}）"
        yield UserError(new.source.path, problem, "请换成填好的文件；确要放入请加 --force")
    elif not figures and not is_scanned:
        problem = "没有读出任何数字"
        remedy = "请核对是否给错了文件、附表是否另在附件中；确要放入请加 --force"
        yield UserError(new.source.path, problem, remedy)


def lost_by_replacing(new: Addition, vocab: Vocabulary) -> tuple[str, ...]:
    """Name what a person wrote into the folder that will be swapped out and is not taken over."""
    described = new.folder / content.SOURCE_FILE
    if not described.exists():
        return ()
    lost = []
    metadata, _ = read_metadata(described, vocab)
    if metadata is not None:
        old = (("notes", metadata.notes, ()), ("source_url", metadata.source_url, new.given.url),
               ("published_on", metadata.published_on, new.given.date),
               ("retrieved_on", metadata.retrieved_on, new.given.retrieved))  # fmt: skip
        lost = [name for name, was, now in old if was and not now]
    kept = _kept(new, vocab)
    lost += [name for name in _BESIDE if (new.folder / name).exists() and name not in kept]
    return tuple(lost)


def _kept(new: Addition, vocab: Vocabulary) -> tuple[str, ...]:
    """Name the files beside the old original that go on to hold for the new one.

    Corrections are places in a text, answers speak of findings in it: both need the very same file.
    """
    described = new.folder / content.SOURCE_FILE
    metadata = read_metadata(described, vocab)[0] if described.exists() else None
    if metadata is None or metadata.sha256 != new.source.sha256:
        return ()
    return tuple(name for name in _BESIDE if (new.folder / name).exists())


def write(new: Addition, vocab: Vocabulary, paths: Paths) -> None:
    """Put the folder in its place and a new body into `agencies.csv`: both, or nothing at all.

    `vocab` knows the body already. Raises UserErrors for what the next build would refuse, OSError
    when the disk does.
    """
    listed = paths.vocab / "agencies.csv"
    before = listed.read_bytes()
    kept = _kept(new, vocab)
    parent_was_there = new.folder.parent.exists()
    try:
        with replacing(new.folder) as (fresh,):
            for file in new.files:
                (fresh / file.path.name).write_bytes(file.data)
            (fresh / content.SOURCE_FILE).write_text(as_yaml(record(new)), encoding="utf-8")
            for name in kept:
                shutil.copyfile(new.folder / name, fresh / name)
            _check(fresh, new.folder, vocab)
            if new.settled.is_new:
                table = new_agency.with_row(before.decode("utf-8"), new.settled.body)
                put_file(listed, table.encode("utf-8"))
    except BaseException:
        if listed.read_bytes() != before:
            put_file(listed, before)
        if not parent_was_there:
            with suppress(OSError):
                new.folder.parent.rmdir()
        raise


def _check(fresh: Path, folder: Path, vocab: Vocabulary) -> None:
    """Refuse now what the next build would refuse, told with the place where it would stand."""
    try:
        content.load_folder(fresh, vocab)
    except UserErrors as found:
        raise UserErrors(
            tuple(
                UserError(error.file.replace(str(fresh), str(folder)), error.problem, error.remedy)
                for error in found.errors
            )
        ) from found


def record(new: Addition) -> dict[str, object]:
    """Return what `source.yml` says of a disclosure."""
    source = new.source
    made: dict[str, object] = {
        "file": source.path.name,
        "sha256": source.sha256,
        "agency": source.agency,
        "fiscal_year": source.fiscal_year,
        "stage": Stage(source.stage).value,
        "language": source.language,
        "title": source.title,
        "source_url": source.source_url,
        "published_on": source.published_on,
    }
    if new.given.retrieved:
        made["retrieved_on"] = new.given.retrieved
    if source.year_in_title is not None:
        made["year_in_title"] = source.year_in_title
    if source.confirmed:
        made["confirmed"] = list(source.confirmed)
    if new.files[1:]:
        made["attachments"] = [
            {"file": file.path.name, "sha256": file.sha256} for file in new.files[1:]
        ]
    return made


def as_yaml(mapping: dict[str, object]) -> str:
    """Return the mapping as YAML, every text on one line."""
    head = "# 原文逐字节保留；不知道的网址与日期留空。\n"
    body = yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False, width=10_000)
    return head + str(body)
