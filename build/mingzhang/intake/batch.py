"""Many files at once: in, a folder or a list of files and addresses; out, what became of each.

Files of one body, year and stage are one disclosure. What is sure is written, the rest is told with
its reason; run again, it goes on where it stopped: what is there already is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from mingzhang import content, vocab
from mingzhang.content.body_names import comparable, known_by_name
from mingzhang.content.recognise import STAGE_WORDS, Recognition, several_accounts
from mingzhang.content.source_file import read_metadata
from mingzhang.intake import addition, decide, prepare
from mingzhang.intake.decide import STAGES, Given
from mingzhang.model import Document, Source, UserError, UserErrors
from mingzhang.paths import Paths
from mingzhang.vocab import Vocabulary

_ASKED = {"body": "单位", "year": "年度", "stage": "阶段"}
_OPTIONS = {"body": "--agency 或 --name", "year": "--year", "stage": "--stage"}


class State(StrEnum):
    """What became of files."""

    ADDED = "已放入"
    READY = "可以放入"
    PRESENT = "已经有了"
    OPEN = "需要决定"


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be added and what is known of it. `place`: how it was named."""

    place: str
    path: Path
    given: Given


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was understood of files that belong together, and what became of them."""

    places: tuple[str, ...]
    body: str
    year: str
    stage: str
    state: State
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    item: Item
    document: Document | None
    skipped: tuple[Source, UserError] | None
    found: Recognition


def files_below(folder: Path) -> Iterator[Path]:
    """The files in a folder and in those within it that may be originals, in order."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and content.is_original(path.name):
            yield path


def add_all(
    items: Sequence[Item], paths: Paths, *, dry_run: bool, told: Callable[[], object]
) -> Iterator[Outcome]:
    """Recognise all files and write what is sure; `told` is called once for each file read."""
    vocabulary = vocab.load(paths.vocab)
    there = dict.fromkeys(_registered(paths, vocabulary), "")
    groups: dict[tuple[str, ...], list[_Read]] = {}
    for item in items:
        try:
            digest = sha256(item.path.read_bytes()).hexdigest()
            same = there.get(digest)
            if same is not None:
                why = (f"与 {same} 逐字节相同，只放一份",) if same else ()
                yield Outcome((item.place,), "", "", "", State.PRESENT, why)
                continue
            item_read = _read(item, vocabulary)
            there[digest] = item.place
        except (UserError, UserErrors) as error:
            yield Outcome((item.place,), "", "", "", State.OPEN, reasons(error))
            continue
        finally:
            told()
        groups.setdefault(_key(item_read, vocabulary), []).append(item_read)
    for group in _with_tables(groups):
        yield _add(group, paths, dry_run=dry_run)


def _with_tables(groups: Mapping[tuple[str, ...], list[_Read]]) -> Iterable[list[_Read]]:
    """Put tables that tell their body only by half beside the one account that they fit."""
    whole = {key: group for key, group in groups.items() if key[0]}
    for key, group in groups.items():
        if key[0]:
            continue
        fitting = [known for known in whole.values() if _fits(group[0], known[0])]
        if len(fitting) == 1:
            fitting[0].extend(group)
        else:
            whole[key] = group
    return whole.values()


def _fits(tables: _Read, account: _Read) -> bool:
    """Tell tables of the same folder, of one body, and of no other year or stage."""
    if tables.document is None or addition.is_account(tables.document):
        return False
    of_tables, other = tables.found, account.found
    return (
        tables.item.path.parent == account.item.path.parent
        and bool(of_tables.name)
        and comparable(of_tables.name) == comparable(other.name)
        and of_tables.fiscal_year in (None, other.fiscal_year)
        and of_tables.stage in (None, other.stage)
    )


