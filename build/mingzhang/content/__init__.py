"""The curated content: in, `content/disclosures/` or one loose file; out, `Source` records.

Whatever is wrong with any folder is collected and raised together, one clear line each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mingzhang.common import defects
from mingzhang.common.encoding import decode
from mingzhang.common.simplified import simplified
from mingzhang.common.yaml_file import closest
from mingzhang.content.errata import read_errata
from mingzhang.content.recognise import (
    NOTHING_TOLD,
    STAGE_WORDS,
    Recognition,
    Told,
    as_told,
    recognise,
    several_accounts,
)
from mingzhang.content.source_file import Metadata, read_corrections, read_metadata
from mingzhang.model import Source, Stage, UserError, UserErrors
from mingzhang.vocab import Vocabulary

SOURCE_FILE = "source.yml"
CORRECTIONS_FILE = "corrections.yml"
ERRATA_FILE = "errata.yml"
_OURS = frozenset({SOURCE_FILE, CORRECTIONS_FILE, ERRATA_FILE})
_FURNITURE = frozenset({"thumbs.db", "desktop.ini", "readme.md"})
NOT_A_COPY = "请放入各自的原文，或只保留一份；两个单位合用一份的，请写 confirmed: [agency]"
_TEXT_SUFFIXES = frozenset({".txt", ".text", ".md"})


def load(disclosures_dir: Path, vocab: Vocabulary) -> tuple[Source, ...]:
    """Load every `<agency>/<year>-<budget|final>/` folder, in the order of the disclosure ids.

    Raises UserErrors with all that is wrong (see `load_sound`).
    """
    sources, errors = load_sound(disclosures_dir, vocab)
    if errors:
        raise UserErrors(errors)
    return sources


def load_sound(
    disclosures_dir: Path, vocab: Vocabulary, bodies: Collection[str] | None = None
) -> tuple[tuple[Source, ...], tuple[UserError, ...]]:
    """Load the folders with which nothing is wrong, and tell what is wrong with the others.

    `bodies`: look at the folders of these alone.

    Wrong are missing or malformed metadata, unknown agencies, hashes that do not match, folders
    that contradict their metadata, files that nobody listed, disclosures that are there twice.
    Raises UserErrors when there is no such folder.
    """
    if not disclosures_dir.is_dir():
        problem = "没有这个文件夹"
        raise UserErrors((UserError(disclosures_dir, problem, "请建立它，并放入公开文件的原文"),))
    places = [p for p in _visible(disclosures_dir) if bodies is None or p.name in bodies]
    errors: list[UserError] = [*_strays(places), *linked_away(disclosures_dir, bodies)]
    away = {Path(error.file) for error in errors}
    sources: list[Source] = []
    for folder in _folders(places):
        if away & {folder.parent, folder, *folder.iterdir()}:
            continue
        try:
            sources.append(load_folder(folder, vocab))
        except UserErrors as found:
            errors.extend(found.errors)
        except Exception as error:
            errors.append(defects.defect(folder, "读取登记", error))
    misplaced = dict(_misplaced(sources))
    sound = [source for number, source in enumerate(sources) if number not in misplaced]
    sound.sort(key=lambda source: source.disclosure)
    return tuple(sound), (*errors, *misplaced.values())


def linked_away(folder: Path, within: Collection[str] | None = None) -> Iterator[UserError]:
    """Yield the links in a folder that lead out of it: what lies there is nobody's to publish.

    `within`: look at these of its folders alone.
    """
    ground = folder.resolve()
    places = [folder / name for name in within or ()]
    inside = (path for place in places for path in (place, *place.rglob("*")))
    for path in sorted(folder.rglob("*") if within is None else inside):
        if path.is_symlink() and not _lies_in(path, ground):
            yield UserError(path, f"是指向 {folder.name} 文件夹之外的链接", "请放入文件本身")


def refuse_links(*folders: Path) -> None:
    """Raise UserErrors for links that lead out of what is published or steers what is."""
    errors = tuple(error for folder in folders for error in linked_away(folder))
    if errors:
        raise UserErrors(errors)


def _lies_in(path: Path, ground: Path) -> bool:
    try:
        return path.resolve().is_relative_to(ground)
    except (OSError, RuntimeError):  # it leads round in a circle
        return False


def load_folder(folder: Path, vocab: Vocabulary) -> Source:
    """Load one disclosure folder. Raises UserErrors with all that is wrong with it."""
    described = folder / SOURCE_FILE
    if not described.is_file():
        remedy = "请照 CONTRIBUTING 的说明写一份，放在原文旁边，或用 mingzhang add 生成"
        raise UserErrors((UserError(described, "缺少这个文件", remedy),))
    metadata, errors = read_metadata(described, vocab)
    corrections, more = read_corrections(folder / CORRECTIONS_FILE, vocab)
    errors.extend(more)
    errata, more = read_errata(folder / ERRATA_FILE)
    errors.extend(more)
    if metadata is None:
        raise UserErrors(tuple(errors))
    errors.extend(_files(folder, metadata))
    path = folder / metadata.file
    data = _bytes(path, errors) if path.is_file() else b""
    if data and metadata.sha256:
        errors.extend(_hash(path, data, metadata.sha256))
    errors.extend(_attachment_hashes(folder, metadata))
    if errors:
        raise UserErrors(tuple(errors))
    return Source(
        disclosure=disclosure_id(metadata.agency, metadata.fiscal_year, metadata.stage),
        agency=metadata.agency,
        fiscal_year=metadata.fiscal_year,
        stage=metadata.stage,
        title=metadata.title,
        path=path,
        data=data,
        sha256=metadata.sha256 or hashlib.sha256(data).hexdigest(),
        language=metadata.language,
        source_url=metadata.source_url,
        published_on=metadata.published_on,
        year_in_title=metadata.year_in_title,
        notes=metadata.notes,
        corrections=corrections,
        errata=errata,
        attachments=tuple(folder / name for name in metadata.attachments),
        confirmed=metadata.confirmed,
    )


def from_loose_file(
    path: Path, vocab: Vocabulary, text: str | None = None, told: Told = NOTHING_TOLD
) -> Source:
    """Make a source of one file, wherever it lies.

    Beside a `source.yml` that names it, that is used. Else body, year and stage are told from the
    words: of `text` when given (what a reader made of a PDF or a web page), else of the decoded
    file when it is plain text, else of the file name alone. A body that the vocabulary does not
    know gets the id `unknown-<hash of its printed name>`. What is `told` outvotes all of these.
    Raises UserErrors for a broken `source.yml`, UserError for an unreadable or unrecognised file.
    """
    described = path.parent / SOURCE_FILE
    if described.is_file():
        metadata, errors = read_metadata(described, vocab)
        if metadata is None:
            raise UserErrors(tuple(errors))
        if metadata.file == path.name:
            return _as_told(load_folder(path.parent, vocab), told, vocab)
    errors = []
    data = _bytes(path, errors)
    if errors:
        raise errors[0]
    if text is None:
        text = decode(data, path)[0] if path.suffix.lower() in _TEXT_SUFFIXES else ""
    problem = several_accounts(text, vocab)
    if problem:
        raise UserError(path, problem, "请分成几个文件，逐份来")
    return _recognised(path, data, as_told(recognise(text, path.stem, vocab), told, vocab))


def _as_told(source: Source, given: Told, vocab: Vocabulary) -> Source:
    agency = given.body(vocab) or source.agency
    year, stage = given.fiscal_year or source.fiscal_year, given.stage or source.stage
    name = disclosure_id(agency, year, stage)
    return replace(source, disclosure=name, agency=agency, fiscal_year=year, stage=stage)


def is_original(name: str) -> bool:
    """Tell whether a file of this name can be an original: not ours, hidden or of the system."""
    hidden = name.startswith((".", "~$")) or name.lower() in _FURNITURE
    return not hidden and name.lower() not in _OURS


def disclosure_id(agency: str, fiscal_year: int, stage: Stage) -> str:
    """Return `<agency>-<year>-<budget|final>`."""
    return f"{agency}-{fiscal_year}-{stage.value}"


def _recognised(path: Path, data: bytes, recognition: Recognition) -> Source:
    if recognition.fiscal_year is None or recognition.stage is None:
        unsure = "的年度" if recognition.fiscal_year is None else "是预算还是决算"
        remedy = (
            "请在文件旁边放一份 source.yml 写明，或在文件名中写出，例如“某局2024年度部门预算.txt”"
        )
        why = recognition.why[1 if recognition.fiscal_year is None else 2]
        raise UserError(path, f"看不出这份文件{unsure}（{why}）", remedy)
    stage_zh = STAGE_WORDS[recognition.stage]
    return Source(
        disclosure=disclosure_id(recognition.agency, recognition.fiscal_year, recognition.stage),
        agency=recognition.agency,
        fiscal_year=recognition.fiscal_year,
        stage=recognition.stage,
        title=simplified(recognition.title)
        or f"{recognition.name}{recognition.fiscal_year}年度部门{stage_zh}",
        path=path,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        year_in_title=recognition.year_in_title,
    )


def _visible(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if not path.name.startswith((".", "~$")) and path.name.lower() not in _FURNITURE:
            yield path


def _folders(places: Iterable[Path]) -> Iterator[Path]:
    for agency in places:
        if agency.is_dir():
            yield from (path for path in _visible(agency) if path.is_dir())


def _strays(places: Iterable[Path]) -> Iterator[UserError]:
    """Files that lie above the folders of disclosures: they would silently not be published."""
    for path in places:
        for stray in _visible(path) if path.is_dir() else (path,):
            if stray.is_file():
                remedy = "请放进 <机构编号>/<年份>-<budget 或 final>/ 文件夹，连同 source.yml"
                yield UserError(stray, "这个文件不在任何一份公开的文件夹里", remedy)


def _files(folder: Path, metadata: Metadata) -> Iterator[UserError]:
    listed = (metadata.file, *metadata.attachments)
    present = [path.name for path in _visible(folder)]
    for name in dict.fromkeys(listed):
        path = folder / name
        if name in _OURS:
            problem = f"把 {name} 登记成了原文"
            yield UserError(folder / SOURCE_FILE, problem, "请写原文的文件名")
        elif listed.count(name) > 1:
            yield UserError(folder / SOURCE_FILE, f"文件 {name} 登记了两次", "请只保留一处")
        elif not path.is_file():
            others = closest(name, present)
            yield UserError(
                path, "登记了这个文件，但它不存在", f"请放入该文件，或改正文件名{others}"
            )
        elif folder.resolve() not in path.resolve().parents:
            yield UserError(path, "是指向文件夹之外的链接", "请放入文件本身")
    for name in present:
        if name not in _OURS and name not in listed:
            problem = "文件夹里有这个文件，source.yml 却没有登记"
            yield UserError(folder / name, problem, "若是附件请列入 attachments，否则请移走")


def _bytes(path: Path, errors: list[UserError]) -> bytes:
    """Return the bytes of a file; empty, with a line in `errors`, when there are none."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        errors.append(UserError(path, "没有这个文件", "请检查文件名与所在的文件夹"))
        return b""
    except IsADirectoryError:
        errors.append(UserError(path, "这是文件夹，不是文件", "请指定其中的原文"))
        return b""
    except OSError:
        errors.append(UserError(path, "文件打不开", "请检查读取权限"))
        return b""
    if not data:
        errors.append(UserError(path, "文件是空的（0 字节）", "请放入公开文件的原文"))
    return data


