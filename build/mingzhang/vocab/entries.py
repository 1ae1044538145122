"""What a row of each vocabulary says: in, nothing; out, frozen records, one kind for each file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from mingzhang.terms import Measure


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

    @property
    def is_of_government(self) -> bool:
        """Tell a code of the government's economic classification (5xx) from a department's."""
        return self.code.startswith("5")


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


@dataclass(frozen=True)
class UnitOfMeasure:
    """A unit as printed, the base unit it is published in, and the factor between them."""

    unit: str
    name_en: str
    base_unit: str
    factor: Decimal
    kind: str

    @cached_property
    def percent(self) -> bool:
        """Whether it is a percentage, or points of one."""
        return self.base_unit in ("percent", "percentage_point")

    @cached_property
    def plain(self) -> Measure:
        """What a figure in it measures where no words tell more."""
        return Measure.AMOUNT if self.base_unit == "CNY" else Measure.COUNT


@dataclass(frozen=True, slots=True)
class NumberName:
    """A number that is a name (a hotline, a platform), with what it names."""

    name: str
    note: str
