"""Small disclosures for tests of the checks: in, figures said in turn; out, a `Disclosure`.

A `Story` writes its own text, so that every figure has a real span and stands behind its label.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from mingzhang.common.money import amount_tolerance, half_last_digit, parse_number
from mingzhang.model import (
    Disclosure,
    Fact,
    GlossaryEntry,
    Measure,
    Note,
    Numeral,
    Origin,
    Role,
    Section,
    Source,
    Stage,
    Unit,
)
from mingzhang.vocab import Vocabulary, load

ROOT = Path(__file__).parent.parent
RATES = {
    Measure.SHARE,
    Measure.CHANGE_RATE,
    Measure.COMPLETION_RATE,
    Measure.COVERAGE_RATE,
}
FACTORS = {"万元": Decimal(10000), "元": Decimal(1), "亿元": Decimal(100000000)}


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabularies of the repository."""
    return load(ROOT / "content" / "vocab")


def stated(fact: str, value: str, **more: Any) -> Fact:
    """An amount that the final account of 2018 of one body states, unless `more` says otherwise."""
    given: dict[str, Any] = {
        "fact": fact,
        "disclosure": "a-2018-final",
        "agency": "a",
        "fiscal_year": 2018,
        "stage": Stage.FINAL,
        "scope": "甲局",
        "scope_id": "a",
        "measure": Measure.AMOUNT,
        "value": Decimal(value),
        "unit": "CNY",
        "origin": Origin.PRINTED,
    }
    return Fact(**{**given, **more})


