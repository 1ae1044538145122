"""From sources to disclosures: in, files with their metadata; out, what each of them states.

Many are read and parsed on all cores, and what was kept of the last time is used again.
"""

from __future__ import annotations

import pickle
import platform
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from mingzhang import content, parse, read
from mingzhang.common import defects, figure_index, kept, run_summary, workers
from mingzhang.common.kept import Kept
from mingzhang.common.progress import each
from mingzhang.content import registered
from mingzhang.content.recognise import NOTHING_TOLD, Told
from mingzhang.model import Disclosure, Document, Source, Stage, UserError, UserErrors
from mingzhang.vocab import Vocabulary

T = TypeVar("T")
R = TypeVar("R")

# Below this, starting worker processes costs more than it saves.
POOL_FROM = 200
CHUNK = 32


def read_loose(file: Path, vocabulary: Vocabulary, told: Told = NOTHING_TOLD) -> Document:
    """Read one file, wherever it lies; without a `source.yml`, its words tell what it is."""
    if (file.parent / content.SOURCE_FILE).is_file():
        return read.read_whole(content.from_loose_file(file, vocabulary, told=told))
    document = read.read(bare_source(file))
    source = content.from_loose_file(file, vocabulary, document.text, told)
    return replace(document, source=source)


def bare_source(file: Path) -> Source:
    """Make the source of a file of which only name and bytes are known. Raises UserError.

    The reader needs no more; whose account it is can be told once there is text.
    """
    read.check_size(file)
    return Source("", "", 0, Stage.BUDGET, "", file, file.read_bytes(), "")


def parse_source(source: Source, vocabulary: Vocabulary) -> Disclosure:
    """Read one source with its attachments and parse it. Raises UserError."""
    return parse_document(read.read_whole(source), vocabulary)


def parse_document(document: Document, vocabulary: Vocabulary) -> Disclosure:
    """Parse one document; the lines that we put before attachments are no odd structure."""
    disclosure = parse.parse(document, vocabulary)
    ours = read.separators(document)
    if not ours:
        return disclosure
    kept = (note for note in disclosure.notes if (note.start, note.end) not in ours)
    return replace(disclosure, notes=tuple(kept))


def parse_each(
    sources: Sequence[Source],
    vocabulary: Vocabulary,
    advance: Callable[[int], None],
    known: Kept,
) -> tuple[tuple[Disclosure, ...], tuple[UserError, ...]]:
    """Parse what can be parsed, on all cores when it is much; tell what is wrong with the rest."""
    shared = Shared(vocabulary, known, road(known, "read", "parse"))

    def make(missing: Sequence[Source]) -> Iterator[Disclosure | tuple[UserError, ...]]:
        return workers.spread(_parsed, shared, missing, POOL_FROM, CHUNK, portable=True)

    made = kept_first(sources, lambda source: _recalled(shared, source), make)
    results = tuple(each(made, advance))
    errors = [error for result in results if isinstance(result, tuple) for error in result]
    return tuple(result for result in results if not isinstance(result, tuple)), tuple(errors)


def kept_first(
    items: Sequence[T],
    recall: Callable[[T], R | None],
    make: Callable[[Sequence[T]], Iterator[R]],
) -> Iterator[R]:
    """Yield what is kept of each item, and what is made of the others: they alone need processes.

    To start these takes longer than to read what is kept of some hundred items.
    """
    known = [recall(item) for item in items]
    made = make([item for item, one in zip(items, known, strict=True) if one is None])
    for one in known:
        yield next(made) if one is None else one


@dataclass(frozen=True, slots=True)
class Shared:
    """What every task of a stage needs; `road` names the code that its results depend on."""

    vocabulary: Vocabulary
    known: Kept
    road: str


def road(known: Kept, *stages: str) -> str:
    """Name the code of the stages and what they read besides their sources."""
    code = kept.of_code("model.py", "terms.py", "common", "content", "vocab", *stages)
    return kept.key(code, platform.python_version(), known.inputs)


