"""A small set of disclosures written by hand, for the tests of the site.

In: texts in which a figure is announced by `{concept:measure}` before its numeral, some of them
hostile; out, data packages on disk. Nothing is read or parsed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import factories
from mingzhang import package
from mingzhang.model import (
    CheckRule,
    Disclosure,
    Duty,
    Fact,
    Finding,
    GlossaryEntry,
    Measure,
    Note,
    Numeral,
    Origin,
    Outcome,
    Platform,
    Role,
    Section,
    Severity,
    Source,
    Stage,
    Unit,
)
from mingzhang.vocab import Agency, Vocabulary

ROOT = Path(__file__).resolve().parent.parent
FIGURE = re.compile(
    r"\{(?P<concept>\w*):(?P<measure>\w+)\}(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>万元|元|%|辆|个)"
)
HEADING = re.compile(r"^(第[一二三四五]部分|[一二三四五六]、|（[一二三四五六]）)")
NUMERAL = re.compile(r"\d[\d,]*(\.\d+)?")
FACTORS = {
    "万元": (Decimal(10_000), "CNY"),
    "元": (Decimal(1), "CNY"),
    "%": (Decimal(1), "percent"),
}
HOSTILE = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Planned:
    """A disclosure to be made: its annotated text and what else is known of it."""

    agency: str
    fiscal_year: int
    stage: Stage
    title: str
    text: str
    findings: tuple[Finding, ...] = ()
    glossary: tuple[tuple[str, str, str], ...] = ()
    duties: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.agency}-{self.fiscal_year}-{self.stage}"


def vocabulary() -> Vocabulary:
    """The project's own vocabulary with two more bodies and one rule of a check."""
    known = factories.vocabulary()
    agencies = {**known.agencies, **{body.agency: body for body in BODIES}}
    return replace(known, agencies=agencies, checks={rule.check: rule for rule in RULES})


def body(agency: str, name_zh: str, name_en: str, **more: Any) -> Agency:
    empty = ("", "", "", "")
    given = Agency(agency, name_zh, name_en, "211100", "prefecture", "bureau", "", (), (), *empty)
    return replace(given, **more)


BODIES = (
    body("sample-bureau", f"样例市*统计局*{HOSTILE}", "Sample Bureau of Statistics"),
    body(
        "sample-centre",
        "样例市数据中心",
        "Sample Data Centre",
        former_names=("样例市信息中心",),
        same_body_as="sample-bureau",
        same_body_basis="inferred",
        same_body_evidence_zh=f"两份文件职责相同。{HOSTILE}",
        same_body_evidence_en="The duties agree.",
    ),
)
RULE = CheckRule(
    "share_of_whole",
    "shares",
    "占比与比率",
    "Shares and rates",
    Severity.ERROR,
    "占比等于部分除以整体",
    "Share",
    "占比等于部分除以整体，舍入误差计入容差。",
    "A share is the part divided by the whole.",
)
RULES = (
    RULE,
    *(
        replace(RULE, check=check, family=family, title_zh=title, rule_zh=f"{title}的规则。")
        for check, family, title in (
            ("sum_full_list", "sums", "合计等于各项之和"),
            ("completion_rate", "shares", "完成率"),
            ("carryover", "identities", "结转"),
            ("statutory_parts", "structure", "应有的部分"),
        )
    ),
)


def write(folder: Path, planned: Sequence[Planned]) -> Path:
    """Write the packages of some disclosures."""
    known = vocabulary()
    made = [disclosure(one, known) for one in planned]
    findings = [
        placed(finding, one.facts, one.text)
        for one, plan in zip(made, planned, strict=True)
        for finding in plan.findings
    ]
    package.write(made, findings, (), known, folder)
    return folder


