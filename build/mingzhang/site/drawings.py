"""What the charts of an agency draw: in, its figures; out, bars without words, drawn per language.

The Chinese page and its English twin draw the same bars of the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.model import Fact, Measure, Origin, Stage
from mingzhang.site import chart_words, charts
from mingzhang.site.disputes import Disputes
from mingzhang.site.figures import Change, Figures, Line, Period, Table, by_period
from mingzhang.site.highlights import Block
from mingzhang.site.names import Names

FEWEST_BARS = 2
HISTORY = 9
"""Years and stages that the chart over time draws; the table has all."""


@dataclass(frozen=True, slots=True)
class DrawnFigure:
    """One bar: a line of a table, its figure and the column in which it stands."""

    line: Line
    period: Period
    fact: Fact
    severity: str = ""
    """How gravely a check disputes the figure; empty where none does."""
    caveat: str = ""
    """What the source says of that year, such as that it counts some months of it."""

    def bar(self, label: str) -> charts.Bar:
        """Give it a name in some language."""
        derived = self.fact.origin is Origin.DERIVED
        rough = derived and bool(self.fact.tolerance)
        stage, year = self.period.stage, self.period.year
        return charts.Bar(label, self.fact.value, stage, year, derived, rough, self.severity)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bars of a chart, at least two: amounts of one period, or one amount over time.

    `block` is the part of the page that a chart of one period belongs to. Without it the bars are
    those of one line over the years, the earliest first.
    """

    name: str
    bars: tuple[DrawnFigure, ...]
    block: Block | None = None


def is_drawn(depth: int, block: Block, fact: Fact) -> bool:
    """Draw amounts of one level only: a bar beside the bar that contains it would count twice."""
    is_amount = fact.measure is Measure.AMOUNT and fact.origin is not Origin.DERIVED
    code = fact.function_code or fact.economic_code
    is_level = len(code) == block.digits if block.digits else depth == block.chart
    return is_level and is_amount and fact.value > 0


def latest(
    agency: str, block: Block, table: Table, scope: str, number: int, disputed: Disputes
) -> Drawing | None:
    """Draw the amounts of the latest period for which a body states at least two.

    `number` counts the charts of the block before this one.
    """
    for period in table.periods:
        found = [
            DrawnFigure(line, period, fact, _severity(disputed, fact))
            for line, fact in by_period(table, period, scope)
            if is_drawn(line.depth, block, fact)
        ]
        if len(found) >= FEWEST_BARS:
            suffix = f"-{number + 1}" if number else ""
            name = f"{agency}-{period.year}-{period.stage}-{block.id}{suffix}"
            found.sort(key=lambda each: -each.fact.value)
            return Drawing(name, tuple(found), block)
    return None


def history(
    agency: str,
    figures: Figures,
    spending: Sequence[str],
    disputed: Disputes,
    compared: Sequence[Change],
) -> Drawing | None:
    """Draw the spending of every year and stage for which it is printed, as one concept.

    What other figures imply is no year of its own: two points of which one is reckoned are no
    course of things. `spending` names the concepts that may be meant, the first preferred.
    """
    table = figures.table(list(spending))
    own = [line for line in table.lines if line.scope == agency]
    own.sort(key=lambda line: spending.index(line.concept))
    if not own:
        return None
    # Of the lines stated twice the first that has both accounts, else the one that the summary
    # names; if none is, the one stated most often.
    often = [each for each in own if _stated(each) >= FEWEST_BARS] or [max(own, key=_stated)]
    line = max(often, key=lambda each: _accounts(each, table.periods))
    bars = [
        DrawnFigure(
            line,
            period,
            cell.facts[0],
            _severity(disputed, cell.facts[0]),
            _caveat(disputed, compared, period),
        )
        for period, cell in reversed(list(zip(table.periods, line.cells, strict=True)))
        if cell.facts and not cell.is_derived
    ]
    bars = bars[-HISTORY:]
    return Drawing(f"{agency}-spending", tuple(bars)) if len(bars) >= FEWEST_BARS else None


def _severity(disputed: Disputes, fact: Fact) -> str:
    finding = disputed.of(fact)
    return str(finding.severity) if finding else ""


def _caveat(disputed: Disputes, compared: Sequence[Change], period: Period) -> str:
    """Quote what the source says of a year when it compares a later one with it."""
    from_it = (each.fact for each in compared if each.fact.base_year == period.year)
    told = (disputed.oddity_of(fact) for fact in from_it if fact.stage == period.stage)
    return next((finding.printed for finding in told if finding), "")


def _stated(line: Line) -> int:
    return sum(bool(cell.facts) and not cell.is_derived for cell in line.cells)


def _accounts(line: Line, periods: Sequence[Period]) -> int:
    """Count the accounts, budget and final, for which a line has a printed figure."""
    stages = {
        period.stage
        for period, cell in zip(periods, line.cells, strict=True)
        if cell.facts and not cell.is_derived
    }
    return len(stages & {Stage.BUDGET, Stage.FINAL})


def drawn(drawing: Drawing, names: Names) -> charts.Chart:
    """Draw it for a page of some language. What has no name there keeps its Chinese one."""
    language, words = names.language, names.language.words.chart
    first = drawing.bars[0]
    name = drawing.name if language.is_of_sources else f"{drawing.name}-{language.code}"
    if drawing.block is None:
        bars = [each.bar(_year(each, names)) for each in drawing.bars]
        title = words.history.text(name=names.line_text(first.line))
        unit = str(words.history_unit)
        return charts.bar_chart(name, title, unit, bars, over_time=True, language=language)
    bars = [each.bar(names.line_text(each.line)) for each in drawing.bars]
    account = chart_words.account(bars[0], language)
    title = words.block.text(title=names.block(drawing.block), account=account)
    body = names.body_text(first.line.scope, first.line.scope_name)
    return charts.bar_chart(name, title, words.block_unit.text(body=body), bars, language=language)


def _year(each: DrawnFigure, names: Names) -> str:
    """Name the account of a bar, with what the source says of its year."""
    account = chart_words.account(each.bar(""), names.language)
    caveat = names.language.words.in_brackets.text(text=each.caveat) if each.caveat else ""
    return account + caveat
