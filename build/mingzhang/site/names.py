"""What things are called in a language: in, the vocabularies; out, names, titles and messages.

What has no name in the language keeps its Chinese one, marked as Chinese for browsers and screen
readers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from markupsafe import Markup, escape

from mingzhang.common.published import Row
from mingzhang.common.years import years_in
from mingzhang.model import Fact, Finding, Origin
from mingzhang.site import addresses, wording
from mingzhang.site.comparison_data import Body, Point
from mingzhang.site.figures import Change, Line
from mingzhang.site.glossary_terms import Term
from mingzhang.site.highlights import Block
from mingzhang.site.language import Language
from mingzhang.site.library import Library
from mingzhang.site.overview import DisclosureSummary

_BEHIND = re.compile(r" \([^()]*\)$")
_OF_WORDS = frozenset({"names", "structure"})
_NO_ROOM = re.compile(r"±0(?:\.0+)?\D*")


class Dated(Protocol):
    """A disclosure, a summary of one, or a place in one."""

    @property
    def fiscal_year(self) -> int:
        """Its fiscal year."""

    @property
    def stage(self) -> str:
        """Budget or final account."""


@dataclass(frozen=True)
class Names:
    """The names of one language; `units` maps a unit to its row."""

    language: Language
    library: Library
    units: Mapping[str, Row]

    def agency(self, agency: str) -> Markup:
        """Name an agency."""
        return self._either(self.library.agencies.get(agency), self.library.agency_name(agency))

    def agency_text(self, agency: str) -> str:
        """Name an agency as plain text, for titles."""
        row = self.library.agencies.get(agency)
        return self._own(row) or self.library.agency_name(agency)

    def body(self, scope: str, name: str) -> Markup:
        """Name a body of an agency by its id, else by its printed Chinese name."""
        return self._either(self._agency(scope), name)

    def body_text(self, scope: str, name: str) -> str:
        """Name a body as plain text, for charts."""
        return self._own(self._agency(scope)) or name

    def compared(self, body: Body) -> Markup:
        """Name a body of the comparison, a part of another one with that."""
        name, related = self.body(body.key, body.name), body.related(self.library, self.language)
        return name + Markup(" <small>{}</small>").format(related) if related else name

    def _agency(self, scope: str) -> Row | None:
        # A printed name may say more than the table: `（本级）`.
        return None if self.language.is_of_sources else self.library.agencies.get(scope)

    def place(self, region: str) -> Markup:
        """Name a region with those around it: `辽宁省盘锦市`, `Panjin, Liaoning`."""
        if self.language.is_of_sources:
            return escape(self.library.place_name(region))
        rows = self.library.regions_of(region)
        return Markup(", ").join(self._either(row, row["name_zh"]) for row in rows)

    def narrow_place(self, region: str) -> Markup:
        """Name a region alone where that is enough: readers of Chinese know what is around it."""
        if self.language.is_of_sources:
            return escape(self.library.regions.get(region, {}).get("name_zh", ""))
        return self.place(region)

    def line(self, line: Line) -> Markup:
        """Name a row of a table; an entry of a list keeps its printed label."""
        if self.language.is_of_sources:
            return escape(line.label)
        if line.concept in self._items:
            item_name = self._own(self.library.concepts[line.concept])
            return Markup("{} <small>{}</small>").format(
                self.language.chinese(line.label), item_name
            )
        name = self._short(line)
        return escape(name) if name else self.language.chinese(line.label)

    def line_text(self, line: Line) -> str:
        """Name a row as plain text, for charts."""
        if self.language.is_of_sources or line.concept in self._items:
            return line.label
        return self._short(line) or line.label

    def _short(self, line: Line) -> str:
        """Name a concept without the whole behind it in brackets, where the Chinese name is so."""
        row = self.library.concepts.get(line.concept, {})
        is_short = row.get("name_zh", "").startswith(f"{line.label}（")
        return _BEHIND.sub("", self._own(row)) if is_short else self._own(row)

    @cached_property
    def _items(self) -> frozenset[str]:
        rows = self.library.concepts.values()
        return frozenset(row["items"] for row in rows if row.get("items"))

    def concept(self, concept: str) -> str:
        """Name a concept as plain text."""
        row = self.library.concepts.get(concept, {})
        return self._own(row) or row.get("name_zh") or concept

    def within(self, concept: str) -> str:
        """Name a concept within a sentence: small letters, but for names and abbreviations."""
        name = self.concept(concept)
        return name[:1].lower() + name[1:] if name[1:2].islower() else name

    def fact(self, fact: Fact) -> Markup:
        """Name what a figure states: the official name, else the printed label."""
        if self.language.is_of_sources:
            return escape(wording.concept_name(fact))
        return self.language.text(fact.concept_en or fact.concept_zh or fact.label_printed)

    def value(self, fact: Fact | Point) -> Markup:
        """Print a value for a table, with the decimals that its source writes."""
        places = wording.places_printed(fact) if isinstance(fact, Fact) else 0
        return self.language.value(fact.value, self.unit(fact.unit), places)

    def signed(self, fact: Fact) -> str:
        """Print a change with its sign."""
        if self.language.is_of_sources:
            return wording.signed(fact)
        if not fact.value:
            return str(self.language.words.figure.unchanged)
        number = self.language.value_text(fact.value, self.unit(fact.unit)).replace("-", "−")
        return f"+{number}" if fact.value > 0 else number

    def size(self, fact: Fact) -> str:
        """Print how much something changed, whatever the direction."""
        if self.language.is_of_sources:
            return wording.as_written(fact, abs(fact.value))
        return self.language.value_text(abs(fact.value), self.unit(fact.unit))

    def base(self, fact: Fact) -> Markup:
        """Say which account a change is measured against; what is not understood stays Chinese."""
        if self.language.is_of_sources:
            return escape(wording.base(fact))
        year = str(fact.base_year or next(iter(years_in(fact.base_printed)), ""))
        accounts = self.language.words.base_accounts.by_key().items()
        account = next((name for word, name in accounts if word in fact.base_printed), "")
        is_known = year or fact.base_printed.removesuffix("数") in self._base_words
        translated = f"{year} {account}".strip()
        return escape(translated) if is_known else self.language.chinese(fact.base_printed)

    @cached_property
    def _base_words(self) -> frozenset[str]:
        """The words for an account that stand for themselves, without a year."""
        return frozenset(self.language.words.base_accounts.by_key())

    def unit(self, unit: str) -> str:
        """Name a unit of measure; money and per cent keep their code."""
        if self.language.is_of_sources or unit in ("CNY", "percent"):
            return unit
        return self._own(self.units.get(unit)) or unit

    def how(self, fact: Fact) -> Markup:
        """Say how a figure came to be, with how exactly it is known; "" where it shows itself."""
        words = self.language.words
        if (
            fact.origin is Origin.PRINTED
            and wording.as_printed(fact) == self.value(fact).striptags()
        ):
            return Markup("")
        if fact.origin is Origin.PRINTED:
            return Markup(words.figure.printed(text=wording.as_printed(fact)))
        origin = Markup(words.origins[fact.origin]())
        if not fact.tolerance:
            return origin
        return origin + Markup(words.figure.within(amount=self.amount(fact.tolerance, fact.unit)))

    def amount(self, value: Decimal, unit: str) -> str:
        """Print a value in its base unit with the unit."""
        if self.language.is_of_sources:
            return wording.in_base_unit(value, unit)
        before = "CNY " if unit == "CNY" else ""
        return before + self.language.value_text(value, self.unit(unit))

    def at_a_glance(self, fact: Fact) -> str:
        """Print a large amount as a round number; "" where it can be read as it is."""
        return self.language.at_a_glance(fact.value) if fact.unit == "CNY" else ""

    def account(self, of: Dated) -> str:
        """Name the year and stage of a disclosure."""
        return self.language.account(of.fiscal_year, of.stage)

    def disclosure(self, summary: DisclosureSummary) -> Markup:
        """Name a disclosure by its body and account."""
        between = "" if self.language.is_of_sources else ", "
        return self.agency(summary.agency) + between + self.account(summary)

    def change(self, change: Change) -> Markup:
        """Name what changed."""
        name_en = "" if self.language.is_of_sources else change.fact.concept_en
        return self.language.text(name_en) if name_en else self.language.chinese(change.label)

    def term(self, term: Term) -> str:
        """Name a term, by its concept or else its official code; "" where it has no name."""
        if self.language.is_of_sources:
            return term.name
        tables = (self.library.functions, self.library.economics)
        coded = (table[code] for _, code, _ in term.codes[:1] for table in tables if code in table)
        return term.name_en or next((self._own(row) for row in coded if self._own(row)), "")

    def plainly(self, term: Term) -> str:
        """Explain a term in plain words."""
        return self.column(self.library.concepts.get(term.concept), "plain")

    def code(self, place: str) -> Markup:
        """Name a code of a classification, `functions/2010301`, behind its number."""
        table, _, number = place.partition("/")
        known = self.library.functions if table == "functions" else self.library.economics
        row = known.get(number)
        return escape(number) + " " + self._either(row, row["name_zh"] if row else "")

    def title(self, of: object) -> str:
        """Take the title of a table, a field or an example that has one in each language."""
        own_title = getattr(of, f"title_{self.language.code}", "")
        return str(own_title or getattr(of, "name", ""))

    def description(self, of: object) -> str:
        """Take the description of a table or field in this language."""
        return str(getattr(of, f"description_{self.language.code}", ""))

    def note(self, of: object) -> str:
        """Take the note on a format in this language."""
        return str(getattr(of, f"note_{self.language.code}", ""))

    def label(self, of: object) -> str:
        """Take the label of a value in this language."""
        return str(getattr(of, f"label_{self.language.code}", ""))

    def unit_text(self, unit: str) -> str:
        """Name a unit of measure, money and per cent with it."""
        if self.language.is_of_sources:
            return wording.UNITS_ZH.get(unit, unit)
        return {"percent": "%"}.get(unit) or self.unit(unit)

    def value_text(self, fact: Fact | Point) -> str:
        """Print a value as plain text."""
        if self.language.is_of_sources and fact.unit != "CNY":
            return wording.plain(fact.value) + self.unit_text(fact.unit)
        return self.language.value_text(fact.value, self.unit(fact.unit))

    def block(self, block: Block) -> str:
        """Name a block of figures."""
        return self._of_block(block, "title") or str(self.language.words.agency.other_block)

    def block_lead(self, block: Block) -> str:
        """Say what a block of figures is about, where there is something to say."""
        return self._of_block(block, "lead")

    def _of_block(self, block: Block, key: str) -> str:
        words = self.language.words
        return str(words.blocks[block.id][key]) if block.id in words.blocks else ""

    def message(self, finding: Finding) -> Markup:
        """Say what a check found."""
        if self.language.is_of_sources:
            return escape(wording.grouped(finding.message_zh))
        return self.language.text(finding.message_en)

    def side(self, told: str) -> Markup:
        """Print one side of a finding, or how much rounding allows; "" where it allows nothing."""
        return Markup("") if _NO_ROOM.fullmatch(told) else self.language.side(told)

    def other_side(self, finding: Finding) -> str:
        """Call what stands against the source: reckoned from other figures, or other words."""
        words = self.language.words.finding
        is_reckoned = finding.family not in _OF_WORDS and re.search(r"\d", finding.expected)
        return str(words.expected if is_reckoned else words.compared)

    def check(self, check: str, family: str) -> str:
        """Name a check, by its family where the table of checks does not know it."""
        if self.language.is_of_sources:
            return self.library.check_title(check, family)
        own_title = self.column(self.library.checks.get(check), "title")
        return own_title or check.replace("_", " ").capitalize()

    def check_title(self, check: str, family: str) -> str:
        """Title the page of a check; one that the table does not know with its id."""
        if check in self.library.checks:
            return self.check(check, family)
        unknown = self.language.words.check.unknown
        return str(unknown.text(family=self.family(check, family), check=check))

    def family(self, check: str, family: str) -> str:
        """Name the family of a check."""
        known = self.library.checks.get(check) or self.library.families.get(family)
        return self.column(known, "family") or family

    def column(self, row: Mapping[str, str] | None, name: str) -> str:
        """Take a column that vocabularies have in each language: `rule_zh`, `rule_en`."""
        return (row or {}).get(f"{name}_{self.language.code}", "")

    def term_place(self, concept: str) -> str:
        """Address what the glossary tells of a concept: a page, or an entry of the index."""
        key = addresses.term_key(concept, "", "")
        return addresses.term_page(key) if self.language.is_of_sources else f"glossary/#{key}"

    def check_place(self, check: str) -> str:
        """Address what is told of a check: its page, or its row in the list."""
        if self.language.is_of_sources:
            return addresses.check_page(check)
        return f"checks/#{addresses.slug(check)}"

    def _own(self, row: Row | None) -> str:
        return self.column(row, "name")

    def _either(self, row: Row | None, name_zh: str) -> Markup:
        name = self._own(row)
        return escape(name) if name else self.language.chinese(name_zh)