def _registered(paths: Paths, vocabulary: Vocabulary) -> dict[str, Path]:
    """The folders that hold each original and attachment, by their checksums."""
    by_hash = {}
    for described in sorted(paths.disclosures.glob(f"*/*/{content.SOURCE_FILE}")):
        metadata, _ = read_metadata(described, vocabulary)
        if metadata is not None:
            by_hash.update(
                dict.fromkeys((metadata.sha256, *metadata.attachment_hashes), described.parent)
            )
    by_hash.pop("", None)
    return by_hash


def _read(item: Item, vocabulary: Vocabulary) -> _Read:
    documents, skipped = prepare.read_files([item.path])
    several = several_accounts(documents[0].text, vocabulary)
    if several:
        raise UserError(item.path, several, "请分成几个文件，各自加入")
    recognition = decide.recognise_all(documents, vocabulary)
    return _Read(item, documents[0], skipped[0] if skipped else None, recognition)


def _key(read: _Read, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What files of one disclosure have in common; a file that leaves something open is alone."""
    if _open(read):
        return ("", str(read.item.path))
    given, recognition = read.item.given, read.found
    agency = vocabulary.agencies.get(given.agency) or (
        known_by_name(given.name, vocabulary) if given.name else None
    )
    name = agency.name_zh if agency else given.name or recognition.name
    stage = STAGES[given.stage] if given.stage else recognition.stage
    return (comparable(name), str(given.year or recognition.fiscal_year), str(stage))


def _open(read: _Read) -> list[str]:
    """What the file leaves open and nobody told."""
    given = read.item.given
    told = {
        "body": bool(given.agency or given.name),
        "year": given.year is not None,
        "stage": bool(given.stage),
    }
    return [key for key in _ASKED if key in read.found.guessed and not told[key]]


def _add(group: Sequence[_Read], paths: Paths, *, dry_run: bool) -> Outcome:
    places = tuple(read.item.place for read in group)
    recognition = group[0].found
    understood = Outcome(
        places,
        recognition.name,
        str(recognition.fiscal_year or ""),
        STAGE_WORDS[recognition.stage] if recognition.stage else "",
        State.OPEN,
    )
    asked = _open(group[0])
    if asked:
        why = dict(zip(_ASKED, recognition.why, strict=True))
        return replace(
            understood,
            reasons=tuple(f"{_ASKED[k]}：{why[k]}（请用 {_OPTIONS[k]} 写明）" for k in asked),
        )
    documents = [read.document for read in group if read.document is not None]
    told_by_itself = [document for document in documents if addition.is_account(document)]
    if len(told_by_itself) > 1:
        names = "、".join(item.source.path.name for item in told_by_itself)
        return replace(
            understood, reasons=(f"同一单位、年度、阶段有几份正文：{names}，请只留一份",)
        )
    try:
        skipped = [read.skipped for read in group if read.skipped is not None]
        given = _together([read.item.given for read in group])
        prepared = prepare.prepare_documents(documents, skipped, paths, given, None)
        settled = prepared.addition.settled
        understood = replace(
            understood,
            body=settled.body.name_zh,
            year=str(settled.year),
            stage=STAGE_WORDS[settled.stage],
        )
        if prepared.objections:
            raise UserErrors(prepared.objections)
        if dry_run:
            return replace(understood, state=State.READY)
        prepare.put_addition(prepared, paths)
    except (UserError, UserErrors) as error:
        return replace(understood, reasons=reasons(error))
    return replace(understood, state=State.ADDED)


def _together(given: Iterable[Given]) -> Given:
    """What is known of the files of one disclosure: each says what those before it left open."""
    first, *rest = given
    for other in rest:
        said = {
            name: getattr(first, name) or getattr(other, name)
            for name in ("agency", "year", "stage", "title", "url", "date", "name", "name_en",
                         "region", "retrieved")
        }  # fmt: skip
        first = replace(first, **said)
    return first


def reasons(error: UserError | UserErrors) -> tuple[str, ...]:
    """What is wrong, each with its remedy."""
    several = error.errors if isinstance(error, UserErrors) else (error,)
    return tuple(
        f"{each.problem}（{each.remedy}）" if each.remedy else each.problem for each in several
    )
