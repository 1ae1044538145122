"""Small data packages written by hand, for the tests of the site.

In: texts in which a figure is announced by `{concept:measure}` before its numeral; out, packages
on disk with the tables of the data contract. No stage of the build is used.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingzhang.model import (
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
    Stage,
    Unit,
)

CONCEPTS = {
    "total_revenue": ("收入总计", "Total revenue", "", "revenue"),
    "total_expenditure": ("支出总计", "Total expenditure", "", "expenditure"),
    "basic_expenditure": ("基本支出", "Basic expenditure", "total_expenditure", "expenditure"),
    "project_expenditure": ("项目支出", "Project expenditure", "total_expenditure", "expenditure"),
    "three_public_expenses": ("“三公”经费", "Three public expenses", "", "three_public"),
    "overseas_travel": (
        "因公出国（境）费",
        "Overseas travel",
        "three_public_expenses",
        "three_public",
    ),
    "official_reception": ("公务接待费", "Reception", "three_public_expenses", "three_public"),
    "official_vehicles": (
        "公务用车购置及运行维护费",
        "Official vehicles",
        "three_public_expenses",
        "three_public",
    ),
    "running_costs": ("机关运行经费", "Running costs", "", "running_costs"),
    "running_costs_30201": ("办公费（机关运行经费）", "Office", "running_costs", "running_costs"),
    "running_costs_30211": ("差旅费（机关运行经费）", "Travel", "running_costs", "running_costs"),
    "function_201": (
        "一般公共服务支出",
        "General public services",
        "total_expenditure",
        "function",
    ),
    "function_208": ("社会保障和就业支出", "Social security", "total_expenditure", "function"),
    "economic_301": ("工资福利支出", "Wages and benefits", "basic_expenditure", "economic"),
    "economic_302": ("商品和服务支出", "Goods and services", "basic_expenditure", "economic"),
    "vehicles": ("车辆", "Vehicles", "", "assets"),
    "total_assets": ("资产总额", "Total assets", "", "assets"),
}

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


@dataclass(frozen=True)
class Planned:
    """A disclosure to be written: its annotated text and what else the tables hold of it."""

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


@dataclass(frozen=True)
class Body:
    """An agency of the fixture."""

    agency: str
    name_zh: str
    name_en: str = "Example body"
    region: str = "211100"
    level: str = "prefecture"
    kind: str = "bureau"
    extra: Mapping[str, str] = field(default_factory=dict)


def plain_text(planned: Planned) -> tuple[str, list[Fact]]:
    """Take the annotations out of a text: the text as published, and its facts."""
    facts: list[Fact] = []
    text = ""
    position = 0
    for match in FIGURE.finditer(planned.text):
        text += planned.text[position : match.start()]
        start = len(text)
        facts.append(_fact(planned, match, start))
        text += match["number"] + match["unit"]
        position = match.end()
    return text + planned.text[position:], facts


def _fact(planned: Planned, match: re.Match[str], start: int) -> Fact:
    factor, unit = FACTORS.get(match["unit"], (Decimal(1), match["unit"]))
    concept = match["concept"]
    name_zh, name_en = CONCEPTS[concept][:2] if concept else ("", "")
    code = concept.rpartition("_")[2]
    return Fact(
        fact=f"{planned.id}-f{start}",
        disclosure=planned.id,
        agency=planned.agency,
        fiscal_year=planned.fiscal_year,
        stage=planned.stage,
        scope=planned.agency,
        scope_id=planned.agency,
        measure=Measure(match["measure"]),
        value=Decimal(match["number"].replace(",", "")) * factor,
        unit=unit,
        origin=Origin.PRINTED,
        concept=concept,
        concept_zh=name_zh,
        concept_en=name_en,
        label_printed=name_zh or "某项<b>支出</b>",
        function_code=code if concept.startswith("function_") else "",
        economic_code=code if code.isdigit() and not concept.startswith("function_") else "",
        value_printed=match["number"],
        unit_printed=match["unit"],
        start=start,
        end=start + len(match["number"]),
        quote=f"{name_zh}{match['number']}{match['unit']}",
        rule="fixture",
    )


def _sections(text: str) -> list[Section]:
    found = [(line_start, line) for line_start, line in _lines(text) if HEADING.match(line)]
    ends = [start for start, _ in found[1:]] + [len(text)]
    return [
        Section(
            index=index,
            level=1 if line.startswith("第") else 2 if line[1] == "、" else 3,
            ordinal=HEADING.match(line)[0],  # type: ignore[index]
            title=HEADING.sub("", line).strip(),
            kind="",
            start=start,
            heading_end=start + len(line),
            end=end,
            parent=-1,
            path=line.strip(),
        )
        for index, ((start, line), end) in enumerate(zip(found, ends, strict=True))
    ]


def _lines(text: str) -> Iterable[tuple[int, str]]:
    position = 0
    for line in text.split("\n"):
        yield position, line
        position += len(line) + 1


def _located(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def _tables(planned: Planned) -> dict[str, list[dict[str, Any]]]:
    text, facts = plain_text(planned)
    by_start = {fact.start: fact.fact for fact in facts}
    numerals = [
        Numeral(
            planned.id,
            match.start(),
            match.end(),
            match[0],
            Role.FACT if match.start() in by_start else Role.OTHER,
            by_start.get(match.start(), ""),
            "fixture",
        )
        for match in NUMERAL.finditer(text)
    ]
    duties = [
        Duty(
            f"{planned.id}-duty-{n}",
            planned.id,
            planned.agency,
            planned.agency,
            planned.agency,
            f"（{n}）",
            words,
            *_located(text, words),
        )
        for n, words in enumerate(planned.duties, 1)
    ]
    units = [
        Unit(
            f"{planned.id}-unit-{n}",
            planned.id,
            planned.agency,
            planned.agency,
            str(n),
            words,
            "internal",
            "",
            planned.agency,
            "",
            *_located(text, words),
        )
        for n, words in enumerate(planned.units, 1)
    ]
    platforms = [
        Platform(
            f"{planned.id}-platform-{n}",
            planned.id,
            planned.agency,
            planned.agency,
            words,
            "运维",
            duties[0].duty if duties else "",
            *_located(text, words),
            words,
        )
        for n, words in enumerate(planned.platforms, 1)
    ]
    glossary = [
        GlossaryEntry(
            f"{planned.id}-term-{n}",
            planned.id,
            str(n),
            term,
            definition,
            *_located(text, definition),
            concept=concept,
        )
        for n, (term, definition, concept) in enumerate(planned.glossary, 1)
    ]
    passages = [
        {
            "disclosure": planned.id,
            "passage": n,
            "start": start,
            "end": start + len(line),
            "page": "",
            "kind": "heading" if HEADING.match(line) else "text",
            "text": line,
        }
        for n, (start, line) in enumerate(_lines(text))
    ]
    own = {"disclosure": planned.id}
    row = {
        **own,
        "agency": planned.agency,
        "fiscal_year": planned.fiscal_year,
        "stage": planned.stage,
        "title": planned.title,
        "source_file": "source.txt",
        "source_sha256": "0" * 64,
        "source_url": "",
        "published_on": "",
        "language": "zh-CN",
        "characters": len(text),
        "numerals": len(numerals),
        "facts": len(facts),
    }
    return {
        "disclosures": [row],
        "facts": [asdict(fact) for fact in facts],
        "numerals": [asdict(numeral) for numeral in numerals],
        "findings": [asdict(_placed(finding, facts, text)) for finding in planned.findings],
        "glossary": [asdict(entry) for entry in glossary],
        "duties": [asdict(duty) for duty in duties],
        "units": [asdict(unit) for unit in units],
        "platforms": [asdict(platform) for platform in platforms],
        "sections": [{**own, **asdict(section)} for section in _sections(text)],
        "notes": [{**own, **asdict(note)} for note in planned.notes],
        "passages": passages,
    }


def _placed(finding: Finding, facts: Sequence[Fact], text: str) -> Finding:
    """Find the place of a finding's quote, and the facts that it names by concept."""
    ids = tuple(fact.fact for fact in facts if fact.concept in finding.facts)
    if not finding.quote:
        return replace(finding, facts=ids)
    start, end = _located(text, finding.quote)
    return replace(finding, facts=ids, start=start, end=end)


