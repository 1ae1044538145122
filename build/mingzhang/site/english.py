"""Words of the English twin: in, the vocabularies; out, English names, numbers and places.

What has no English name keeps its Chinese one, marked as Chinese for browsers and screen readers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from mingzhang.common.english_nouns import singular
from mingzhang.common.published import Package
from mingzhang.common.site_settings import settings
from mingzhang.model import Fact, Origin, Outcome, Severity, Stage
from mingzhang.site import addresses, prose_text
from mingzhang.site.agency_data import Row, keyed
from mingzhang.site.comparison_data import Point
from mingzhang.site.figures import Line
from mingzhang.site.library import Library
from mingzhang.site.wording import plain

FOLDER = "en/"
"""Below this address every page stands at the address of its Chinese twin."""
EDITORIAL = "en"
HOME = "index.md"

STAGES: Mapping[str, str] = {
    Stage.BUDGET: "Budget",
    Stage.INITIAL_BUDGET: "Initial budget",
    Stage.REVISED_BUDGET: "Revised budget",
    Stage.FINAL: "Final account",
    Stage.POINT_IN_TIME: "Balance",
}
ORIGINS: Mapping[str, str] = {
    Origin.PRINTED: "printed in the source",
    Origin.STATED: "stated in words, without a numeral",
    Origin.DERIVED: "derived from other figures, not printed",
    Origin.CORRECTED: "corrected by declaration",
    Origin.OCR: "recognised from a picture; compare the original",
}
SIGNS: Mapping[str, str] = {
    Origin.STATED: "w",
    Origin.DERIVED: "d",
    Origin.CORRECTED: "c",
    Origin.OCR: "o",
}
OUTCOMES: Mapping[str, str] = {
    Outcome.FAIL: "do not agree",
    Outcome.PASS: "passed",
    Outcome.NOT_EVALUABLE: "could not be evaluated",
    Outcome.NOT_APPLICABLE: "not applicable",
}
SEVERITIES: Mapping[str, str] = {
    Severity.ERROR: "cannot hold",
    Severity.WARNING: "doubtful",
    Severity.NOTE: "note",
}
LEVELS: Mapping[str, str] = {
    "national": "National level",
    "province": "Provincial level",
    "prefecture": "Prefecture-level city",
    "county": "County or district level",
    "township": "Township or subdistrict level",
}
BLOCKS: Mapping[str, str] = {
    "totals": "Revenue and expenditure",
    "function": "What the money is for (functional classification)",
    "economic": "How the money is spent (economic classification)",
    "three-public": "Official travel, vehicles and receptions; meetings and training",
    "running-costs": "Running costs of government bodies",
    "procurement": "Government procurement and purchase of services",
    "assets": "State assets held",
    "performance": "Performance management",
    "organisation": "Organisation and staff",
}
"""Headings of the blocks of `site_src/figures.yml`, by id."""
UNIT_NAMES: Mapping[str, str] = {"CNY": "CNY", "percent": "%"}
ACCOUNTS = (
    ("决算", "final account"),
    ("执行", "outturn"),
    ("年初预算", "initial budget"),
    ("预算", "budget"),
)
"""Words of a source that name an account, the more telling first, and their English names."""
_BEHIND = re.compile(r" \([^()]*\)$")
_YEAR = re.compile(r"20\d\d")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]+")

_CHINESE_TEXT = re.compile(rf"<text(?=[^>]*>[^<]*?{_CHINESE.pattern})([^>]*>)")


@dataclass(frozen=True)
class Words:
    """Everything that the English templates say by itself; `units` maps a unit to its row."""

    library: Library
    units: Mapping[str, Row]

    stages = STAGES
    origins = ORIGINS
    signs = SIGNS
    outcomes = OUTCOMES
    severities = SEVERITIES
    levels = LEVELS

    def agency(self, agency: str) -> Markup:
        """Name an agency in English where it has an English name."""
        row = self.library.agencies.get(agency)
        return _either(row, self.library.agency_name(agency))

    def agency_text(self, agency: str) -> str:
        """Name an agency as plain text, for titles."""
        row = self.library.agencies.get(agency)
        return (row or {}).get("name_en") or self.library.agency_name(agency)

    def body(self, scope: str, name: str) -> Markup:
        """Name a body of an agency by its id, else by its printed Chinese name."""
        return _either(self.library.agencies.get(scope), name)

    def place(self, region: str) -> Markup:
        """Name a region with those around it, the narrowest first."""
        rows = self.library.regions_of(region)
        return Markup(", ").join(_either(row, row["name_zh"]) for row in rows)

    def line(self, line: Line) -> Markup:
        """Name a row of a table; an entry of a list keeps its printed label."""
        if line.concept in self._items:
            own = self.library.concepts[line.concept].get("name_en", "")
            return Markup("{} <small>{}</small>").format(chinese(line.label), own)
        name = self._short(line)
        return escape(name) if name else chinese(line.label)

    def line_text(self, line: Line) -> str:
        """Name a row as plain text, for charts."""
        return line.label if line.concept in self._items else self._short(line) or line.label

    def _short(self, line: Line) -> str:
        """Name a concept without the whole behind it in brackets, where the Chinese name is so."""
        row = self.library.concepts.get(line.concept, {})
        name = row.get("name_en", "")
        is_short = row.get("name_zh", "").startswith(f"{line.label}（")
        return _BEHIND.sub("", name) if is_short else name

    def body_text(self, scope: str, name: str) -> str:
        """Name a body as plain text, for charts."""
        return (self.library.agencies.get(scope) or {}).get("name_en") or name

    def explained(self, concept: str, name: Markup, root: str) -> Markup:
        """Link a name to its entry in the English glossary."""
        if concept not in self.library.concepts:
            return name
        key = addresses.term_key(concept, "", "")
        link = '<a class="mz-term" href="{}en/glossary/#{}">{}</a>'
        return Markup(link).format(root, key, name)

    @property
    def _items(self) -> frozenset[str]:
        rows = self.library.concepts.values()
        return frozenset(row["items"] for row in rows if row.get("items"))

    def concept(self, concept: str) -> str:
        """Name a concept as plain text."""
        row = self.library.concepts.get(concept, {})
        return row.get("name_en") or row.get("name_zh") or concept

    def value(self, fact: Fact | Point) -> str:
        """Print a value in its base unit; yuan stand without a unit, as in tables in CNY."""
        if fact.unit == "CNY":
            return plain(fact.value)
        if fact.unit == "percent":
            return f"{plain(fact.value)}%"
        unit = self.unit(fact.unit)
        return f"{plain(fact.value)} {singular(unit) if fact.value == 1 else unit}"

    def signed(self, fact: Fact) -> str:
        """Print a change with its sign, in yuan or per cent."""
        if not fact.value:
            return "unchanged"
        number = self.value(fact).replace("-", "−")
        return f"+{number}" if fact.value > 0 else number

    def base(self, fact: Fact) -> Markup:
        """Say which account a change is measured against; what is not understood stays Chinese."""
        year = str(fact.base_year or "") or "".join(_YEAR.findall(fact.base_printed)[:1])
        account = next((name for word, name in ACCOUNTS if word in fact.base_printed), "")
        told = f"{year} {account}".strip()
        return escape(told) if year else chinese(fact.base_printed)

    def unit(self, unit: str) -> str:
        """Name a unit of measure."""
        row = self.units.get(unit)
        return UNIT_NAMES.get(unit) or (row["name_en"] if row and row["name_en"] else unit)

    def title(self, value: object) -> str:
        """Name the block of figures with this id."""
        return BLOCKS.get(str(value), "Further figures")


def _either(row: Row | None, name_zh: str) -> Markup:
    name_en = (row or {}).get("name_en", "")
    return escape(name_en) if name_en else chinese(name_zh)


def chinese(text: str) -> Markup:
    """Mark a text as Chinese."""
    return Markup('<span lang="zh-CN">{}</span>').format(text)


def picture(svg: str) -> Markup:
    """Mark those texts of a drawing as Chinese that are.

    >>> str(picture('<text x="1">其他 1</text><text>Other</text>'))
    '<text lang="zh-CN" x="1">其他 1</text><text>Other</text>'
    """
    return Markup(_CHINESE_TEXT.sub(r'<text lang="zh-CN"\1', svg))


def mixed(text: str) -> Markup:
    """Escape an English text and mark the Chinese words in it as Chinese.

    >>> str(mixed("printed 10万元 & more"))
    'printed 10<span lang="zh-CN">万元</span> &amp; more'
    """
    parts: list[Markup] = []
    end = 0
    for match in _CHINESE.finditer(text):
        parts += [escape(text[end : match.start()]), chinese(match[0])]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def words(joined: Package, library: Library) -> Words:
    """Read what the English pages need beside the library."""
    return Words(library, keyed(joined, "units_of_measure", "unit"))


def site_name(editorial_dir: Path) -> str:
    """Take the English name of the site from its settings; "" where there is no English twin."""
    home = editorial_dir / EDITORIAL / HOME
    if not home.is_file():
        return ""
    head, _ = prose_text.split(home)
    return settings(editorial_dir).title_en or str(head.get("site") or head["title"])