def _hash(path: Path, data: bytes, registered: str) -> Iterator[UserError]:
    actual = hashlib.sha256(data).hexdigest()
    if actual != registered:
        problem = f"内容与登记的 sha256 不符（登记 {registered[:12]}…，实际 {actual}）"
        remedy = "若文件被改动过，请恢复原件；若确是原件，请把 source.yml 的 sha256 改为实际值"
        yield UserError(path, problem, remedy)


def _attachment_hashes(folder: Path, metadata: Metadata) -> Iterator[UserError]:
    for name, registered in zip(metadata.attachments, metadata.attachment_hashes, strict=False):
        path = folder / name
        if registered and path.is_file():
            errors: list[UserError] = []
            data = _bytes(path, errors)
            yield from errors or _hash(path, data, registered)


def _misplaced(sources: Sequence[Source]) -> Iterator[tuple[int, UserError]]:
    """Number disclosures that are there twice, and folders whose name is not what they hold."""
    ids: dict[str, Source] = {}
    contents: dict[str, Source] = {}
    numbered = sorted(enumerate(sources), key=lambda pair: _shown(pair[1]) != _expected(pair[1]))
    for number, source in numbered:
        first = ids.setdefault(source.disclosure, source)
        same = contents.setdefault(source.sha256, source)
        described = source.path.parent / SOURCE_FILE
        if first is not source:
            problem = f"与 {_shown(first)} 登记的是同一份公开（{source.disclosure}）"
            remedy = "请只保留一份，或改正其中一份的机构、年度、阶段"
            yield number, UserError(described, problem, remedy)
        elif same is not source and not _shared_knowingly(source, same):
            problem = f"原文与 {_shown(same)} 的完全相同，却登记成了两份公开"
            yield number, UserError(described, problem, NOT_A_COPY)
        elif _shown(source) != _expected(source):
            problem = f"文件夹 {_shown(source)} 与其中登记的 {_expected(source)} 不一致"
            yield number, UserError(described, problem, "请改文件夹名，或改正 source.yml")


def _shared_knowingly(first: Source, other: Source) -> bool:
    """Tell whether a person confirmed that one file is the disclosure of two bodies."""
    differ = first.agency != other.agency
    return differ and any("agency" in source.confirmed for source in (first, other))


def _shown(source: Source) -> str:
    return f"{source.path.parent.parent.name}/{source.path.parent.name}"


def _expected(source: Source) -> str:
    return f"{source.agency}/{source.fiscal_year}-{source.stage.value}"
