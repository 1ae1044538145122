"""Items of a budget in every frame: each figure is of its item, its year and its stage.

The budget of a year stands beside that of the year before and what was then spent.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
from mingzhang import parse, read
from mingzhang.model import Fact, Origin, Source, Stage

VOCABULARY = factories.vocabulary()
YEAR = 2024
ITEMS = {
    "三、收入预算情况\n2024年收入预算600万元。": {
        "一般公共预算拨款收入": "general_public_budget_revenue",
        "事业收入": "institutional_revenue",
        "上年结转": "opening_carryover",
    },
    "三、支出预算情况\n2024年支出预算600万元。": {
        "基本支出": "basic_expenditure",
        "项目支出": "project_expenditure",
    },
    "三、一般公共预算支出预算情况\n一般公共预算支出600万元。": {
        "教育支出": "function_205",
        "卫生健康支出": "function_210",
        "住房保障支出": "function_221",
        "某某特种支出": "",
    },
    "三、“三公”经费预算情况\n“三公”经费预算60万元。": {
        "因公出国（境）费": "overseas_travel",
        "公务用车运行维护费": "vehicle_operation",
        "公务接待费": "official_reception",
    },
}
"""What stands above a list, and its items with their concepts."""
FRAMES = (
    "{name}{n}万元，占{s}%",
    "{name}{n}万元，比上年预算增加{c}万元，增长{r}%",
    "{name}2024年预算{n}万元，2023年预算{y}万元，增加{c}万元",
    "{name}，2024年预算数为{n}万元，比2023年执行数{e}万元增加{c}万元，增长{r}%",
    "安排{name}{n}万元，占{s}%，较上年预算数{y}万元增加{c}万元",
    "{name}预算{n}万元（上年预算{y}万元）",
    "{name}由上年的{y}万元增加到{n}万元",
    "{name}：{n}万元，比2023年预算数增加{c}万元",
    "用于{name}{n}万元，占{s}%",
    "{name}2024年预算{n}万元，上年执行数{e}万元",
)
"""What is told of an item; the letters of the figures are those of `MEANT`."""
MEANT = {
    "n": ("amount", Stage.BUDGET, YEAR),
    "y": ("amount", Stage.BUDGET, YEAR - 1),
    "e": ("amount", Stage.FINAL, YEAR - 1),
    "c": ("change", Stage.BUDGET, YEAR),
    "r": ("change_rate", Stage.BUDGET, YEAR),
    "s": ("share", Stage.BUDGET, YEAR),
}
"""Measure, stage and year of each figure of a frame."""
PARTED = {
    "semicolons": ("", "；"),
    "stops": ("", "。"),
    "numbers in brackets": ("（{number}）", "；"),
    "numbered lines": ("{number}.", "。\n"),
}
"""What stands before each item of a list, and what behind it."""


def parsed(text: str) -> dict[str, Fact]:
    source = Source(
        disclosure=f"x-{YEAR}-budget",
        agency="x",
        fiscal_year=YEAR,
        stage=Stage.BUDGET,
        title="某某县教育局2024年度部门预算",
        path=Path("x.txt"),
        data=text.encode(),
        sha256="",
    )
    facts = parse.parse(read.read(source), VOCABULARY).facts
    return {fact.value_printed: fact for fact in facts if fact.origin is Origin.PRINTED}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("parted", PARTED)
def test_what_is_told_of_an_item_of_a_budget_is_of_that_item(frame: str, parted: str) -> None:
    before, behind = PARTED[parted]
    for head, items in ITEMS.items():
        told, listed = {}, []
        for place, (name, concept) in enumerate(items.items()):
            printed = {key: str(10 * (place + 1) + at) for at, key in enumerate(MEANT)}
            listed.append(before.format(number=place + 1) + frame.format(name=name, **printed))
            told |= {printed[key]: (concept, *MEANT[key]) for key in MEANT if f"{{{key}}}" in frame}
        lead = "其中：\n" if parted == "numbered lines" else "其中："
        text = head + lead + behind.join(listed) + "。\n"
        facts = parsed(text)
        for figure, meant in told.items():
            fact = facts[figure]
            found = (fact.concept, fact.measure.value, fact.stage, fact.fiscal_year)
            assert found == meant, f"{figure} in {text}"