def finding(planned_id: str, check: str, outcome: Outcome, message: str, **more: Any) -> Finding:
    return Finding(
        finding=f"{planned_id}-{check}-{more.pop('number', 1)}",
        check=check,
        family=more.pop("family", "sums"),
        disclosure=planned_id,
        outcome=outcome,
        severity=more.pop("severity", Severity.NOTE),
        message_zh=message,
        message_en="In English.",
        **more,
    )


def write(folder: Path, bodies: Sequence[Body], planned: Sequence[Planned]) -> Path:
    """Write one package for each body and the one that joins them."""
    joined: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for body in bodies:
        tables: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        own = [item for item in planned if item.agency == body.agency]
        for item in own:
            for name, rows in _tables(item).items():
                tables[name] += rows
                joined[name] += rows
        _write_package(folder / body.agency, body.name_zh, tables, bodies)
        for item in own:
            source = folder / body.agency / "sources" / item.id / "source.txt"
            source.parent.mkdir(parents=True)
            source.write_text(plain_text(item)[0], encoding="utf-8")
    _write_package(folder / "all", "全部机构", joined, bodies)
    return folder


def _write_package(
    folder: Path,
    title: str,
    tables: Mapping[str, list[dict[str, Any]]],
    bodies: Sequence[Body],
) -> None:
    (folder / "data").mkdir(parents=True)
    everything = {**_EMPTY, **tables, **_vocabularies(bodies)}
    for name, rows in everything.items():
        columns = list(rows[0]) if rows else _COLUMNS[name]
        with (folder / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([[_cell(row[column]) for column in columns] for row in rows])
    descriptor = {
        "name": folder.name,
        "title": title,
        "resources": [
            {"name": name, "type": "table", "path": f"data/{name}.csv", "schema": {"fields": []}}
            for name in everything
        ],
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    (folder / "README.md").write_text(f"# {title}\n", encoding="utf-8")


def _vocabularies(bodies: Sequence[Body]) -> dict[str, list[dict[str, Any]]]:
    concepts = [
        {
            "concept": key,
            "name_zh": zh,
            "name_en": en,
            "parent": parent,
            "kind": "amount",
            "unit": "CNY",
            "group": group,
            "plain_zh": "",
            "plain_en": "",
        }
        for key, (zh, en, parent, group) in CONCEPTS.items()
    ]
    agencies = [
        {
            "agency": body.agency,
            "name_zh": body.name_zh,
            "name_en": body.name_en,
            "region": body.region,
            "level": body.level,
            "kind": body.kind,
            "parent": "",
            "former_names": "",
            "aliases": "",
            "same_body_as": "",
            "same_body_basis": "",
            "same_body_evidence_zh": "",
            "same_body_evidence_en": "",
            **body.extra,
        }
        for body in bodies
    ]
    regions = [
        {
            "code": "210000",
            "name_zh": "辽宁省",
            "name_en": "Liaoning",
            "level": "province",
            "parent": "",
        },
        {
            "code": "211100",
            "name_zh": "盘锦市",
            "name_en": "Panjin",
            "level": "prefecture",
            "parent": "210000",
        },
    ]
    return {
        "concepts": concepts,
        "agencies": agencies,
        "regions": regions,
        "checks": list(CHECKS),
    }


def _names(kind: type[Any], *extra: str) -> list[str]:
    return [*extra, *(f.name for f in fields(kind))]


_COLUMNS = {
    "facts": _names(Fact),
    "numerals": _names(Numeral),
    "findings": _names(Finding),
    "glossary": _names(GlossaryEntry),
    "duties": _names(Duty),
    "units": _names(Unit),
    "platforms": _names(Platform),
    "sections": _names(Section, "disclosure"),
    "notes": _names(Note, "disclosure"),
    "passages": ["disclosure", "passage", "start", "end", "page", "kind", "text"],
}
_EMPTY: dict[str, list[dict[str, Any]]] = {name: [] for name in _COLUMNS}


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, (tuple, list)):
        return "|".join(value)
    return value


HOSTILE = "<script>alert(1)</script>"
SAMPLE_BUREAU = Body("sample-bureau", f"样例市*统计局*{HOSTILE}", "Sample Bureau of Statistics")
SAMPLE_CENTRE = Body(
    "sample-centre",
    "样例市数据中心",
    "Sample Data Centre",
    extra={
        "same_body_as": "sample-bureau",
        "same_body_basis": "inferred",
        "same_body_evidence_zh": f"两份文件职责相同。{HOSTILE}",
        "former_names": "样例市信息中心",
    },
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


def sample() -> tuple[list[Body], list[Planned]]:
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
    return [SAMPLE_BUREAU, SAMPLE_CENTRE], [budget, final]


CHECKS = (
    {
        "check": "share_of_whole",
        "family": "shares",
        "family_zh": "占比与比率",
        "severity": "error",
        "title_zh": "占比",
        "title_en": "Share",
        "rule_zh": "占比等于部分除以整体。",
        "rule_en": "A share is the part divided by the whole.",
    },
)
