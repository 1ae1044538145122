"""Words and numbers as the pages print them: in, codes and exact decimals; out, Chinese text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from markupsafe import Markup, escape

from mingzhang.model import Fact, Measure, Origin, Outcome, Role, Severity, Stage

STAGES: Mapping[str, str] = {
    Stage.BUDGET: "预算",
    Stage.INITIAL_BUDGET: "年初预算",
    Stage.REVISED_BUDGET: "全年预算",
    Stage.FINAL: "决算",
    Stage.POINT_IN_TIME: "时点数",
}
"""In the order in which they come about."""
MEASURES: Mapping[str, str] = {
    Measure.AMOUNT: "金额",
    Measure.BALANCE: "余额",
    Measure.COUNT: "数量",
    Measure.SHARE: "占比",
    Measure.CHANGE: "增减额",
    Measure.CHANGE_RATE: "增减率",
    Measure.COMPLETION_RATE: "完成率",
    Measure.COVERAGE_RATE: "覆盖率",
    Measure.UNKNOWN: "量度不明",
}
ORIGINS: Mapping[str, str] = {
    Origin.PRINTED: "原文印出",
    Origin.STATED: "原文以文字说明",
    Origin.DERIVED: "由其他数字推算",
    Origin.CORRECTED: "已按声明更正",
    Origin.OCR: "由图像识别，请对照原件",
}
ROLES: Mapping[str, str] = {
    Role.FACT: "财务与业务数字",
    Role.YEAR: "年份",
    Role.DATE: "日期",
    Role.ORDINAL: "序号",
    Role.DOCREF: "文号",
    Role.NAME: "名称的一部分",
    Role.OTHER: "其他",
}
OUTCOMES: Mapping[str, str] = {
    Outcome.PASS: "相符",
    Outcome.FAIL: "不符",
    Outcome.NOT_APPLICABLE: "不适用",
    Outcome.NOT_EVALUABLE: "无法核对",
}
ANSWERS: Mapping[str, str] = {
    "asked": "已告知发布单位，尚无答复",
    "acknowledged": "发布单位已确认",
    "corrected": "发布单位已更正",
    "explained": "发布单位已说明",
    "withdrawn": "本站撤回此项",
}
"""What became of a finding at its source."""

SEVERITIES: Mapping[str, str] = {one: one.title_zh for one in Severity}
FUNDS: Mapping[str, str] = {
    "": "全部资金",
    "fiscal_appropriation": "财政拨款",
    "general_public_budget": "一般公共预算财政拨款",
    "government_fund": "政府性基金预算财政拨款",
    "state_capital": "国有资本经营预算财政拨款",
}
LEVELS: Mapping[str, str] = {
    "national": "国家级",
    "province": "省级",
    "prefecture": "市级",
    "county": "县区级",
    "township": "乡镇街道级",
}
RULES: Mapping[str, str] = {
    "label": "按名称对应",
    "label_ending": "按名称末尾对应",
    "subject": "承前文所说的项目",
    "list_item": "按所在列表对应",
    "keyword": "按关键词对应",
    "wildcard": "按所在项目明细对应",
    "chinese_numeral": "汉字数字",
    "stated_nothing": "文字说明为无",
    "change": "增减的词",
    "adjustment": "调整预算的词",
    "completion": "完成、执行的词",
    "completes": "完成、执行的词",
    "share": "占比的词",
    "share_row": "占比的词",
    "share_announced": "占比的词",
    "ratio_named": "占比的词",
    "share_that_fits": "与所在整体的比相符",
    "coverage": "比率指标的词",
    "exceeds_base": "高于、低于的词",
    "earlier_rate": "上年的比率",
    "swing": "增减的词，方向看正负号",
    "year_on_year": "同比、环比",
    "verb_first": "增减的词在名称之前",
    "rate_in_brackets": "括号里的增减率",
    "negative_rate": "负的比率",
    "change_of_rate": "幅度的变化",
    "unexplained": "没有说明量度",
}
"""The parser's rules in words; a rule that stands not here is shown as it is."""
UNITS_ZH: Mapping[str, str] = {"CNY": "元", "percent": "%"}
WAN = Decimal(10_000)
YI = Decimal(100_000_000)

KINDS: Mapping[str, str] = {
    Measure.AMOUNT: "amount",
    Measure.BALANCE: "balance",
    Measure.COUNT: "count",
    Measure.SHARE: "rate",
    Measure.COMPLETION_RATE: "rate",
    Measure.COVERAGE_RATE: "rate",
    Measure.CHANGE: "change",
    Measure.CHANGE_RATE: "change",
    Measure.UNKNOWN: "unmapped",
}
"""The five colours of figures in the reader."""


def plain(value: Decimal) -> str:
    """Print a decimal in full, with thousands separators and without superfluous zeros.

    >>> plain(Decimal("1586100.00")), plain(Decimal("-0.50")), plain(Decimal("1E+3"))
    ('1,586,100', '-0.5', '1,000')
    """
    text = f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def wan(value: Decimal) -> str:
    """Print an amount in yuan as 万元, exactly: no digit is rounded away.

    >>> wan(Decimal("1388400")), wan(Decimal("688772.52"))
    ('138.84', '68.877252')
    """
    return plain(value / WAN)


