"""The head of a table: in, a sheet; out, what each of its columns means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import inf

from mingzhang.model import UNCLEAR_HEAD, Fund, Measure, Source, Stage
from mingzhang.parse.concepts.labels import Resolution
from mingzhang.parse.tables.body_columns import BodyHead, without_bodies
from mingzhang.parse.tables.columns import LABEL_ROLES, Column
from mingzhang.parse.tables.head_words import head_paths, head_unit
from mingzhang.parse.tables.label_columns import settled
from mingzhang.parse.tables.numerals import is_numeral
from mingzhang.parse.tables.sheets import CODE, Sheet, is_blank
from mingzhang.vocab.layouts import ColumnRule, Layouts, TableRule


def columns_of(
    sheet: Sheet,
    heads: int,
    table: TableRule | None,
    layouts: Layouts,
    source: Source,
    naming: Callable[[str], Resolution | None] = lambda _words: None,
    classes: Mapping[int, str] | None = None,
    bodies: Mapping[int, BodyHead] | None = None,
) -> tuple[Column, ...]:
    """Tell what each column of a table (of an unknown kind: `None`) means, by its `heads` rows.

    `naming` tells the concept of a column that is named by its lowest head alone; `classes` the
    columns (by index) that are economic codes, `bodies` those of a body of their own.
    """
    bodies = bodies or {}
    layout = table.layout if table else ""
    kind = layouts.kind(layout)
    paths = without_bodies(list(head_paths(sheet, heads, layouts)), bodies)
    classes = {
        place: code
        for place, code in (classes or {}).items()
        if kind.class_columns and not _is_nobodys(paths[place], layout, layouts)
    }
    columns = (
        _column(index, head, head_unit(sheet, heads, index, layouts), table, layouts, source)
        for index, head in enumerate(paths)
    )
    named = (_named(_of_body(column, bodies.get(column.index)), naming) for column in columns)
    classed = [_classed(column, classes.get(column.index, ""), layout, layouts) for column in named]
    told = (c if c.index in classes else _explained(c, table, layouts) for c in classed)
    figured = [_with_figures(column, sheet, heads) for column in told]
    figured = _without_lone_subtotals(figured, layouts)
    made = settled(figured, kind.open_list, kind.codes == "economic")
    return _parted(made, sheet, heads, two_sided=kind.two_sided)


def _explained(column: Column, table: TableRule | None, layouts: Layouts) -> Column:
    """Let a column of figures be nobody's whose heads hold words beside those that are known."""
    if not column.is_amount:
        return column
    layout = table.layout if table else ""
    rule = _column_rule(column.head, layout, layouts)
    unclear = layouts.unexplained(column.head, rule.pattern if rule else None, "head", layout)
    turned = _is_turned(column, rule, layouts)
    part = _is_part(column, rule, layout, layouts)
    return column.nobodys(when=bool(unclear or turned or part))


def _is_turned(column: Column, rule: ColumnRule | None, layouts: Layouts) -> bool:
    """Tell that the lowest head holds a word that its rule does not mean (其他人员经费)."""
    if rule is not None and rule.role == "by_row":
        return False
    rest = rule.pattern.sub("\0", column.head, count=1) if rule else column.head
    return layouts["turns_head"].search(rest.rpartition("/")[2]) is not None


def _is_nobodys(head: str, layout: str, layouts: Layouts) -> bool:
    """Tell that a rule says of a head that it is not known what it means (单位资金/其他支出)."""
    rule = _column_rule(head, layout, layouts)
    return rule is not None and not rule.role


def _is_part(column: Column, rule: ColumnRule | None, layout: str, layouts: Layouts) -> bool:
    """Tell that a rule knows but an upper head, and the lowest one names a part of it."""
    match = rule.pattern.search(column.head) if rule and rule.role != "by_row" else None
    last = column.head.rpartition("/")[2]
    if match is None or "/" not in column.head[match.end() :]:
        return False
    return not (layouts["neutral_head"].match(last) or layouts.column_fund(layout, last))


def _without_lone_subtotals(columns: Sequence[Column], layouts: Layouts) -> list[Column]:
    """Let 小计 behind other figures, without a head above it, be nobody's: its head was lost."""
    made: list[Column] = []
    for column in columns:
        behind = bool(made) and made[-1].is_amount and not column.body
        lone = behind and column.role == "total" and layouts["sums_upper"].match(column.head)
        made.append(replace(column, role="") if lone else column)
    return made


