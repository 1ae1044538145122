"""Records written by hand, for the tests of packaging: no stage of the build is used.

The bodies are invented; the text is short, and every span is found by searching for its words.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from mingzhang.model import (
    Cell,
    CheckRule,
    Disclosure,
    Duty,
    Fact,
    Finding,
    GlossaryEntry,
    Grid,
    Measure,
    Note,
    Numeral,
    Origin,
    Outcome,
    Page,
    Platform,
    Role,
    Section,
    Severity,
    Source,
    Stage,
    Unit,
)
from mingzhang.vocab import (
    Agency,
    ClassificationCode,
    Concept,
    Region,
    SectionKind,
    UnitOfMeasure,
    Vocabulary,
)
from mingzhang.vocab.bodies import load
from mingzhang.vocab.layers import Place

BODIES = Path(__file__).resolve().parent.parent / "content/vocab/grammar/bodies.csv"
TEXT = """\
第一部分 青屏县档案馆概况
（一）负责“互联网+政务”平台的运维，=cmd|'/c calc'!A1，含“引号"与,逗号。

第二部分 收支情况
收入总计68.877252万元，其中：财政拨款收入68.877252万元，占收入总计的100%。
"""


def agency(key: str, name: str, region: str = "130123", **more: object) -> Agency:
    empty = ("", "", "", "")
    record = Agency(key, name, f"English of {key}", region, "county", "bureau", "", (), (), *empty)
    return replace(record, **more)


def code(key: str, name: str, level: str, parent: str, *aliases: str) -> ClassificationCode:
    return ClassificationCode(
        key, name, f"English of {key}", level, parent, aliases, "", "", "", verified=False
    )


def concept(key: str, name: str, parent: str = "", **more: str) -> Concept:
    return Concept(key, name, f"English of {key}", parent, "amount", "CNY", **more)


def vocabulary() -> Vocabulary:
    """A small vocabulary in which everything that is used has parents that are not."""
    concepts = (
        concept("total_revenue", "收入总计", group="revenue"),
        concept("current_revenue", "本年收入合计", "total_revenue"),
        concept("fiscal_revenue", "财政拨款收入", "current_revenue", fund="fiscal_appropriation"),
        concept("never_used", "没有用到的概念"),
        concept("function_2012604", "档案馆", "function_20126", function_code="2012604"),
        concept("function_20126", "档案事务", "function_201", function_code="20126"),
        concept("function_201", "一般公共服务支出", function_code="201"),
    )
    functions = (
        code("201", "一般公共服务支出", "class", "", "一般公共服务"),
        code("20126", "档案事务", "group", "201"),
        code("2012604", "档案馆", "item", "20126"),
        code("205", "教育支出", "class", ""),
    )
    economics = (
        code("302", "商品和服务支出", "class", ""),
        code("30201", "办公费", "group", "302"),
    )
    agencies = (
        agency("qingping-archives", "青屏县档案馆", parent="qingping-office"),
        agency("qingping-office", "青屏县委办公室", same_body_as="qingping-committee"),
        agency("qingping-committee", "青屏县委员会", aliases=("县委", "中共青屏县委")),
        agency("baishi-library", "白石市图书馆", "130100"),
        agency("unused-body", "没有用到的机构"),
    )
    regions = (
        Region("130000", "河北省", "Hebei Province", "province", ""),
        Region("130100", "白石市", "Baishi", "prefecture", "130000"),
        Region("130123", "青屏县", "Qingping County", "county", "130100"),
    )
    units = (
        UnitOfMeasure("万元", "ten thousand yuan", "CNY", Decimal(10000), "money"),
        UnitOfMeasure("%", "percent", "percent", Decimal(1), "percent"),
        UnitOfMeasure("辆", "vehicles", "辆", Decimal(1), "count"),
    )
    sections = (
        SectionKind("overview", "概况", "Overview", "概况", "", "both"),
        SectionKind("accounts", "收支情况", "Accounts", "收支情况", "", "both"),
    )
    return Vocabulary(
        concepts={one.concept: one for one in concepts},
        labels=(),
        functions={one.code: one for one in functions},
        economics={one.code: one for one in economics},
        agencies={one.agency: one for one in agencies},
        regions={one.code: one for one in regions},
        units={one.unit: one for one in units},
        sections=sections,
        names={},
        checks={"sums": CHECK_RULE},
        plain={"total_revenue": ("一年里所有进账", "All money coming in")},
        bodies=load(Place(BODIES), ()),
    )


CHECK_RULE = CheckRule(
    "sums",
    "sums",
    "合计",
    "Sums",
    Severity.ERROR,
    "合计",
    "Sums",
    "各项之和等于合计。",
    "Parts add up.",
)


def source(key: str = "qingping-archives", year: int = 2024, stage: Stage = Stage.BUDGET) -> Source:
    data = TEXT.encode()
    return Source(
        disclosure=f"{key}-{year}-{stage}",
        agency=key,
        fiscal_year=year,
        stage=stage,
        title="青屏县档案馆2024年度部门预算",
        path=Path("某 原文.txt"),
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        notes=("第一条说明", '第二条，带“引号"'),
    )


def span(words: str, within: str = "") -> dict[str, int]:
    """Where some words stand in TEXT (after the words `within`, when given)."""
    start = TEXT.index(words, TEXT.index(within) if within else 0)
    return {"start": start, "end": start + len(words)}


def grid_cells() -> tuple[Cell, ...]:
    """A wide head over one row: words and figure, as if the sentence were a table."""
    places = [("收入总计", 0, 0, 1, 2), ("", 0, 2, 2, 1), ("68.877252", 1, 0, 1, 1)]
    return tuple(
        Cell(row, column, words, (at := span(words or "，", "收入总计")["start"]),
             at + len(words), high, wide)
        for words, row, column, high, wide in places
    )  # fmt: skip


def facts(of: Source) -> tuple[Fact, ...]:
    total = Fact(
        fact=f"{of.disclosure}-f{span('68.877252')['start']}",
        disclosure=of.disclosure,
        agency=of.agency,
        fiscal_year=of.fiscal_year,
        stage=of.stage,
        scope="青屏县档案馆",
        scope_id=of.agency,
        measure=Measure.AMOUNT,
        value=Decimal("68.877252") * 10000,
        unit="CNY",
        origin=Origin.PRINTED,
        concept="total_revenue",
        concept_zh="收入总计",
        concept_en="Total revenue",
        label_printed="收入总计",
        value_printed="68.877252",
        unit_printed="万元",
        tolerance=Decimal("0.005"),
        section_kind="accounts",
        list_kind="all",
        rule="label",
        quote="收入总计68.877252万元",
        **span("68.877252"),
    )
    part_span = span("68.877252", "财政拨款收入")
    part = replace(
        total,
        fact=f"{of.disclosure}-f{part_span['start']}",
        concept="fiscal_revenue",
        concept_zh="财政拨款收入",
        label_printed="=财政拨款收入",
        function_code="2012604",
        fund="fiscal_appropriation",
        parent_fact=total.fact,
        list_kind="",
        **part_span,
    )
    share = replace(
        total,
        fact=f"{of.disclosure}-f{span('100')['start']}",
        concept="",
        concept_zh="",
        concept_en="",
        measure=Measure.SHARE,
        value=Decimal("1E+2"),
        unit="percent",
        value_printed="100",
        unit_printed="%",
        economic_code="30201",
        **span("100"),
    )
    return total, part, share


def disclosure(of: Source | None = None) -> Disclosure:
    of = of or source()
    of_facts = facts(of)
    by_start = {fact.start: fact for fact in of_facts}
    numerals = tuple(
        Numeral(
            of.disclosure,
            place["start"],
            place["end"],
            TEXT[place["start"] : place["end"]],
            Role.FACT if place["start"] in by_start else Role.OTHER,
            by_start[place["start"]].fact if place["start"] in by_start else "",
            "label" if place["start"] in by_start else "unplaced",
        )
        for place in (
            span("1", "A1"),
            span("68.877252"),
            span("68.877252", "财政拨款收入"),
            span("100"),
        )
    )
    first = span("第一部分 青屏县档案馆概况")
    second = span("第二部分 收支情况")
    duty_text = "负责“互联网+政务”平台的运维，=cmd|'/c calc'!A1，含“引号\"与,逗号。"
    duty = Duty(
        f"{of.disclosure}-t1", of.disclosure, of.agency, "", "", "一", duty_text, **span(duty_text)
    )
    return Disclosure(
        source=of,
        text=TEXT,
        encoding="utf-8",
        sections=(
            Section(
                0,
                1,
                "一",
                "青屏县档案馆概况",
                "overview",
                first["start"],
                first["end"],
                second["start"],
                -1,
                "第一部分 青屏县档案馆概况",
            ),
            Section(
                1,
                1,
                "二",
                "收支情况",
                "accounts",
                second["start"],
                second["end"],
                len(TEXT),
                -1,
                "第二部分 收支情况",
            ),
        ),
        facts=of_facts,
        numerals=numerals,
        glossary=(
            GlossaryEntry(
                f"{of.disclosure}-g1",
                of.disclosure,
                "1",
                "档案馆（项）",
                "指…",
                0,
                1,
                "一般公共服务支出",
                "档案事务",
                "档案馆",
                "2012604",
                "function_2012604",
            ),
        ),
        duties=(duty,),
        units=(
            Unit(
                f"{of.disclosure}-u1",
                of.disclosure,
                of.agency,
                "",
                "",
                "办公室",
                "internal",
                "",
                "",
                "",
                0,
                1,
            ),
        ),
        platforms=(
            Platform(
                f"{of.disclosure}-p1",
                of.disclosure,
                of.agency,
                "",
                "“互联网+政务”平台",
                "运维",
                duty.duty,
                quote=duty_text,
                **span("“互联网+政务”平台"),
            ),
        ),
        notes=(Note("lost_ordinal", 0, 1, "序号丢失", "A lost ordinal"),),
        pages=(Page(1, 0, second["start"] - 1), Page(2, second["start"], len(TEXT))),
        grids=(Grid(2, 0, "收支表", "元", grid_cells(), TEXT.index("收入总计"), len(TEXT) - 1),),
    )


def finding(of: Disclosure, number: int = 1, **more: object) -> Finding:
    record = Finding(
        finding=f"{of.source.disclosure}-sums-{number}",
        check="sums",
        family="sums",
        disclosure=of.source.disclosure,
        outcome=Outcome.FAIL,
        severity=Severity.ERROR,
        message_zh="两数不等",
        message_en="The two figures differ",
        facts=tuple(fact.fact for fact in of.facts[:2]),
    )
    return replace(record, **more)


def derived(of: Disclosure) -> Fact:
    return replace(
        of.facts[0],
        fact=f"{of.source.disclosure}-d-total_revenue-2023",
        fiscal_year=2023,
        origin=Origin.DERIVED,
        value=Decimal("3116900.00"),
        tolerance=Decimal(50),
        start=None,
        end=None,
        derived_from=(of.facts[0].fact, of.facts[2].fact),
    )