def _parsed(shared: Shared, source: Source) -> Disclosure | tuple[UserError, ...]:
    """Parse one source; bad input is returned, so that all of it can be reported at once."""
    try:
        return _kept_and_parsed(shared, source)
    except UserError as error:
        return (error,)
    except UserErrors as errors:
        return errors.errors
    except Exception as error:
        # One file that we fail at must not hide which it is, nor what is wrong with the others.
        trace = traceback.extract_tb(error.__traceback__)
        rooms = [room for frame in trace for room in Path(frame.filename).parent.parts]
        stage = next((_STAGES[room] for room in rooms if room in _STAGES), "处理")
        return (defects.defect(source.path, stage, error),)


_STAGES = {"read": "读取", "parse": "解析"}


def _kept_and_parsed(shared: Shared, source: Source) -> Disclosure:
    made, name = parse_source(source, shared.vocabulary), name_of(shared, source)
    if shared.known.folder:
        told = counted(made, shared.vocabulary)
        shared.known.put(name, pickle.dumps(made))
        shared.known.put(kept.key("counted", name), pickle.dumps(told))
    return made


@dataclass(frozen=True, slots=True)
class Counted:
    """What a run asks of every disclosure, though nothing else of it is asked.

    `figures` are those that it states.
    """

    encoding: str
    facts: int
    unmapped: int
    numerals: int
    unaccounted: int
    figures: frozenset[figure_index.Key]


def counted(disclosure: Disclosure, vocabulary: Vocabulary) -> Counted:
    """Count what a disclosure holds; of one that is kept that is kept too."""
    known: Counted | None = getattr(disclosure, "counted", None)
    if known is not None:
        return known
    facts = disclosure.facts
    return Counted(
        disclosure.encoding,
        len(facts),
        sum(not fact.concept for fact in facts),
        len(disclosure.numerals),
        run_summary.unaccounted(disclosure),
        figure_index.stated(facts, items_of(vocabulary)),
    )


def items_of(vocabulary: Vocabulary) -> frozenset[str]:
    """The concepts that stand for each entry of a list."""
    return figure_index.item_concepts(c.items for c in vocabulary.concepts.values())


class _Folded(Disclosure):
    """A disclosure that is kept: unpacked once something is asked of it but its source."""

    __slots__ = ("counted", "unpack")
    counted: Counted
    unpack: Callable[[], Disclosure]

    def __getattr__(self, name: str) -> Any:
        # Python asks this for what is not set: all fields are, once they are unpacked.
        if name not in _FIELDS:
            raise AttributeError(name)
        whole = self.unpack()
        for field in _FIELDS[1:]:
            object.__setattr__(self, field, getattr(whole, field))
        return getattr(self, name)

    def __reduce__(self) -> tuple[type[Disclosure], tuple[Any, ...]]:
        return Disclosure, _values(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Disclosure) and _values(self) == _values(other)

    __hash__ = Disclosure.__hash__


_FIELDS = tuple(field.name for field in fields(Disclosure))
"""The source first."""
_values = attrgetter(*_FIELDS)


def _recalled(shared: Shared, source: Source) -> Disclosure | None:
    name = name_of(shared, source)
    known = shared.known.recall(kept.key("counted", name), Counted)
    if known is None or not shared.known.has(name):
        return None
    shared.known.touch(name)

    def unpack() -> Disclosure:
        whole = shared.known.recall(name, Disclosure)
        return whole or _kept_and_parsed(shared, source)

    folded = object.__new__(_Folded)
    for field, value in (("source", source), ("counted", known), ("unpack", unpack)):
        object.__setattr__(folded, field, value)
    return folded


def name_of(shared: Shared, source: Source) -> str:
    """Name what comes of a source after all that it is, but not after the place where it lies."""
    description = repr(replace(source, path=Path(), data=b"", attachments=()))
    files = [
        part
        for attachment in source.attachments
        for part in (attachment.name, attachment.read_bytes())
    ]
    return kept.key("parsed", shared.road, source.path.name, description, source.data, *files)


def denied(disclosure: Disclosure, shared: Shared) -> list[UserError]:
    """Tell what a source denies of its metadata; what denies nothing is not read again."""
    source = disclosure.source
    name = kept.key("registered", name_of(shared, source))
    if shared.known.get(name) is not None:
        return []
    try:
        denied = registered.unconfirmed(
            source, disclosure.text, disclosure.notes, shared.vocabulary
        )
    except Exception as error:
        return [defects.defect(source.path, "核对登记", error)]
    if not denied:
        shared.known.put(name, b"")
    return denied