def disclosure(planned: Planned, known: Vocabulary) -> Disclosure:
    """Make the records of one disclosure of its annotated text."""
    text, facts = plain_text(planned, known)
    data = text.encode()
    source = Source(
        planned.id,
        planned.agency,
        planned.fiscal_year,
        planned.stage,
        planned.title,
        Path("source.txt"),
        data,
        hashlib.sha256(data).hexdigest(),
    )
    own = (planned.id, planned.agency, planned.agency)
    duties = tuple(
        Duty(f"{planned.id}-t{n}", *own, planned.agency, str(n), words, *located(text, words))
        for n, words in enumerate(planned.duties, 1)
    )
    return Disclosure(
        source=source,
        text=text,
        encoding="utf-8",
        sections=tuple(sections(text)),
        facts=tuple(facts),
        numerals=tuple(numerals(planned.id, text, facts)),
        glossary=tuple(
            GlossaryEntry(
                f"{planned.id}-g{n}",
                planned.id,
                str(n),
                term,
                words,
                *located(text, words),
                concept=concept,
            )
            for n, (term, words, concept) in enumerate(planned.glossary, 1)
        ),
        duties=duties,
        units=tuple(
            Unit(
                f"{planned.id}-u{n}",
                *own,
                str(n),
                words,
                "internal",
                "",
                planned.agency,
                "",
                *located(text, words),
            )
            for n, words in enumerate(planned.units, 1)
        ),
        platforms=tuple(
            Platform(
                f"{planned.id}-p{n}",
                *own,
                words,
                "运维",
                duties[0].duty,
                *located(text, words),
                words,
            )
            for n, words in enumerate(planned.platforms, 1)
        ),
        notes=planned.notes,
    )


def plain_text(planned: Planned, known: Vocabulary) -> tuple[str, list[Fact]]:
    """Take the annotations out of a text: the text as published, and its facts."""
    facts: list[Fact] = []
    text = ""
    position = 0
    for match in FIGURE.finditer(planned.text):
        text += planned.text[position : match.start()]
        facts.append(fact(planned, match, len(text), known))
        text += match["number"] + match["unit"]
        position = match.end()
    return text + planned.text[position:], facts


def fact(planned: Planned, match: re.Match[str], start: int, known: Vocabulary) -> Fact:
    factor, unit = FACTORS.get(match["unit"], (Decimal(1), match["unit"]))
    concept = known.concepts.get(match["concept"])
    name_zh = concept.name_zh if concept else ""
    return Fact(
        fact=f"{planned.id}-f{start}",
        disclosure=planned.id,
        agency=planned.agency,
        fiscal_year=planned.fiscal_year,
        stage=planned.stage,
        scope=known.agencies[planned.agency].name_zh,
        scope_id=planned.agency,
        measure=Measure(match["measure"]),
        value=Decimal(match["number"].replace(",", "")) * factor,
        unit=unit,
        origin=Origin.PRINTED,
        concept=match["concept"],
        concept_zh=name_zh,
        concept_en=concept.name_en if concept else "",
        label_printed=name_zh or "某项<b>支出</b>",
        function_code=concept.function_code if concept else "",
        economic_code=concept.economic_code if concept else "",
        value_printed=match["number"],
        unit_printed=match["unit"],
        start=start,
        end=start + len(match["number"]),
        quote=f"{name_zh}{match['number']}{match['unit']}",
        rule="label",
    )


def sections(text: str) -> Iterator[Section]:
    found = [(start, line) for start, line in lines(text) if HEADING.match(line)]
    ends = [start for start, _ in found[1:]] + [len(text)]
    for index, ((start, line), end) in enumerate(zip(found, ends, strict=True)):
        level = 1 if line.startswith("第") else 2 if line[1] == "、" else 3
        heading_end = start + len(line)
        yield Section(index, level, "", line, "", start, heading_end, end, -1, line)


def lines(text: str) -> Iterator[tuple[int, str]]:
    position = 0
    for line in text.split("\n"):
        yield position, line
        position += len(line) + 1


def numerals(disclosure_id: str, text: str, facts: Iterable[Fact]) -> Iterator[Numeral]:
    by_start = {fact.start: fact.fact for fact in facts}
    for match in NUMERAL.finditer(text):
        owner = by_start.get(match.start(), "")
        role = Role.FACT if owner else Role.OTHER
        yield Numeral(disclosure_id, match.start(), match.end(), match[0], role, owner, "label")