def yi(value: Decimal, decimals: int = 2) -> str:
    """Print a large amount in yuan as 亿元, rounded, for reading at a glance.

    >>> yi(Decimal("3501227200")), yi(Decimal("1547746541841"), 4), yi(Decimal("250000000"))
    ('35.01亿元', '15,477.4654亿元', '2.5亿元')
    """
    return f"{plain((value / YI).quantize(Decimal(1).scaleb(-decimals)))}亿元"


def quantity(value: Decimal, unit: str) -> str:
    """Print a value with its base unit: amounts from 10 000 yuan upwards in 万元.

    >>> quantity(Decimal("1388400"), "CNY"), quantity(Decimal("24.51"), "percent")
    ('138.84万元', '24.51%')
    """
    if unit == "CNY" and abs(value) >= WAN:
        return f"{wan(value)}万元"
    return plain(value) + UNITS_ZH.get(unit, unit)


def in_base_unit(value: Decimal, unit: str) -> str:
    """Print a value in its base unit: `1,388,400 元`."""
    space = "" if unit == "percent" else " "
    return f"{plain(value)}{space}{UNITS_ZH.get(unit, unit)}"


_QUOTED_OR_AMOUNT = re.compile(r"“[^”]*”|(?<![\d.,])\d{4,}(?=(?:\.\d+)?[万亿]?元)")


def grouped(message: str) -> str:
    """Set thousands separators into the amounts of a message; what it quotes stays as printed.

    >>> grouped("“收入1234567元”列示为1234567.89元，即2023年相差12345.6万元")
    '“收入1234567元”列示为1,234,567.89元，即2023年相差12,345.6万元'
    """
    return _QUOTED_OR_AMOUNT.sub(lambda m: f"{int(m[0]):,}" if m[0].isdigit() else m[0], message)


def as_printed(fact: Fact) -> str:
    """Print a figure in the words of its source, or by its value when the source uses no digits."""
    if fact.value_printed:
        return f"{fact.value_printed}{fact.unit_printed}"
    return quantity(fact.value, fact.unit)


def signed(fact: Fact) -> str:
    """Print a change with its sign, other figures as they are."""
    text = quantity(fact.value, fact.unit)
    if not fact.measure.is_change:
        return text
    return f"+{text}" if fact.value > 0 else text if fact.value else "持平"


_COMPARED: Mapping[str, str] = {
    Measure.SHARE: "占{}的比重",
    Measure.COMPLETION_RATE: "完成{}的比率",
    Measure.CHANGE: "比{}增减",
    Measure.CHANGE_RATE: "比{}增减率",
}


def measure(fact: Fact) -> str:
    """Say what a figure measures, with what it is compared to as far as the source says it."""
    pattern, compared = _COMPARED.get(fact.measure), base(fact)
    return pattern.format(compared) if pattern and compared else MEASURES[fact.measure]


_ACCOUNT = re.compile(
    r"(?:年初|全年|调整|当年)?(?:预算|决算|执行|完成|实际)(?:预算|决算|执行|支出|收入)?数?$"
)
"""The account that the words for an earlier year end with: `上年执行数`, `年初预算数`."""


def base(fact: Fact) -> str:
    """Say what a figure is compared to: the words of the source, "last year" told as its number.

    The account that they name stays (`2023年执行数`): a budget set against what was spent is no
    comparison of two budgets.
    """
    if fact.base_year and not any(character.isdigit() for character in fact.base_printed):
        account = _ACCOUNT.search(fact.base_printed)
        return f"{fact.base_year}年{account[0] if account else ''}"
    return fact.base_printed


def origin(fact: Fact) -> str:
    """Say how a figure came to be, and by which rule its meaning was decided."""
    rule = "、".join(RULES.get(part, part) for part in fact.rule.split("/"))
    return f"{ORIGINS[fact.origin]}；{rule}" if rule else ORIGINS[fact.origin]


def concept_name(fact: Fact) -> str:
    """Name what a figure states: the official name, else the printed label."""
    return fact.concept_zh or fact.label_printed or "（未识别）"


_READ_BY_MARKDOWN_OR_HTML = re.compile(r"[&<>\\`*_{}\[\]()#+\-.!|~^:$=\"']")


def markdown_text(value: object) -> Markup:
    """Escape a text so that neither HTML nor Markdown reads anything into it, on one line.

    >>> str(markdown_text("*a* <b>"))
    '&#42;a&#42; &#60;b&#62;'
    """
    one_line = " ".join(str(value).split())
    safe = _READ_BY_MARKDOWN_OR_HTML.sub(lambda match: f"&#{ord(match[0])};", one_line)
    return Markup(safe)


def html_text(value: object) -> Markup:
    """Escape a text for raw HTML, keeping every character of it (Markdown expands bare tabs)."""
    return Markup(str(escape(str(value))).replace("\t", "&#9;"))
