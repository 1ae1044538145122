"""The languages of the site: in, exact values; out, numbers and marks as pages of a language have.

Chinese is the language of the sources: amounts stand in 万元, and nothing has to be marked as
Chinese. All other languages give amounts in yuan. A further language is a file in `words/`:
`fr.yml` gives pages below `fr/` to sites that have prose in it (`content/editorial/fr/`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from markupsafe import Markup, escape

from mingzhang.common.english_nouns import singular
from mingzhang.common.site_settings import Settings
from mingzhang.site import translations, wording
from mingzhang.site.translations import Words
from mingzhang.site.wording import YI, plain, wan, yi

BILLION = Decimal(1_000_000_000)
_FOUR_PLACES = Decimal("0.0001")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]+")
_SIZES = {"元": Decimal(1), "万元": wording.WAN, "亿元": YI}
_SIDE = re.compile(r"([±−]?)(\d[\d,]*(?:\.\d+)?)(元|万元|亿元|个百分点)")
_CHINESE_TEXT = re.compile(rf"<text(?=[^>]*>[^<]*?{_CHINESE.pattern})([^>]*>)")


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the site. Below `folder` its pages stand at the addresses of the Chinese."""

    code: str
    folder: str = ""
    is_of_sources: bool = False

    @property
    def words(self) -> Words:
        """All that its pages say by themselves."""
        return translations.words(self.code)

    @property
    def twin(self) -> Language:
        """The language that its pages are linked with: Chinese, and for Chinese pages English."""
        return ENGLISH if self.is_of_sources else CHINESE

    def at(self, address: str) -> str:
        """Say where the page at an address stands in this language, from the root of the site."""
        return self.folder + address or "./"

    def site_title(self, settings: Settings) -> str:
        """Call the site what its settings call it in this language."""
        if self.is_of_sources:
            return settings.title
        return settings.title_en or str(self.words.home.name)

    def title_in(self, editorial_dir: Path, settings: Settings) -> str:
        """Call the site so if it has prose in the language, and so the language; else ""."""
        return self.site_title(settings) if (editorial_dir / self.folder).is_dir() else ""

    def chinese(self, text: str) -> Markup:
        """Mark a text as Chinese where the page is in another language."""
        if self.is_of_sources:
            return escape(text)
        return Markup('<span lang="zh-CN">{}</span>').format(text)

    def text(self, text: str) -> Markup:
        """Escape a text and mark the Chinese words in it.

        >>> str(ENGLISH.text("printed 10万元 & more"))
        'printed 10<span lang="zh-CN">万元</span> &amp; more'
        """
        if self.is_of_sources:
            return escape(text)
        parts: list[Markup] = []
        end = 0
        for match in _CHINESE.finditer(text):
            parts += [escape(text[end : match.start()]), self.chinese(match[0])]
            end = match.end()
        return Markup("").join([*parts, escape(text[end:])])

    def side(self, told: str) -> Markup:
        """Print one side of a finding, which comes in Chinese; a lone amount is translated.

        >>> str(ENGLISH.side("±0.215万元")), str(ENGLISH.side("-12.92个百分点"))
        ('±CNY 2,150', '−12.92 percentage points')
        """
        told = re.sub(r"^-(?=\d)", "−", told)
        if self.is_of_sources:
            return escape(wording.grouped(told))
        match = _SIDE.fullmatch(told)
        if not match:
            return self.text(wording.grouped(told))
        sign, number, name = match.groups()
        if name == "个百分点":
            return escape(f"{sign}{number} percentage points")
        return escape(f"{sign}CNY {plain(Decimal(number.replace(',', '')) * _SIZES[name])}")

    def code_text(self, text: str) -> Markup:
        """Escape a programme, character by character, and mark the Chinese words in it."""
        return wording.html_text(text) if self.is_of_sources else self.text(text)

    @property
    def quoted(self) -> Markup:
        """Mark an element that quotes a source."""
        return Markup("" if self.is_of_sources else ' lang="zh-CN"')

    def picture(self, svg: str) -> Markup:
        """Mark those texts of a drawing as Chinese that are.

        >>> str(ENGLISH.picture('<text x="1">其他 1</text><text>Other</text>'))
        '<text lang="zh-CN" x="1">其他 1</text><text>Other</text>'
        """
        return Markup(
            svg if self.is_of_sources else _CHINESE_TEXT.sub(r'<text lang="zh-CN"\1', svg)
        )

    def value(self, value: Decimal, unit: str, places: int = 0) -> Markup:
        """Print a value for a table: amounts in 万元, or without a unit in yuan.

        In the language of the sources it has at least so many decimals as they write.
        """
        if self.is_of_sources:
            number, name = (wan(value), "万元") if unit == "CNY" else (plain(value), unit)
            name = "%" if unit == "percent" else name
            return Markup("{}<small>{}</small>").format(wording.padded(number, places), name)
        return escape(self.value_text(value, unit))

    def value_text(self, value: Decimal, unit: str) -> str:
        """Print a value as plain text, in the base unit where amounts are not given in 万元."""
        if self.is_of_sources:
            return wording.quantity(value, unit)
        if unit in ("CNY", "percent"):
            return plain(value) + ("%" if unit == "percent" else "")
        return f"{plain(value)} {singular(unit) if value == 1 else unit}"

    def at_a_glance(self, value: Decimal) -> str:
        """Print a large amount in yuan as a round number; "" where it can be read as it is."""
        if self.is_of_sources:
            return yi(value) if value >= YI else ""
        return f"{plain(_in_billions(value))} billion" if value >= BILLION else ""

    def beside_bar(self, value: Decimal, rough: bool, places: int = 0) -> str:
        """Print an amount of money beside the bar of a chart; very large ones are rounded.

        In 万元 it has at least so many decimals as its source writes.
        """
        about = str(self.words.figure.about) if rough else ""
        if self.is_of_sources:
            exact = wording.padded(wan(value), places) + "万元"
            return about + (yi(value, 4) if abs(value) >= YI else exact)
        if abs(value) >= BILLION:
            return f"{about}{plain(_in_billions(value))} billion"
        return about + plain(value)

    def account(self, year: int, stage: str) -> str:
        """Name a year and stage: `2018年决算`, `2018 final account`."""
        return str(self.words.account.text(year=year, stage=self.words.stages_within[stage]))


def _in_billions(value: Decimal) -> Decimal:
    return (value / BILLION).quantize(_FOUR_PLACES)


CHINESE = Language("zh", is_of_sources=True)
ENGLISH = Language("en", "en/")
LANGUAGES = (
    CHINESE,
    *(Language(code, f"{code}/") for code in translations.codes() if code != CHINESE.code),
)