def located(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def placed(finding: Finding, facts: Sequence[Fact], text: str) -> Finding:
    """Find the place of a finding's quote, and the facts that it names by concept."""
    ids = tuple(fact.fact for fact in facts if fact.concept in finding.facts)
    if not finding.quote:
        return replace(finding, facts=ids)
    start, end = located(text, finding.quote)
    return replace(finding, facts=ids, start=start, end=end)


def finding(planned_id: str, check: str, outcome: Outcome, message: str, **more: Any) -> Finding:
    return Finding(
        finding=f"{planned_id}-{check}",
        check=check,
        family=more.pop("family", "sums"),
        disclosure=planned_id,
        outcome=outcome,
        severity=more.pop("severity", Severity.NOTE),
        message_zh=message,
        message_en="In English.",
        **more,
    )


BUDGET_TEXT = f"""第一部分 概况
一、主要职责
（一）负责全市统计调查平台的运维。
\t带制表符的一行，和 *星号*、_下划线_、[链接](http://elsewhere.example/)、`代码`、| 竖线 |
# 不是标题，- 不是列表，&nbsp; 不是空格，{{{{ 不是模板 }}}}，{{% 也不是 %}}
{HOSTILE} </p></div></section> <!-- 注释 --> <img src="//elsewhere.example/x.png">
第二部分 情况说明
一、收支总体情况
收入总计{{total_revenue:amount}}311.69万元，支出总计{{total_expenditure:amount}}311.69万元。
基本支出{{basic_expenditure:amount}}278.19万元，占{{basic_expenditure:share}}89.25%，项目支出{{project_expenditure:amount}}33.5万元。
工资福利支出{{economic_301:amount}}261.8万元，商品和服务支出{{economic_302:amount}}16.39万元。
某项支出{{:amount}}7万元没有对应的概念。
二、“三公”经费
“三公”经费{{three_public_expenses:amount}}2.5万元，比上年减少{{three_public_expenses:change}}0.5万元。
因公出国（境）费{{overseas_travel:amount}}0万元，公务接待费{{official_reception:amount}}0万元，公务用车{{official_vehicles:amount}}2.5万元。
三、机关运行经费
机关运行经费{{running_costs:amount}}16.1万元：办公费{{running_costs_30201:amount}}10.3万元，差旅费{{running_costs_30211:amount}}5.8万元。
资产总额{{total_assets:balance}}688772.52元，车辆{{vehicles:count}}1辆。
第三部分 名词解释
1.基本支出：指保障机构正常运转的支出。"""
FINAL_TEXT = """第一部分 决算说明
一、总体情况
收入总计{total_revenue:amount}158.61万元，支出总计{total_expenditure:amount}138.84万元。
另一处写支出总计{total_expenditure:amount}138.94万元。
一般公共服务支出{function_201:amount}104.88万元，社会保障和就业支出{function_208:amount}33.96万元。
机关运行经费{running_costs:amount}0万元。
第二部分 名词解释
1.基本支出：指保障机构日常运转的支出。
2.怪词<b>粗</b>：指没有代码的名词。"""


def sample() -> list[Planned]:
    """Two bodies, a budget and a final account, with text that tries to break out of the page."""
    budget = Planned(
        agency="sample-bureau",
        fiscal_year=2019,
        stage=Stage.BUDGET,
        title=f"样例市统计局2019年度部门预算{HOSTILE}",
        text=BUDGET_TEXT,
        findings=(
            finding(
                "sample-bureau-2019-budget",
                "share_of_whole",
                Outcome.FAIL,
                f"基本支出占支出总计的89.25%；列示为89.25%。{HOSTILE}",
                family="shares",
                severity=Severity.ERROR,
                quote="占89.25%",
                facts=("basic_expenditure",),
                printed="89.25%",
                expected="89.25%",
                tolerance="±0.01个百分点",
            ),
            finding(
                "sample-bureau-2019-budget",
                "statutory_parts",
                Outcome.FAIL,
                "正文中未见公开表。",
                family="structure",
            ),
            finding(
                "sample-bureau-2019-budget",
                "sum_full_list",
                Outcome.PASS,
                "各项之和与总数相符。",
                facts=("total_expenditure",),
            ),
            finding(
                "sample-bureau-2019-budget",
                "completion_rate",
                Outcome.NOT_EVALUABLE,
                "没有列示决算数。",
                family="shares",
            ),
            finding(
                "sample-bureau-2019-budget",
                "carryover",
                Outcome.NOT_APPLICABLE,
                "预算文件没有年末结转。",
                family="identities",
            ),
        ),
        glossary=(("基本支出", "指保障机构正常运转的支出。", "basic_expenditure"),),
        duties=("负责全市统计调查平台的运维。",),
        platforms=("统计调查平台",),
        notes=(Note("heading_cut", 0, 4, "标题前部缺失", "the beginning is lost"),),
    )
    final = Planned(
        agency="sample-centre",
        fiscal_year=2018,
        stage=Stage.FINAL,
        title="样例市数据中心2018年度部门决算",
        text=FINAL_TEXT,
        glossary=(
            ("基本支出", "指保障机构日常运转的支出。", "basic_expenditure"),
            ("怪词<b>粗</b>", "指没有代码的名词。", ""),
        ),
    )
    return [budget, final]
