"""Items of a list in every frame: what a sentence tells of each is of that item, or of nothing.

Names that the vocabulary knows, and one that it does not, stand in frames of a sentence, parted by
every mark that parts items. No figure may be given to a neighbour or to the whole.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
from mingzhang import parse, read
from mingzhang.model import Fact, Origin, Source, Stage

VOCABULARY = factories.vocabulary()
YEAR = 2023
ITEMS = {
    "三、一般公共预算财政拨款支出决算情况\n一般公共预算财政拨款支出600万元。": {
        "教育支出": "function_205",
        "卫生健康支出": "function_210",
        "住房保障支出": "function_221",
        "某某特种支出": "",
    },
    "三、“三公”经费支出决算情况\n“三公”经费支出60万元。": {
        "因公出国（境）费": "overseas_travel",
        "公务用车运行维护费": "vehicle_operation",
        "公务接待费": "official_reception",
    },
    "三、基本支出决算情况\n基本支出600万元。": {
        "工资福利支出": "economic_301",
        "商品和服务支出": "economic_302",
        "资本性支出": "economic_310",
    },
    "三、支出决算情况\n本年支出合计600万元。": {
        "基本支出": "basic_expenditure",
        "项目支出": "project_expenditure",
    },
    "三、会议费培训费情况\n": {
        "会议费": "conference_expenses",
        "培训费": "training_expenses",
        "某某劳务补贴费": "",
    },
    "三、收入决算情况\n本年收入合计600万元。": {
        "财政拨款收入": "fiscal_appropriation_revenue",
        "事业收入": "institutional_revenue",
        "其他收入": "other_revenue",
    },
}
"""What stands above a list, and its items with their concepts."""
FRAMES = (
    "{name}，年初预算{i}万元，支出决算{n}万元，完成年初预算的{p}%",
    "{name}，预算数为{b}万元，决算数为{n}万元，比上年增加{c}万元",
    "{name}：年初预算{i}万元，决算{n}万元",
    "{name}年初预算{i}万元，支出决算{n}万元，完成{p}%",
    "{name}{n}万元，比上年增加{c}万元，增长{r}%",
    "{name}方面，支出{n}万元，占{s}%",
    "用于{name}{n}万元，占{s}%",
    "{name}{n}万元（上年{y}万元）",
    "{name}（年初预算{i}万元）{n}万元",
    "{name}由上年的{y}万元增加到{n}万元，增加{c}万元",
    "{name}达到{n}万元，较年初预算{i}万元超支{c}万元",
    "{name}年初预算为{i}万元，支出决算为{n}万元，决算数大于预算数的主要原因是人员增加",
    "{name} {n}万元，占{s}%",
    "{name}，{n}万元，占{s}%，比上年{y}万元增加{c}万元",
    "{name}，比上年减少{d}万元，支出{n}万元",
    "{name}，2023年支出{n}万元，2022年支出{y}万元，增加{c}万元",
    "2023年{name}{n}万元，2022年{y}万元，增加{c}万元",
    "{name}与上年相比增加{c}万元，达到{n}万元",
    "{name}比上年增加{c}万元，增长{r}%",
)
"""What is told of an item; the letters of the figures are those of `MEANT`."""
MEANT = {
    "n": ("amount", Stage.FINAL, YEAR),
    "i": ("amount", Stage.INITIAL_BUDGET, YEAR),
    "b": ("amount", Stage.BUDGET, YEAR),
    "y": ("amount", Stage.FINAL, YEAR - 1),
    "c": ("change", Stage.FINAL, YEAR),
    "d": ("change", Stage.FINAL, YEAR),
    "r": ("change_rate", Stage.FINAL, YEAR),
    "p": ("completion_rate", Stage.FINAL, YEAR),
    "s": ("share", Stage.FINAL, YEAR),
}
"""Measure, stage and year of each figure of a frame."""
PARTED = {
    "semicolons": ("", "；"),
    "stops": ("", "。"),
    "lines": ("", "。\n"),
    "numbers in brackets": ("（{number}）", "；"),
    "first and second": ("{ordinal}是", "；"),
    "numbered lines": ("{number}.", "。\n"),
    "headed lines": ("（{ordinal}）", "。\n"),
}
"""What stands before each item of a list, and what behind it."""


def parsed(text: str) -> dict[str, Fact]:
    source = Source(
        disclosure=f"x-{YEAR}-final",
        agency="x",
        fiscal_year=YEAR,
        stage=Stage.FINAL,
        title="某某县教育局2023年度部门决算",
        path=Path("x.txt"),
        data=text.encode(),
        sha256="",
    )
    facts = parse.parse(read.read(source), VOCABULARY).facts
    return {fact.value_printed: fact for fact in facts if fact.origin is Origin.PRINTED}


def test_a_change_against_the_year_before_is_not_against_the_budget() -> None:
    text = "财政拨款支出92万元，与年初预算数80万元相比，增加12万元；与上年相比增加5万元。\n"
    facts = parsed("三、支出决算情况\n" + text)
    assert facts["12"].base_fact == facts["80"].fact
    assert not facts["5"].base_fact


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("parted", PARTED)
@pytest.mark.parametrize("lead", ["", "其中："])
def test_what_is_told_of_an_item_is_of_that_item(frame: str, parted: str, lead: str) -> None:
    before, behind = PARTED[parted]
    for head, items in ITEMS.items():
        told, listed = {}, []
        for place, (name, concept) in enumerate(items.items()):
            printed = {key: str(10 * (place + 1) + at) for at, key in enumerate(MEANT)}
            words = before.format(number=place + 1, ordinal="一二三四"[place])
            listed.append(words + frame.format(name=name, **printed))
            told |= {printed[key]: (concept, *MEANT[key]) for key in MEANT if f"{{{key}}}" in frame}
        opened = f"{lead}\n" if parted.endswith("lines") and parted != "lines" else lead
        text = head.rstrip("\n") + "\n" * (opened != lead or head[-1] == "\n")
        text += opened.lstrip("\n") + behind.join(listed) + "。\n"
        if "收入" in head:
            text = text.replace("支出", "收入")
        facts = parsed(text)
        for figure, meant in told.items():
            fact = facts[figure]
            found = (fact.concept, fact.measure.value, fact.stage, fact.fiscal_year)
            assert found == meant, f"{figure} in {text}"
