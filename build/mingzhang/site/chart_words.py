"""What charts say: in, bars and a language; out, alternative texts and rows of CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.model import Stage
from mingzhang.site.language import Language
from mingzhang.site.wording import plain, wan


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: an amount in yuan and which account it belongs to.

    `derived` marks one that no source prints, `rough` one that is known only within a tolerance,
    `severity` how gravely a check disputes it. `places` are the decimals that its source writes,
    `place` the address of its words from the root of the site.
    """

    label: str
    value: Decimal
    stage: str
    year: int
    derived: bool = False
    rough: bool = False
    severity: str = ""
    places: int = 0
    place: str = ""

    @property
    def planned(self) -> bool:
        """Tell whether it is money that was planned rather than spent."""
        return Stage(self.stage).is_budget


def axis(language: Language) -> str:
    """Write the Vega expression for an axis: in words of the language, the largest unit first.

    Six digits, never with an exponent: `20,000亿`, `500,000`.
    """
    steps = (step.split(" ", 1) for step in str(language.words.chart.axis).split("|"))
    branches = "".join(
        f"abs(datum.value) >= {size} ? format(datum.value / {size}, ',.6~r') + '{word}' : "
        for size, word in steps
    )
    return f"datum.value == 0 ? '0' : {branches}format(datum.value, ',.6~r')"


def tooltips(language: Language) -> tuple[str, str, str]:
    """Name the item, the amount and the stage of a bar."""
    words = language.words.chart
    return str(words.item), str(words.amount), str(words.stage)


def amount(bar: Bar, language: Language) -> str:
    """Print the amount of a bar."""
    return language.beside_bar(bar.value, bar.rough, bar.places)


def beside(bar: Bar, language: Language) -> str:
    """Print what stands beside a bar: the amount, with how gravely a check disputes it."""
    words = language.words
    doubt = words.in_brackets.text(text=words.severities[bar.severity]) if bar.severity else ""
    return amount(bar, language) + doubt


def named(bar: Bar, language: Language) -> str:
    """Say what a bar shows: the name of the link to its words."""
    words = language.words.chart.bar
    return str(words.text(label=bar.label, amount=beside(bar, language)))


def account(bar: Bar, language: Language) -> str:
    """Name the year and stage of a bar."""
    named = language.account(bar.year, bar.stage)
    words = language.words.chart
    return str(words.derived_account.text(account=named)) if bar.derived else named


def alternative(title: str, bars: Sequence[Bar], over_time: bool, language: Language) -> str:
    """Say what can be seen."""
    words = language.words
    stages = dict.fromkeys(str(words.stages_within[bar.stage]) for bar in bars)
    listed = str(words.comma).join(stages)
    derived = sum(bar.derived for bar in bars)
    said = words.chart.says.text(title=title, n=len(bars), stages=listed)
    said += words.chart.says_derived.text(n=derived) if derived else str(words.stop)
    if over_time:
        first, last = bars[0], bars[-1]
        said += words.chart.says_over_time.text(
            first=first.label,
            from_=amount(first, language),
            last=last.label,
            to=amount(last, language),
        )
    for bar in bars:
        if bar.severity:
            severity = words.severities[bar.severity]
            said += words.chart.says_disputed.text(label=bar.label, severity=severity)
    largest = max(bars, key=lambda bar: bar.value)
    return str(
        said + words.chart.says_largest.text(label=largest.label, amount=amount(largest, language))
    )


def columns(language: Language) -> list[str]:
    """Name the columns of the CSV."""
    return str(language.words.chart.columns).split("|")


def row(bar: Bar, language: Language) -> Sequence[object]:
    """Fill the CSV; in Chinese with the amount in 万元 too."""
    words = language.words
    amounts = (plain, wan) if language.is_of_sources else (plain,)
    origin = words.chart.origin_derived if bar.derived else words.chart.origin_printed
    return (
        bar.label,
        bar.year,
        words.stages[bar.stage],
        *(printed(bar.value).replace(",", "") for printed in amounts),
        origin,
    )
