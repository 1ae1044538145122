"""The vocabularies: in, the CSV files of `content/vocab/`; out, one frozen `Vocabulary`.

Concepts of the classifications are made here from their codes: a code listed in `functions.csv`
or `economics.csv` is at once a concept (`function_2010350`, `economic_30201`), and again one under
every concept whose `breakdown` names another family (`running_costs_30201`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from mingzhang.common import kept
from mingzhang.model import CheckRule, UserError
from mingzhang.vocab.bodies import BodyGrammar
from mingzhang.vocab.bodies import load as load_bodies
from mingzhang.vocab.csv_file import listed, pattern
from mingzhang.vocab.entries import (
    Agency,
    ClassificationCode,
    Concept,
    Label,
    NumberName,
    Region,
    SectionKind,
    UnitOfMeasure,
)
from mingzhang.vocab.grammar import Grammar
from mingzhang.vocab.grammar import load as load_grammar
from mingzhang.vocab.layers import Place, folders, place_of, rows
from mingzhang.vocab.layouts import Layouts
from mingzhang.vocab.layouts import load as load_layouts
from mingzhang.vocab.oddities import Oddity
from mingzhang.vocab.oddities import load as load_oddities
from mingzhang.vocab.own_rows import check as check_no_old_copy
from mingzhang.vocab.remnants import load as load_remnants

__all__ = [
    "Agency",
    "ClassificationCode",
    "Concept",
    "Label",
    "NumberName",
    "Region",
    "SectionKind",
    "UnitOfMeasure",
    "Vocabulary",
    "WordsKey",
    "economic_concept",
    "function_concept",
    "load",
]

T = TypeVar("T")

AGENCIES = "agencies.csv"


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Everything that `content/vocab/` says, keyed and in the order of the files.

    Two of them are never equal, so that look-ups made of one can be kept for it.
    """

    concepts: Mapping[str, Concept]
    labels: tuple[Label, ...]
    functions: Mapping[str, ClassificationCode]
    economics: Mapping[str, ClassificationCode]
    agencies: Mapping[str, Agency]
    regions: Mapping[str, Region]
    units: Mapping[str, UnitOfMeasure]
    sections: tuple[SectionKind, ...]
    names: Mapping[str, NumberName]
    plain: Mapping[str, tuple[str, str]]
    """Plain-language explanations written for citizens: concept → (Chinese, English)."""
    checks: Mapping[str, CheckRule] = field(default_factory=dict)
    """The rules of the checks; the pipeline adds them, no file holds them."""
    layouts: Layouts = field(default_factory=Layouts)
    """Rules of the statutory tables."""
    remnants: tuple[tuple[str, str], ...] = ()
    """What templates leave behind: (placeholder | order, pattern)."""
    oddities: tuple[Oddity, ...] = ()
    """Odd wording that checks look for."""
    grammar: Grammar = field(default_factory=Grammar)
    """The words and rules of the sentences."""
    bodies: BodyGrammar = field(default_factory=BodyGrammar)
    """How the names of bodies are built and shortened."""

    former_names: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    """What functional codes were called: concept → (last year, name), the earliest first."""

    def name_zh(self, concept: str, year: int) -> str:
        """The name of a concept in that year; empty for an unknown concept."""
        for last, name in self.former_names.get(concept, ()):
            if year <= last:
                return name
        known = self.concepts.get(concept)
        return known.name_zh if known is not None else ""

    def ancestors(self, concept: str) -> Iterator[str]:
        """Yield the parents of a concept, nearest first."""
        seen = {concept}
        current = self.concepts.get(concept)
        while current is not None and current.parent and current.parent not in seen:
            seen.add(current.parent)
            yield current.parent
            current = self.concepts.get(current.parent)