def _of_body(column: Column, head: BodyHead | None) -> Column:
    """Let a column be of the body that its head names, and hold all of it where that is all."""
    if head is None:
        return column
    if head.rest:
        return replace(column, body=head.body)
    return replace(column, body=head.body, role="total", measure="amount")


def _classed(column: Column, code: str, layout: str, layouts: Layouts) -> Column:
    """Let a column that bears the name of an economic code be that code's.

    Of projects, as rows or as the head above, it is but the part that is of that code.
    """
    if not code or column.role in ("skip", "by_row"):
        return column
    if layouts.kind(layout).open_list:
        return replace(column, role="total", concept="", economic=code, measure="amount")
    above = _column_rule(column.upper, layout, layouts)
    if above is not None and above.concept == "project_expenditure":
        concept, economic = above.concept, code
    else:
        concept, economic = f"economic_{code}", ""
    return replace(column, role="by_column", concept=concept, economic=economic, measure="amount")


_FARTHEST = 2
"""Years between the account and a year in a head that is meant."""
CLASS_DIGITS, GROUP_DIGITS = 3, 2
"""Digits of a class, and those that each level below it adds."""

_CODE_ROLES = {
    "label": "code", "function_label": "function_code", "economic_label": "economic_code",
    "government_label": "government_code",
}  # fmt: skip
"""What a column of labels is that holds nothing but codes (功能分类科目 beside 科目名称)."""


def _with_figures(column: Column, sheet: Sheet, heads: int) -> Column:
    """A column of amounts is no column of labels, nor one of codes, whatever its head says."""
    filled = _filled_texts(column, sheet, heads)
    if column.is_amount and _are_codes(filled):
        return replace(column, role="")
    if not (column.is_label or column.role.endswith("_label")):
        return column
    if filled and all(map(CODE.fullmatch, filled)):
        return replace(column, role=_CODE_ROLES.get(column.role, column.role))
    amounts = [text for text in filled if is_numeral(text) and "." in text]
    return replace(column, role="") if amounts and amounts == filled else column


def _are_codes(texts: Sequence[str]) -> bool:
    """Tell codes of several levels, each with what it is a part of: no amounts."""
    codes = set(filter(is_numeral, texts))
    parts = [code for code in codes if len(code) > CLASS_DIGITS]
    return (
        bool(parts)
        and all(map(CODE.fullmatch, codes))
        and all({code[:-GROUP_DIGITS], code[:CLASS_DIGITS]} & codes for code in parts)
    )


def _parted(
    columns: Sequence[Column], sheet: Sheet, heads: int, *, two_sided: bool
) -> tuple[Column, ...]:
    """Let words behind figures, below a head that no rule knows, end the block before them.

    What stands to their right may be theirs, and is not said of the labels on the left. In a table
    of two sides no words stand between the figures of one side.
    """
    made = []
    figures = False
    for column in columns:
        filled = _filled_texts(column, sheet, heads)
        has_words = bool(filled) and not any(map(is_numeral, filled))
        if column.is_label:
            figures = False
        elif (not column.role or (two_sided and column.role == "skip")) and (
            has_words and figures and column.head
        ):
            column = replace(column, role="aside")
        figures = figures or (bool(filled) and all(map(is_numeral, filled)))
        made.append(column)
    return tuple(made)


def _filled_texts(column: Column, sheet: Sheet, heads: int) -> list[str]:
    texts = (sheet.text(row[column.index]) for _, row in sheet.rows[heads:])
    return [text for text in texts if not is_blank(text)]


def _named(column: Column, naming: Callable[[str], Resolution | None]) -> Column:
    """Give a column that only its lowest head names its concept; no concept: it is not read."""
    if column.role != "by_name":
        return column
    resolution = naming(column.head.rpartition("/")[2])
    if resolution is None or not resolution.concept:
        return replace(column, role="")
    return replace(column, role="by_column", concept=resolution.concept)


def of_year(column: Column, text: str, layouts: Layouts, source: Source) -> Column:
    """Return the column with the year (and account) that a cell of its row names (2023年预算)."""
    head = layouts["cell_year"].sub("", column.head)
    return dated(column, f"{head}/{text}", layouts, source)


def dated(column: Column, text: str, layouts: Layouts, source: Source) -> Column:
    """Return the column with the account and year that words of a row tell (预算数, 决算数)."""
    stage, year, printed = _period(text, layouts, source, farthest=inf)
    return replace(column, stage=stage, year=year, year_printed=printed)


