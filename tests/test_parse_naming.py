"""How a figure gets its name: each declared rule names the figure of its example."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang import parse, read, vocab
from mingzhang.model import Fact, Source, Stage
from mingzhang.parse.figures.naming import RULES
from mingzhang.parse.grammar.by_words import GATES

VOCAB = vocab.load(Path("content/vocab"))
TITLE = "某局2023年度部门决算\n"
EXAMPLES = {
    "meant_otherwise": (
        "三、政府采购情况\n政府采购支出总额10万元，其中：事业收入⟦2⟧万元。",
        "",
    ),
    "bodies_counted": ("五、预算绩效情况\n组织⟦6⟧个预算单位编报绩效目标。", ""),
    "named_as_its_whole": ("财政拨款收入780万元，包括财政补助收入⟦500⟧万元。", ""),
    "base_of_share": (
        "三、一般公共预算财政拨款支出\n一般公共预算财政拨款支出90万元，占本年支出⟦100⟧万元的90%。",
        "",
    ),
    "account_of_heading": (
        "一、“三公”经费支出情况\n（4）公务接待费情况。国内接待30批次，预算⟦3⟧万元。",
        "official_reception",
    ),
    "account_of_subject": (
        "一、支出情况\n教育支出（类）普通教育（款）小学教育（项）。年初预算为5万元，支出决算为⟦4⟧万元。",
        "function_2050202",
    ),
    "own_words": ("会议费⟦1⟧万元。", "conference_expenses"),
    "opens_account": ("2023年收入⟦520⟧万元。", "total_revenue"),
    "new_topic": ("会议费1万元。举办节庆活动三场，开支⟦2⟧万元。", ""),
    "others_counted": ("另有⟦19⟧个林业管理站。", ""),
    "cost_of_unknown": ("购置轿车1辆、金额⟦20⟧万元。", ""),
    "of_both_sides": (
        "收入总计100万元，支出总计100万元，与上年相比，各增加⟦5⟧万元。",
        "revenue_and_expenditure",
    ),
    "refers_back": ("教育支出5万元，支出决算⟦4⟧万元。", "function_205"),
    "subject_described": (
        "（一）基本支出情况\n用于保障机构运转的日常⟦60⟧万元。",
        "basic_expenditure",
    ),
    "list_item": ("项目支出100万元，其中：某某活动⟦40⟧万元。", "project_item"),
    "unmapped": ("某某活动⟦40⟧万元。", ""),
}


def _named(text: str) -> tuple[Fact, tuple[str, ...]]:
    """The marked figure, and the rules that could name it."""
    before, rest = text.split("⟦")
    plain = TITLE + before + rest.replace("⟧", "")
    source = Source("x-2023-final", "x", 2023, Stage.FINAL, "", Path("x.txt"), plain.encode(), "")
    disclosure = parse.parse(read.read(source), VOCAB)
    marked = next(f for f in disclosure.facts if f.start == len(TITLE + before))
    return marked, parse.naming_rules(disclosure, VOCAB)[marked.fact]


def test_every_rule_has_an_example() -> None:
    assert [rule.__name__ for rule in RULES.of(frozenset(GATES))] == list(EXAMPLES)


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_names_the_figure_of_its_example(rule: str) -> None:
    text, concept = EXAMPLES[rule]
    named, rules = _named(text)
    assert (named.concept, rules[0]) == (concept, rule)


@pytest.mark.parametrize("rule", [rule for rule, (_, concept) in EXAMPLES.items() if not concept])
def test_the_rule_that_leaves_a_figure_without_concept_is_published(rule: str) -> None:
    fact, _ = _named(EXAMPLES[rule][0])
    assert fact.rule == rule


def test_the_rules_of_the_subject_are_told_too() -> None:
    _, rules = _named("公务接待费1.5万元，支出决算为⟦1.2⟧万元。")
    assert "subject.sentence" in rules