class WordsKey:
    """All vocabularies but the agencies, as a key for look-ups that are built once.

    Two keys are equal where every part is the same object: vocabularies that differ in their
    agencies only share their look-ups.
    """

    def __init__(self, vocab: Vocabulary) -> None:
        self.vocab = replace(vocab, agencies={})
        names = (part.name for part in fields(Vocabulary) if part.name != "agencies")
        self._parts = tuple(getattr(vocab, name) for name in names)

    def __hash__(self) -> int:
        return hash(tuple(map(id, self._parts)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WordsKey):
            return False
        return all(mine is theirs for mine, theirs in zip(self._parts, other._parts, strict=True))


_MOST_READ = 3
_read: dict[str, Vocabulary] = {}
"""What was read last, without agencies: one process often opens several projects."""


def load(vocab_dir: Path) -> Vocabulary:
    """Read the vocabularies of a folder: the program's own, or a project's laid over them.

    Raises `UserError` naming file and line when a file is missing, lacks a column, repeats a key or
    refers to a row that does not exist; `UserErrors` when several lack what the program asks for.
    """
    words = _words(vocab_dir)
    agencies = _keyed(place_of(vocab_dir) / AGENCIES, _agencies, "agency")
    vocabulary = replace(words, agencies=agencies)
    _check_references(vocabulary, vocab_dir)
    return vocabulary


def _words(vocab_dir: Path) -> Vocabulary:
    """Read all but the agencies, or take it from the last time that the files were the same."""
    digest = kept.key(*_files(vocab_dir))
    if digest not in _read:
        words = _read_words(vocab_dir)
        if len(_read) == _MOST_READ:
            _read.clear()
        _read[digest] = words
    return _read[digest]


def _files(vocab_dir: Path) -> Iterator[bytes | str]:
    """Yield the names and the bytes of all files that the words depend on."""
    for folder in folders(vocab_dir):
        yield "folder"
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != AGENCIES:
                yield path.relative_to(folder).as_posix()
                yield path.read_bytes()


def _read_words(vocab_dir: Path) -> Vocabulary:
    check_no_old_copy(vocab_dir)
    place = place_of(vocab_dir)
    functions = _keyed(place / "functions.csv", _codes, "code")
    economics = _keyed(place / "economics.csv", _codes, "code")
    written = _keyed(place / "concepts.csv", _concepts, "concept")
    regions = _keyed(place / "regions.csv", _regions, "code")
    grammar = load_grammar(place / "grammar")
    return Vocabulary(
        concepts={**written, **_classified(written, functions, economics)},
        labels=tuple(_labels(place / "labels.csv")),
        functions=functions,
        economics=economics,
        agencies={},
        regions=regions,
        units=_keyed(place / "units.csv", _units, "unit"),
        sections=tuple(_sections(place / "sections.csv")),
        names=_keyed(place / "names.csv", _names, "name"),
        plain=_plain(place / "plain.csv"),
        layouts=load_layouts(place / "layouts", grammar.patterns),
        remnants=load_remnants(place / "remnants.csv"),
        oddities=load_oddities(place / "oddities.csv"),
        grammar=grammar,
        bodies=load_bodies(
            place / "grammar" / "bodies.csv",
            (region.name_zh for region in regions.values()),
            grammar.patterns,
        ),
        former_names=_former_names(place / "function_names.csv", functions),
    )


def function_concept(code: str) -> str:
    """Name the concept of a functional code."""
    return f"function_{code}"


def economic_concept(code: str, family: str = "economic") -> str:
    """Name the concept of an economic code within a family (`economic`, `running_costs`)."""
    return f"{family}_{code}"


def _keyed(path: Place, read: Callable[[Place], Iterable[T]], key: str) -> dict[str, T]:
    """Read the records of a file, each under the value of its field `key`."""
    result: dict[str, T] = {}
    for record in read(path):
        name = str(getattr(record, key))
        if name in result:
            raise UserError(path.own, f"“{name}”重复出现", "每个键只能有一行，请删去多余的一行")
        result[name] = record
    return result


def _reader(kind: Callable[..., T], *columns: str) -> Callable[[Place], Iterator[T]]:
    """Return the reader of a file whose `columns` are fields of `kind` as they stand there."""

    def read(path: Place) -> Iterator[T]:
        for _, row in rows(path, columns):
            yield kind(**{column: row[column] for column in columns})

    return read


_regions = _reader(Region, "code", "name_zh", "name_en", "level", "parent")
_names = _reader(NumberName, "name", "note")
_concepts = _reader(
    Concept, "concept", "name_zh", "name_en", "parent", "kind", "unit", "fund", "economic_code",
    "breakdown", "items", "group",
)  # fmt: skip


def _codes(path: Place) -> Iterator[ClassificationCode]:
    texts = ("code", "name_zh", "name_en", "level", "parent", "valid_from", "valid_to", "note")
    for _, row in rows(path, (*texts, "aliases", "verified")):
        yield ClassificationCode(
            aliases=listed(row["aliases"]),
            verified=row["verified"] == "true",
            **{column: row[column] for column in texts},
        )


def _former_names(
    path: Place, functions: Mapping[str, ClassificationCode]
) -> dict[str, tuple[tuple[int, str], ...]]:
    """Read what functional codes were called, by concept."""
    names_by_concept: dict[str, list[tuple[int, str]]] = {}
    for number, row in rows(path, ("code", "name_zh", "valid_to")):
        if row["code"] not in functions or not row["valid_to"].isdecimal():
            raise UserError(path.own, f"第 {number} 行没有已知的科目编码和年度", "请核对编码和年度")
        names = names_by_concept.setdefault(function_concept(row["code"]), [])
        names.append((int(row["valid_to"]), row["name_zh"]))
    return {concept: tuple(sorted(names)) for concept, names in names_by_concept.items()}


def _classified(
    written: Mapping[str, Concept],
    functions: Mapping[str, ClassificationCode],
    economics: Mapping[str, ClassificationCode],
) -> dict[str, Concept]:
    """Make one concept of every code, and one more under each concept with a family of its own."""
    made = {function_concept(code.code): _function(code) for code in functions.values()}
    for code in economics.values():
        whole = "current_year_expenditure" if code.is_of_government else "basic_expenditure"
        concept = _economic(code, "economic", whole, "")
        made[concept.concept] = concept
    families = {c.breakdown: c for c in written.values() if c.breakdown not in _PLAIN_BREAKDOWNS}
    for family, root in families.items():
        for code in economics.values():
            if code.code.startswith(_OPERATING_CLASSES) and code.level != "class":
                concept = _economic(code, family, root.concept, root.fund, root.name_zh, root.group)
                made[concept.concept] = concept
    return made


_PLAIN_BREAKDOWNS = ("", "function", "economic")
_OPERATING_CLASSES = ("302", "310")
"""Running costs are goods and services, and the office equipment bought for daily work."""


def _function(code: ClassificationCode) -> Concept:
    return Concept(
        concept=function_concept(code.code),
        name_zh=code.name_zh,
        name_en=code.name_en,
        parent=function_concept(code.parent) if code.parent else "total_expenditure",
        kind="amount",
        unit="CNY",
        function_code=code.code,
        group="function",
    )


def _economic(
    code: ClassificationCode,
    family: str,
    root: str,
    fund: str,
    suffix: str = "",
    group: str = "economic",
) -> Concept:
    inner = bool(code.parent) and family == "economic"
    return Concept(
        concept=economic_concept(code.code, family),
        name_zh=f"{code.name_zh}（{suffix}）" if suffix else code.name_zh,
        name_en=f"{code.name_en} ({family.replace('_', ' ')})" if suffix else code.name_en,
        parent=economic_concept(code.parent, family) if inner else root,
        kind="amount",
        unit="CNY",
        fund=fund,
        economic_code=code.code,
        group=group,
    )


def _labels(path: Place) -> Iterator[Label]:
    for _, row in rows(path, ("label", "concept", "context", "unit", "stage")):
        context, units = listed(row["context"]), listed(row["unit"])
        yield Label(row["label"], row["concept"], context, units, row["stage"])


def _sections(path: Place) -> Iterator[SectionKind]:
    columns = ("section", "name_zh", "name_en", "pattern", "concept", "statutory")
    for number, row in rows(path, columns):
        pattern(path.own, number, row["pattern"])
        yield SectionKind(**{column: row[column] for column in columns})


def _plain(path: Place) -> dict[str, tuple[str, str]]:
    if not path.is_there:
        return {}
    columns = ("concept", "plain_zh", "plain_en")
    return {row["concept"]: (row["plain_zh"], row["plain_en"]) for _, row in rows(path, columns)}


def _agencies(path: Place) -> Iterator[Agency]:
    columns = ("agency", "name_zh", "name_en", "region", "level", "kind", "parent")
    links = ("same_body_as", "same_body_basis", "same_body_evidence_zh", "same_body_evidence_en")
    for _, row in rows(path, (*columns, "former_names", "aliases", *links)):
        yield Agency(
            former_names=listed(row["former_names"]),
            aliases=listed(row["aliases"]),
            **{column: row[column] for column in (*columns, *links)},
        )


def _units(path: Place) -> Iterator[UnitOfMeasure]:
    for number, row in rows(path, ("unit", "name_en", "base_unit", "factor", "kind")):
        try:
            factor = Decimal(row["factor"])
        except InvalidOperation:
            factor = Decimal("nan")
        if not factor.is_finite() or factor <= 0:
            problem = f"第 {number} 行“{row['unit']}”的换算系数“{row['factor']}”不是正数"
            raise UserError(path.own, problem, "请填写大于 0 的十进制数")
        yield UnitOfMeasure(row["unit"], row["name_en"], row["base_unit"], factor, row["kind"])


def _check_references(vocabulary: Vocabulary, vocab_dir: Path) -> None:
    for label in vocabulary.labels:
        if label.concept not in vocabulary.concepts:
            problem = f"标签“{label.label}”指向不存在的概念 {label.concept}"
            raise UserError(vocab_dir / "labels.csv", problem, "请先在 concepts.csv 中加上该概念")
    for concept in vocabulary.concepts.values():
        for target in (concept.parent, concept.items):
            if target and target not in vocabulary.concepts:
                problem = f"概念 {concept.concept} 指向不存在的概念 {target}"
                raise UserError(vocab_dir / "concepts.csv", problem, "请改正该行或补上所指的概念")
    for agency in vocabulary.agencies.values():
        for target in (agency.parent, agency.same_body_as):
            if target and target not in vocabulary.agencies:
                problem = f"机构 {agency.agency} 指向不存在的机构 {target}"
                raise UserError(vocab_dir / "agencies.csv", problem, "请改正该行或补上所指的机构")
        if agency.region and agency.region not in vocabulary.regions:
            problem = f"机构 {agency.agency} 的行政区划代码 {agency.region} 不在 regions.csv 中"
            raise UserError(vocab_dir / "agencies.csv", problem, "请按 GB/T 2260 改正或补上该代码")
