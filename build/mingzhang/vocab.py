"""The vocabularies: in, the CSV files of `content/vocab/`; out, one frozen `Vocabulary`.

Concepts of the classifications are made here from their codes: a code listed in `functions.csv`
or `economics.csv` is at once a concept (`function_2010350`, `economic_30201`), and again one under
every concept whose `breakdown` names another family (`running_costs_30201`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from mingzhang.layouts import Layouts
from mingzhang.layouts import load as load_layouts
from mingzhang.model import CheckRule, UserError
from mingzhang.remnants import load as load_remnants

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Concept:
    """A quantity that disclosures state. `kind` is amount | balance | count | rate."""

    concept: str
    name_zh: str
    name_en: str
    parent: str
    kind: str
    unit: str
    fund: str = ""
    function_code: str = ""
    economic_code: str = ""
    breakdown: str = ""
    items: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class ClassificationCode:
    """One code of a classification. `verified`: compared with a published official document."""

    code: str
    name_zh: str
    name_en: str
    level: str
    parent: str
    aliases: tuple[str, ...]
    valid_from: str
    valid_to: str
    note: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A spelling that leads to a concept where `context` (sections, concepts) holds."""

    label: str
    concept: str
    context: tuple[str, ...]
    units: tuple[str, ...]
    stage: str


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A kind of section, told by its heading. `statutory`: budget | final | both | ""."""

    section: str
    name_zh: str
    name_en: str
    pattern: str
    concept: str
    statutory: str


@dataclass(frozen=True, slots=True)
class Agency:
    """A public body. Printed names lead to it; `same_body_as` is an inferred link."""

    agency: str
    name_zh: str
    name_en: str
    region: str
    level: str
    kind: str
    parent: str
    former_names: tuple[str, ...]
    aliases: tuple[str, ...]
    same_body_as: str
    same_body_basis: str
    same_body_evidence_zh: str
    same_body_evidence_en: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region of GB/T 2260."""

    code: str
    name_zh: str
    name_en: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    """A unit as printed, the base unit it is published in, and the factor between them."""

    unit: str
    name_en: str
    base_unit: str
    factor: Decimal
    kind: str


@dataclass(frozen=True, slots=True)
class Modifier:
    """A word around a label that does not change its concept, but may tell its stage or fund.

    `effect` is `drop`, `stage:<stage>` or `fund:<fund>`.
    """

    word: str
    effect: str


@dataclass(frozen=True, slots=True)
class NumberName:
    """A number that is a name (a hotline, a platform), with what it names."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that `content/vocab/` says, keyed and in the order of the files."""

    concepts: Mapping[str, Concept]
    labels: tuple[Label, ...]
    functions: Mapping[str, ClassificationCode]
    economics: Mapping[str, ClassificationCode]
    agencies: Mapping[str, Agency]
    regions: Mapping[str, Region]
    units: Mapping[str, UnitOfMeasure]
    sections: tuple[SectionKind, ...]
    modifiers: tuple[Modifier, ...]
    suffixes: tuple[Modifier, ...]
    names: Mapping[str, NumberName]
    plain: Mapping[str, tuple[str, str]]
    """Plain-language explanations written for citizens: concept → (Chinese, English)."""
    checks: Mapping[str, CheckRule] = field(default_factory=dict)
    """The rules of the checks; the pipeline adds them, no file holds them."""
    layouts: Layouts = field(default_factory=Layouts)
    """Rules of the statutory tables."""
    remnants: tuple[tuple[str, str], ...] = ()
    """What templates leave behind: (placeholder | order, pattern)."""

    def ancestors(self, concept: str) -> Iterator[str]:
        """Yield the parents of a concept, nearest first."""
        seen = {concept}
        current = self.concepts.get(concept)
        while current is not None and current.parent and current.parent not in seen:
            seen.add(current.parent)
            yield current.parent
            current = self.concepts.get(current.parent)


def load(vocab_dir: Path) -> Vocabulary:
    """Read the vocabularies.

    Raises `UserError` naming file and line when a file is missing, lacks a column, repeats a key or
    refers to a row that does not exist.
    """
    functions = _keyed(_codes(vocab_dir / "functions.csv"), "code", vocab_dir / "functions.csv")
    economics = _keyed(_codes(vocab_dir / "economics.csv"), "code", vocab_dir / "economics.csv")
    written = _keyed(_concepts(vocab_dir / "concepts.csv"), "concept", vocab_dir / "concepts.csv")
    concepts = {**written, **_classified(written, functions, economics)}
    vocabulary = Vocabulary(
        concepts=concepts,
        labels=tuple(_labels(vocab_dir / "labels.csv")),
        functions=functions,
        economics=economics,
        agencies=_keyed(
            _agencies(vocab_dir / "agencies.csv"), "agency", vocab_dir / "agencies.csv"
        ),
        regions=_keyed(_regions(vocab_dir / "regions.csv"), "code", vocab_dir / "regions.csv"),
        units=_keyed(_units(vocab_dir / "units.csv"), "unit", vocab_dir / "units.csv"),
        sections=tuple(_sections(vocab_dir / "sections.csv")),
        modifiers=tuple(_modifiers(vocab_dir / "modifiers.csv")),
        suffixes=tuple(_modifiers(vocab_dir / "suffixes.csv")),
        names=_keyed(_names(vocab_dir / "names.csv"), "name", vocab_dir / "names.csv"),
        plain=_plain(vocab_dir / "plain.csv"),
        layouts=load_layouts(vocab_dir / "layouts"),
        remnants=load_remnants(vocab_dir / "remnants.csv"),
    )
    _check_references(vocabulary, vocab_dir)
    return vocabulary


