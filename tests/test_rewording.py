"""The same thing said in other words is read alike, in every document of the corpus."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from corpus import score
from mingzhang import parse, read, vocab
from mingzhang.model import Disclosure

Edit = Callable[[str], str]
EVERY = 3
"""Each edit is tried on one document of so many, each document with a third of the edits."""
APART = 11
"""Edits so many places apart are made together, on one document of so many."""
CRUMBS = "当前位置：首页 > 政务公开 > 部门预决算\n【字体：大 中 小】\n"
IMPRINT = "\n【打印本页】【关闭窗口】\n主办：某市人民政府办公室\n"


def _replaced(*pairs: tuple[str, str]) -> Edit:
    def edit(text: str) -> str:
        for pattern, new in pairs:
            text = re.sub(pattern, new, text)
        return text

    return edit


_MONEY = r"(增加|减少|增长|下降)([\d.,]+)万元"
_RATE = r"，(增长|下降|减少|增加)([\d.]+)%"
EDITS: dict[str, Edit] = {
    "framed as on a website": lambda text: CRUMBS + text + IMPRINT,
    "paragraphs set in": _replaced(("(?m)^(?=\\S)", "\u3000\u3000")),
    "wide brackets and commas": lambda t: t.translate(str.maketrans("(),;", "（），；")),
    "straight quotes": lambda text: text.translate(str.maketrans("“”", '""')),
    "wide per cent signs": lambda text: text.replace("%", "％"),
    "blanks beside numbers": _replaced(
        (r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=%)(?=[\u4e00-\u9fff])", " ")
    ),
    "增长 as 上升": _replaced(("增长", "上升")),
    "下降 as 降低": _replaced(("下降", "降低")),
    "比上年 as 较上年": _replaced(("比上年", "较上年")),
    "年度 as 年": _replaced((r"(20\d\d)年度", r"\1年")),
    "支出决算为 as 支出决算数为": _replaced(("支出决算为", "支出决算数为")),
    "支出决算为 as 实际支出": _replaced(("支出决算为", "实际支出")),
    "年初预算为 as 年初预算数为": _replaced(("年初预算为", "年初预算数为")),
    "年初预算为 as 年初预算安排": _replaced(("年初预算为", "年初预算安排")),
    "完成年初预算的 as 完成预算的": _replaced(("完成年初预算的", "完成预算的")),
    "完成年初预算的 as 占年初预算的": _replaced(("完成年初预算的", "占年初预算的")),
    "a completion rate by name": _replaced((r"完成年初预算的([\d.]+%)", r"年初预算完成率为\1")),
    "占 as 占比": _replaced((r"，占([\d.]+%)", r"，占比\1")),
    "占 as 所占比例为": _replaced((r"，占([\d.]+%)", r"，所占比例为\1")),
    "shares in brackets": _replaced((r"，占([\d.]+%)", r"（占\1）")),
    "rates in brackets": _replaced((_MONEY + _RATE, r"\1\2万元（\3\4%）")),
    "rates behind a pause": _replaced((_MONEY + _RATE, r"\1\2万元、\3\4%")),
    "rates by name": _replaced((_MONEY + r"，(?:增长|增加)([\d.]+)%", r"\1\2万元，增幅\3%")),
    "增加 as 增加了": _replaced((_MONEY, r"\1了\2万元")),
    "nothing with decimals": _replaced((r"(?<![\d.,])0万元", "0.00万元")),
    "no noughts at the end": _replaced((r"(\d\.\d)0(?!\d)", r"\1")),
    "持平 as 保持不变": _replaced(("持平", "保持不变")),
    "主要用于 as 用于": _replaced(("主要用于", "用于")),
    "主要原因是 as 原因是": _replaced(("主要原因是", "原因是")),
    "三公 without quotes": _replaced(("“三公”经费", "三公经费")),
    "其中： as 其中，": _replaced(("其中：", "其中，")),
    "其中： as 包括：": _replaced(("其中：", "包括：")),
    "运行维护费 as 运行费": _replaced(("公务用车购置及运行维护费", "公务用车购置及运行费")),
    "支出决算为 as 实际列支": _replaced(("支出决算为", "实际列支")),
    "年初预算为 as 年初预算批复数为": _replaced(("年初预算为", "年初预算批复数为")),
    "完成年初预算的 as a ratio": _replaced(("完成年初预算的", "完成年初预算的比例为")),
    "比上年 as 较之上年": _replaced(("比上年", "较之上年")),
    "占 as 比重为": _replaced((r"，占([\d.]+%)", r"，比重为\1")),
    "其中： as 具体为：": _replaced(("其中：", "具体为：")),
    "marks between steps": _replaced(
        ("（类）(?=[^\\d支]{3,30}（款）)", "（类）-"), ("（款）(?=.{3,30}（项）)", "（款）、")
    ),
    "一、 as 一是 in lists": _replaced((r"(?<=其中：)(?=[^。\n]*；)", "一是")),
}
TEXTS = [name for name in score.names() if score.settings(name)["format"] == "txt"]


@functools.cache
def _vocabulary(name: str) -> vocab.Vocabulary:
    return score.vocabulary(score.settings(name))


def _read(name: str, text: str) -> Disclosure:
    source = replace(score.source(name), data=text.encode())
    return parse.parse(read.read(source), _vocabulary(name))


def _meanings(disclosure: Disclosure) -> Sequence[tuple[object, ...]]:
    """What each figure is, without the words and the place where it stands."""
    return [
        (
            *(fact.fiscal_year, fact.stage, fact.scope, fact.measure, fact.value, fact.origin),
            *(fact.concept, fact.fund, fact.function_code, fact.economic_code),
            *(bool(link) for link in (fact.of_fact, fact.base_fact, fact.pair_fact)),
        )
        for fact in disclosure.facts
    ]


def _changed(edits: Sequence[Edit], names: Sequence[str]) -> int:
    """How many documents the edits change; what each of them says must not change."""
    changed = 0
    for name in names:
        text = score.source(name).data.decode()
        other = functools.reduce(lambda words, edit: edit(words), edits, text)
        if other != text:
            changed += 1
            assert _meanings(_read(name, other)) == _meanings(score.parsed(name)), name
    return changed


@pytest.mark.parametrize("edit", EDITS)
def test_other_words_mean_the_same(edit: str) -> None:
    assert _changed([EDITS[edit]], TEXTS[list(EDITS).index(edit) % EVERY :: EVERY])


@pytest.mark.parametrize("first", range(APART))
def test_several_edits_at_once_mean_the_same(first: int) -> None:
    edits = list(EDITS.values())[first::APART]
    assert _changed(edits, TEXTS[first::APART])
