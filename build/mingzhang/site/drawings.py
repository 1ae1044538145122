"""What the charts of an agency draw: in, its figures; out, bars without words, drawn per language.

The Chinese page and its English twin draw the same bars of the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.model import Fact, Measure, Origin, Stage
from mingzhang.site import addresses, chart_words, charts, nested_bars, wording
from mingzhang.site.disputes import Disputes
from mingzhang.site.figures import Change, Figures, Line, Period, Table, by_period
from mingzhang.site.highlights import Block
from mingzhang.site.money_flow import Strand
from mingzhang.site.names import Names
from mingzhang.site.nested_bars import Row

FEWEST_BARS = 2
BY_FUNCTION = "function"
"""The strand whose whole is drawn already: what is spent."""
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
        places, place = wording.places_printed(self.fact), addresses.fact_place(self.fact.fact)
        return charts.Bar(
            label, self.fact.value, stage, year, derived, rough, self.severity, places, place
        )


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
        bars = [
            DrawnFigure(line, period, fact, _severity(disputed, fact))
            for line, fact in by_period(table, period, scope)
            if is_drawn(line.depth, block, fact)
        ]
        if len(bars) >= FEWEST_BARS:
            suffix = f"-{number + 1}" if number else ""
            name = f"{agency}-{period.year}-{period.stage}-{block.id}{suffix}"
            bars.sort(key=lambda each: -each.fact.value)
            return Drawing(name, tuple(bars), block)
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
    own_lines = [line for line in table.lines if line.scope == agency]
    own_lines.sort(key=lambda line: spending.index(line.concept))
    if not own_lines:
        return None
    # Of the lines stated twice the first that has both accounts, else the one that the summary
    # names; if none is, the one stated most often.
    often = [each for each in own_lines if _stated(each) >= FEWEST_BARS] or [
        max(own_lines, key=_stated)
    ]
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
    oddities = (disputed.oddity_of(fact) for fact in from_it if fact.stage == period.stage)
    return next((finding.printed for finding in oddities if finding), "")


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


def drawn(
    drawing: Drawing, names: Names, address: str = "", kept: Kept = NOTHING_KEPT
) -> charts.Chart:
    """Draw it for a page of some language. What has no name there keeps its Chinese one.

    `address` is that of the site.
    """
    language, words = names.language, names.language.words.chart
    first = drawing.bars[0]
    name = drawing.name if language.is_of_sources else f"{drawing.name}-{language.code}"
    if drawing.block is None:
        bars = [each.bar(_year(each, names)) for each in drawing.bars]
        title = words.history.text(name=names.line_text(first.line))
        unit = str(words.history_unit)
        return charts.bar_chart(
            name, title, unit, bars, over_time=True, language=language, address=address, kept=kept
        )
    bars = [each.bar(names.line_text(each.line)) for each in drawing.bars]
    account = chart_words.account(bars[0], language)
    title = words.block.text(title=names.block(drawing.block), account=account)
    body = names.body_text(first.line.scope, first.line.scope_name)
    unit = words.block_unit.text(body=body)
    return charts.bar_chart(name, title, unit, bars, language=language, address=address, kept=kept)


def drawn_flow(
    agency: str,
    flow: Sequence[Strand],
    disputed: Disputes,
    names: Names,
    address: str = "",
    kept: Kept = NOTHING_KEPT,
) -> charts.Chart:
    """Draw where money comes from and goes: a whole, its parts below it, what is left."""
    language, first = names.language, flow[0].whole
    words = language.words.flow
    account = language.account(first.fiscal_year, first.stage)
    title = words.title.text(account=account)
    rows = [row for strand in flow for row in _rows(strand, disputed, names)]
    alternative = words.says.text(title=title) + "".join(
        _said(strand, disputed, names) for strand in flow
    )
    alternative += str(words.below)
    name = f"{agency}-{first.fiscal_year}-{first.stage}-flow"
    name = name if language.is_of_sources else f"{name}-{language.code}"
    body = language.words.chart.block_unit.text(body=names.body_text(first.scope_id, first.scope))
    return nested_bars.nested(name, title, body, alternative, rows, language, address, kept)


def _rows(strand: Strand, disputed: Disputes, names: Names) -> Iterator[Row]:
    words, whole = names.language.words.flow, strand.whole
    span = (0.0, float(whole.value))
    title = str(words.titles[strand.id])
    if strand.id == BY_FUNCTION:
        yield Row(title)
    else:
        bar = _bar(whole, disputed, names)
        label = words.whole.text(title=title, name=names.concept(whole.concept))
        yield Row(label, 0, bar, *span, span)
    # A part lies within its whole, wherever that lies.
    at = {whole.fact: span}
    for piece in strand.pieces:
        bar = _bar(piece.fact, disputed, names)
        if piece.is_contested:
            text = str(words.contested)
            label = bar.label + names.language.words.in_brackets.text(text=text)
            yield Row(bar.label, piece.depth, replace(bar, label=label), text=text)
            continue
        place = at[piece.fact.fact] = float(piece.start), float(piece.stop)
        yield Row(bar.label, piece.depth, bar, *place, at[piece.within.fact])
    if strand.has_rest:
        last = max(piece.stop for piece in strand.pieces if piece.depth == 1)
        yield Row(str(words.rest), 1, None, float(last), float(last), span)


def _said(strand: Strand, disputed: Disputes, names: Names) -> str:
    """Say what a whole consists of; parts of parts are heard from their links."""
    language = names.language
    words = language.words

    def told(fact: Fact) -> str:
        bar = _bar(fact, disputed, names)
        return str(words.flow.part.text(name=bar.label, amount=chart_words.beside(bar, language)))

    parts = [told(piece.fact) for piece in strand.pieces if piece.depth == 1]
    parts += [str(words.flow.rest)] if strand.has_rest else []
    return str(words.flow.split.text(whole=told(strand.whole), parts=str(words.comma).join(parts)))


def _bar(fact: Fact, disputed: Disputes, names: Names) -> charts.Bar:
    return charts.Bar(
        names.concept(fact.concept),
        fact.value,
        fact.stage,
        fact.fiscal_year,
        severity=_severity(disputed, fact),
        places=wording.places_printed(fact),
        place=addresses.fact_place(fact.fact),
    )


def _year(each: DrawnFigure, names: Names) -> str:
    """Name the account of a bar, with what the source says of its year."""
    account = chart_words.account(each.bar(""), names.language)
    caveat = names.language.words.in_brackets.text(text=each.caveat) if each.caveat else ""
    return account + caveat