def function_concept(code: str) -> str:
    """Name the concept of a functional code."""
    return f"function_{code}"


def economic_concept(code: str, family: str = "economic") -> str:
    """Name the concept of an economic code within a family (`economic`, `running_costs`)."""
    return f"{family}_{code}"


def _rows(path: Path, columns: Iterable[str]) -> Iterator[dict[str, str]]:
    try:
        # Spreadsheet programs put a byte order mark in front: it is no part of the first heading.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UserError(path, "缺少词表文件", "请从原仓库恢复该文件") from error
    except UnicodeDecodeError as error:
        raise UserError(path, "词表不是 UTF-8 编码", "请另存为 UTF-8（不带 BOM）的 CSV") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in columns if column not in (reader.fieldnames or [])]
    if missing:
        raise UserError(path, f"词表缺少列 {'、'.join(missing)}", "请补上表头中的这些列")
    for number, row in enumerate(reader, start=2):
        if None in row or None in row.values():
            raise UserError(path, f"第 {number} 行的列数与表头不符", "请检查该行的逗号与引号")
        yield {key: value.strip() for key, value in row.items()}


def _list(value: str) -> tuple[str, ...]:
    return tuple(part for part in value.split("|") if part)


def _keyed(records: Iterable[T], key: str, path: Path) -> dict[str, T]:
    result: dict[str, T] = {}
    for record in records:
        name = str(getattr(record, key))
        if name in result:
            raise UserError(path, f"“{name}”重复出现", "每个键只能有一行，请删去多余的一行")
        result[name] = record
    return result


def _codes(path: Path) -> Iterator[ClassificationCode]:
    columns = ("code", "name_zh", "name_en", "level", "parent", "aliases", "valid_from")
    for row in _rows(path, (*columns, "valid_to", "note", "verified")):
        yield ClassificationCode(
            code=row["code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            level=row["level"],
            parent=row["parent"],
            aliases=_list(row["aliases"]),
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            note=row["note"],
            verified=row["verified"] == "true",
        )


def _concepts(path: Path) -> Iterator[Concept]:
    columns = ("concept", "name_zh", "name_en", "parent", "kind", "unit", "fund", "economic_code")
    for row in _rows(path, (*columns, "breakdown", "items", "group")):
        yield Concept(
            concept=row["concept"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            parent=row["parent"],
            kind=row["kind"],
            unit=row["unit"],
            fund=row["fund"],
            economic_code=row["economic_code"],
            breakdown=row["breakdown"],
            items=row["items"],
            group=row["group"],
        )


def _classified(
    written: Mapping[str, Concept],
    functions: Mapping[str, ClassificationCode],
    economics: Mapping[str, ClassificationCode],
) -> dict[str, Concept]:
    """Make one concept of every code, and one more under each concept with a family of its own."""
    made = {function_concept(code.code): _function(code) for code in functions.values()}
    for code in economics.values():
        concept = _economic(code, "economic", "basic_expenditure", "")
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


def _labels(path: Path) -> Iterator[Label]:
    for row in _rows(path, ("label", "concept", "context", "unit", "stage")):
        context, units = _list(row["context"]), _list(row["unit"])
        yield Label(row["label"], row["concept"], context, units, row["stage"])


def _sections(path: Path) -> Iterator[SectionKind]:
    for row in _rows(path, ("section", "name_zh", "name_en", "pattern", "concept", "statutory")):
        yield SectionKind(
            row["section"],
            row["name_zh"],
            row["name_en"],
            row["pattern"],
            row["concept"],
            row["statutory"],
        )


def _modifiers(path: Path) -> Iterator[Modifier]:
    for row in _rows(path, ("word", "effect")):
        yield Modifier(row["word"], row["effect"])


def _names(path: Path) -> Iterator[NumberName]:
    for row in _rows(path, ("name", "note")):
        yield NumberName(row["name"], row["note"])


def _plain(path: Path) -> dict[str, tuple[str, str]]:
    if not path.exists():
        return {}
    rows = _rows(path, ("concept", "plain_zh", "plain_en"))
    return {row["concept"]: (row["plain_zh"], row["plain_en"]) for row in rows}


def _agencies(path: Path) -> Iterator[Agency]:
    columns = ("agency", "name_zh", "name_en", "region", "level", "kind", "parent")
    links = ("same_body_as", "same_body_basis", "same_body_evidence_zh", "same_body_evidence_en")
    for row in _rows(path, (*columns, "former_names", "aliases", *links)):
        yield Agency(
            former_names=_list(row["former_names"]),
            aliases=_list(row["aliases"]),
            **{column: row[column] for column in (*columns, *links)},
        )


def _regions(path: Path) -> Iterator[Region]:
    for row in _rows(path, ("code", "name_zh", "name_en", "level", "parent")):
        yield Region(row["code"], row["name_zh"], row["name_en"], row["level"], row["parent"])


def _units(path: Path) -> Iterator[UnitOfMeasure]:
    for row in _rows(path, ("unit", "name_en", "base_unit", "factor", "kind")):
        try:
            factor = Decimal(row["factor"])
        except InvalidOperation as error:
            raise UserError(path, f"“{row['unit']}”的换算系数不是数字", "请填写十进制数") from error
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