class Story:
    """A disclosure in the making. Amounts are in 万元 unless another unit is given."""

    def __init__(
        self,
        agency: str = "some-county-bureau",
        year: int = 2023,
        stage: Stage = Stage.FINAL,
        title: str = "某县某局部门决算",
    ) -> None:
        self.agency, self.year, self.stage, self.title = agency, year, stage, title
        self.id = f"{agency}-{year}-{stage}"
        self.text = ""
        self.facts: list[Fact] = []
        self.numerals: list[Numeral] = []
        self.sections: list[Section] = []
        self.glossary: list[GlossaryEntry] = []
        self.units: list[Unit] = []
        self.notes: list[Note] = []
        self.kind = ""

    def say(self, words: str) -> tuple[int, int]:
        """Append words; give their span. Years among them enter the ledger."""
        start = len(self.text)
        self.text += words
        for place in range(start, len(self.text) - 3):
            token = self.text[place : place + 4]
            if token.isdigit() and token.startswith("20"):
                self.numerals.append(
                    Numeral(self.id, place, place + 4, token, Role.YEAR, "", "test")
                )
        return start, len(self.text)

    def section(self, heading: str, kind: str = "", level: int = 1, ordinal: str = "") -> None:
        """Open a section: one line of its own. It ends where one of its level or above opens."""
        start, end = self.say(heading + "\n")
        parent = -1
        for section in reversed(self.sections):
            if section.level < level:
                parent = section.index
                break
        index = len(self.sections)
        self.sections.append(
            Section(index, level, ordinal, heading, kind, start, end - 1, end, parent, heading)
        )
        self.kind = kind

    def figure(
        self,
        label: str,
        printed: str,
        concept: str = "",
        unit: str = "万元",
        measure: Measure = Measure.AMOUNT,
        after: str = "，",
        **columns: object,
    ) -> Fact:
        """Append `label printed unit` and the figure it states.

        `columns` are columns of `Fact`; `parent` may be a Fact, which then becomes a full list
        unless `list_kind` says otherwise. Write a negative number as it is counted: `-2.03`.
        """
        self.say(label)
        shown = printed.lstrip("-")
        start = len(self.text)
        self.text += shown + unit + after
        rate = measure in RATES
        fact = self._fact(label, shown, unit, measure, rate, concept)
        if printed.startswith("-"):
            fact = replace(fact, value=-fact.value)
        parent = columns.pop("parent", None)
        kind = str(columns.pop("parent_list", "all"))
        if isinstance(parent, Fact):
            self._lists(parent, kind)
            columns["parent_fact"] = parent.fact
        fact = replace(
            fact,
            start=start,
            end=start + len(shown),
            quote=label + shown + unit,
            **columns,  # type: ignore[arg-type]
        )
        self.facts.append(fact)
        return fact

    def _fact(
        self, label: str, shown: str, unit: str, measure: Measure, rate: bool, concept: str
    ) -> Fact:
        factor = FACTORS.get(unit, Decimal(1))
        money = unit in FACTORS
        counted = measure == Measure.COUNT
        number = parse_number(shown) if shown[0].isdigit() else Decimal(0)
        half = half_last_digit(shown) if rate else amount_tolerance(shown, factor)
        record = vocabulary().concepts.get(concept)
        stage = Stage.POINT_IN_TIME if measure == Measure.BALANCE else self.stage
        return Fact(
            fact=f"{self.id}-f{len(self.text)}",
            disclosure=self.id,
            agency=self.agency,
            fiscal_year=self.year,
            stage=stage,
            scope=self.agency,
            measure=measure,
            value=number * factor,
            unit="CNY" if money else "percent" if rate else unit,
            origin=Origin.PRINTED if shown[0].isdigit() else Origin.STATED,
            concept=concept,
            concept_zh=record.name_zh if record else "",
            concept_en=record.name_en if record else "",
            label_printed=label,
            label=label,
            function_code=record.function_code if record else "",
            economic_code=record.economic_code if record else "",
            fund=record.fund if record else "",
            value_printed=shown,
            unit_printed=unit,
            tolerance=Decimal(0) if counted or not shown[0].isdigit() else half,
            section_kind=self.kind,
        )

    def _lists(self, parent: Fact, kind: str) -> None:
        for place, fact in enumerate(self.facts):
            if fact.fact == parent.fact:
                self.facts[place] = replace(fact, list_kind=kind)

    def rate(
        self, label: str, printed: str, concept: str, measure: Measure, **columns: object
    ) -> Fact:
        """Append a rate: a share, a change rate, a completion or a coverage rate."""
        return self.figure(label, printed, concept, "%", measure, **columns)  # type: ignore[arg-type]

    def change(
        self, label: str, printed: str, concept: str, rate: str = "", **columns: object
    ) -> Fact:
        """Append an amount of change against the year before and, if given, its rate."""
        base = {"base_year": self.year - 1, "base_printed": "上年", **columns}
        amount = self.figure(label, printed, concept, measure=Measure.CHANGE, **base)  # type: ignore[arg-type]
        if rate:
            self.rate("", rate, concept, Measure.CHANGE_RATE, **base)
        return amount

    def entry(self, term: str, definition: str, **columns: object) -> None:
        """Append a glossary entry."""
        number = str(len(self.glossary) + 1)
        start, end = self.say(f"{number}.{term}：{definition}\n")
        self.glossary.append(
            GlossaryEntry(
                f"{self.id}-g{number}",
                self.id,
                number,
                term,
                definition,
                start,
                end,
                **columns,  # type: ignore[arg-type]
            )
        )

    def unit(self, name: str, kind: str = "internal") -> None:
        """Append an internal unit."""
        start, end = self.say(name + "、")
        number = str(len(self.units) + 1)
        self.units.append(
            Unit(
                f"{self.id}-u{number}",
                self.id,
                self.agency,
                self.agency,
                number,
                name,
                kind,
                "",
                "",
                "",
                start,
                end,
            )
        )

    def note(self, kind: str, words: str) -> None:
        """Append a note of something odd."""
        start, end = self.say(words)
        self.notes.append(Note(kind, start, end, "序号由 1 跳至 3", "ordinal jumps from 1 to 3"))

    def disclosure(self) -> Disclosure:
        """Close the sections and give the disclosure."""
        source = Source(
            self.id,
            self.agency,
            self.year,
            self.stage,
            self.title,
            Path("test.txt"),
            self.text.encode(),
            "0" * 64,
        )
        return Disclosure(
            source=source,
            text=self.text,
            encoding="utf-8",
            sections=tuple(self._closed()),
            facts=tuple(self.facts),
            numerals=tuple(self.numerals),
            glossary=tuple(self.glossary),
            duties=(),
            units=tuple(self.units),
            platforms=(),
            notes=tuple(self.notes),
        )

    def _closed(self) -> list[Section]:
        closed = []
        for section in self.sections:
            ends = [s.start for s in self.sections[section.index + 1 :] if s.level <= section.level]
            closed.append(replace(section, end=ends[0] if ends else len(self.text)))
        return closed