def _column(
    index: int, head: str, unit: str, table: TableRule | None, layouts: Layouts, source: Source
) -> Column:
    layout = table.layout if table else ""
    rule = _column_rule(head, layout, layouts)
    own_fund = "" if UNCLEAR_HEAD in head else layouts.column_fund(layout, head)
    stage, year, printed = _period(head, layouts, source)
    concept, measure = _relation(rule, head, layout, layouts)
    of_total = bool(measure and table and concept == table.total)
    if of_total:
        concept = measure = ""  # the change of what the row says, below a head of the whole table
    role = rule.role if rule else ("total" if own_fund else "")
    role = "by_column" if measure and rule and rule.role == "by_row" else role
    named = bool(table and rule and role == "by_column" and rule.concept == table.total)
    if named:
        # 基本支出 in a table of basic expenditure is the column that holds all of it.
        role = "total"
    elif role == "total" and _sums_unknown(head, layout, layouts):
        role = ""
    other = year == source.fiscal_year and printed is None and layouts["other_year"].search(head)
    if (other or year > source.fiscal_year) and role in ("total", "by_column"):
        role = ""
    return Column(
        index=index,
        head=head,
        role=role,
        side=_side(head, layouts),
        concept=concept,
        fund=(rule.fund if rule else "") or _narrower(own_fund, table.fund if table else ""),
        measure=_measure(rule, role),
        stage=stage,
        year=year,
        year_printed=printed,
        named=named or of_total,
        unit=unit,
        sums_heads="/" in head and layouts["sums_heads"].match(head.rpartition("/")[2]) is not None,
    )


def _narrower(own: str, of_table: str) -> str:
    """The money of a head; 财政拨款 in a table of one of its kinds is of that kind."""
    wide = own == "fiscal_appropriation" and of_table in tuple(Fund)
    return of_table if wide or not own else own


def _sums_unknown(head: str, layout: str, layouts: Layouts) -> bool:
    """Tell that a column is the subtotal (小计) of a head that nobody knows."""
    upper, _, last = head.rpartition("/")
    if not upper or not layouts["sums_upper"].match(last):
        return False
    known = layouts.column(layout, upper) or layouts.column_fund(layout, upper)
    return not (known or _side(upper, layouts) or layouts["head_year"].search(upper))


def _column_rule(head: str, layout: str, layouts: Layouts) -> ColumnRule | None:
    """Find a column's rule; the label of a totals row that stands among the heads is left out."""
    if UNCLEAR_HEAD in head:
        return None
    upper, _, last = head.rpartition("/")
    if upper and layouts["totals_row_head"].match(last):
        rule = layouts.column(layout, upper)
        named = layouts["labels_head"].search(upper)
        if rule is not None and rule.role in LABEL_ROLES and named:
            return rule
    return layouts.column(layout, head) if head else None


def _relation(rule: ColumnRule | None, head: str, layout: str, layouts: Layouts) -> tuple[str, str]:
    """Return a column's concept, and its measure where it relates a concept to another figure.

    增减%/基本支出 and 公务接待费/增减 are changes of what one of the heads names, not of the row;
    基本支出占比 is a share of 基本支出.
    """
    shares = rule is not None and rule.measure == Measure.SHARE
    if rule is None or rule.role != "by_row" or ("/" not in head and not shares):
        return (rule.concept if rule else ""), ""
    upper, slash, last = head.rpartition("/")
    if not slash:
        last = rule.pattern.split(head, maxsplit=1)[0]
    for text in (last, upper, upper.rpartition("/")[2]):
        named = layouts.column(layout, text)
        if named is not None and named.role == "by_column":
            return named.concept, rule.measure
    return rule.concept, ""


def _measure(rule: ColumnRule | None, role: str) -> str:
    if rule is not None and rule.measure:
        return rule.measure
    return "amount" if role == "total" else ""


def _side(head: str, layouts: Layouts) -> str:
    match = layouts["side_head"].match(head)
    return str(match.lastgroup) if match else ""


def _period(
    head: str, layouts: Layouts, source: Source, farthest: float = _FARTHEST
) -> tuple[Stage, int, int | None]:
    """Tell which account and year a column's figures belong to.

    A head that prints a year farther away was left there when an older form was filled in again.
    """
    text = layouts["names_money"].sub("", head)
    rule = next(
        (
            rule
            for rule in layouts.periods
            if rule.document == source.stage.value and rule.pattern.search(text)
        ),
        None,
    )
    stage = Stage(rule.stage) if rule else source.stage
    years = {int(year) for year in layouts["head_year"].findall(head)}
    printed = years.pop() if len(years) == 1 else None
    if printed is not None and abs(printed - source.fiscal_year) <= farthest:
        return stage, printed, printed
    return stage, source.fiscal_year + (rule.year_offset if rule else 0), None
