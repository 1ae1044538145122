"""What charts say: in, bars; out, amounts, alternative texts and rows of CSV, in each language.

Drawing needs no language; all that a chart says by itself stands in a `Language`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.model import Stage
from mingzhang.site import english
from mingzhang.site.wording import STAGES, YI, plain, wan, yi

BILLION = Decimal(1_000_000_000)
BILLION_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: an amount in yuan and which account it belongs to.

    `derived` marks one that no source prints, `rough` one that is known only within a tolerance.
    """

    label: str
    value: Decimal
    stage: str
    year: int
    derived: bool = False
    rough: bool = False

    @property
    def planned(self) -> bool:
        """Tell whether it is money that was planned rather than spent."""
        return self.stage in (Stage.BUDGET, Stage.INITIAL_BUDGET)


# Compared by identity: the mapping in it has no hash, and there is one for each language.
@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """All that a chart says by itself.

    `axis` is a Vega expression for the amounts of the axis, `tooltips` names project, amount and
    stage, `columns` the fields of the CSV; `amount` is what stands beside a bar, `account` names
    its year and stage, `alternative` says what can be seen, `row` fills the CSV.
    """

    axis: str
    tooltips: tuple[str, str, str]
    columns: tuple[str, ...]
    amount: Callable[[Bar], str]
    account: Callable[[Bar], str]
    alternative: Callable[[str, Sequence[Bar], bool], str]
    row: Callable[[Bar], Sequence[object]]


def _axis(steps: Sequence[tuple[str, str]]) -> str:
    """Write the expression for an axis: in words of the language, the largest unit first.

    Six digits, never with an exponent: `20,000亿`, `500,000`.
    """
    told = "".join(
        f"abs(datum.value) >= {size} ? format(datum.value / {size}, ',.6~r') + '{word}' : "
        for size, word in steps
    )
    return f"datum.value == 0 ? '0' : {told}format(datum.value, ',.6~r')"


def _amount(bar: Bar) -> str:
    """Print a large amount in 亿元, to the 万元, others exactly in 万元."""
    said = yi(bar.value, 4) if abs(bar.value) >= YI else f"{wan(bar.value)}万元"
    return f"{'约' if bar.rough else ''}{said}"


def _account(bar: Bar) -> str:
    return f"{bar.year}年{STAGES[bar.stage]}{'（推算）' if bar.derived else ''}"


def _alternative(title: str, bars: Sequence[Bar], over_time: bool) -> str:
    stages = "、".join(dict.fromkeys(STAGES[bar.stage] for bar in bars))
    derived = sum(bar.derived for bar in bars)
    said = f"条形图：{title}，共{len(bars)}项（{stages}）"
    said += f"，其中{derived}项是推算的。" if derived else "。"
    if over_time:
        first, last = bars[0], bars[-1]
        said += f"从{first.label}的{_amount(first)}，到{last.label}的{_amount(last)}。"
    largest = max(bars, key=lambda bar: bar.value)
    return f"{said}最大的是{largest.label}，{_amount(largest)}。数据见下表。"


def _row(bar: Bar) -> Sequence[object]:
    yuan, ten_thousands = (f(bar.value).replace(",", "") for f in (plain, wan))
    origin = "推算" if bar.derived else "原文"
    return bar.label, bar.year, STAGES[bar.stage], yuan, ten_thousands, origin


CHINESE = Language(
    axis=_axis((("1e8", "亿"), ("1e4", "万"))),
    tooltips=("项目", "金额", "阶段"),
    columns=("项目", "年度", "阶段", "金额（元）", "金额（万元）", "来历"),
    amount=_amount,
    account=_account,
    alternative=_alternative,
    row=_row,
)


def _amount_en(bar: Bar) -> str:
    """Print a very large amount in billions of yuan, others exactly, as the tables do."""
    said = plain(bar.value)
    if abs(bar.value) >= BILLION:
        said = f"{plain((bar.value / BILLION).quantize(BILLION_PLACES))} billion"
    return f"{'≈ ' if bar.rough else ''}{said}"


def _account_en(bar: Bar) -> str:
    stage = english.STAGES[bar.stage].lower()
    return f"{bar.year} {stage}{' (derived)' if bar.derived else ''}"


def _alternative_en(title: str, bars: Sequence[Bar], over_time: bool) -> str:
    stages = ", ".join(dict.fromkeys(english.STAGES[bar.stage].lower() for bar in bars))
    derived = sum(bar.derived for bar in bars)
    said = f"Bar chart: {title}, {len(bars)} figures ({stages})"
    said += f", {derived} of them derived." if derived else "."
    if over_time:
        first, last = bars[0], bars[-1]
        said += f" From CNY {_amount_en(first)} ({first.label})"
        said += f" to CNY {_amount_en(last)} ({last.label})."
    largest = max(bars, key=lambda bar: bar.value)
    return (
        f"{said} The largest is {largest.label}: CNY {_amount_en(largest)}."
        " The data is in the table below."
    )


def _row_en(bar: Bar) -> Sequence[object]:
    origin = "derived" if bar.derived else "printed"
    stage = english.STAGES[bar.stage]
    return bar.label, bar.year, stage, plain(bar.value).replace(",", ""), origin


ENGLISH = Language(
    axis=_axis((("1e9", " billion"), ("1e6", " million"))),
    tooltips=("Item", "CNY", "Stage"),
    columns=("item", "year", "stage", "value_cny", "origin"),
    amount=_amount_en,
    account=_account_en,
    alternative=_alternative_en,
    row=_row_en,
)
