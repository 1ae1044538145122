"""Paragraphs about one item of the classification each: every figure is of the item that heads it.

The item is printed in all ways that disclosures print it; the paragraphs stand in lines of their
own or run on, and may tell a purpose before the first figure.
"""

from __future__ import annotations

import pytest

from mingzhang.model import Stage
from test_item_frames import MEANT, YEAR, parsed

ITEMS = (
    ("教育支出", "普通教育", "小学教育", "2050202"),
    ("社会保障和就业支出", "行政事业单位养老支出", "机关事业单位基本养老保险缴费支出", "2080505"),
    ("卫生健康支出", "行政事业单位医疗", "事业单位医疗", "2101102"),
    ("住房保障支出", "住房改革支出", "住房公积金", "2210201"),
)
HEADED = (
    "{at}.{a}（类）{b}（款）{c}（项）。",
    "{at}.{a}（类）{b}（款）{c}（项）：",
    "{at}.{a}（类）{b}（款）{c}（项）",
    "{at}、{a}（{code:.3}类）{b}（{code:.5}款）{c}（{code}项）",
    "{code}{c}：",
    "{code} {c}",
    "{at}.{c}（{code}）：",
    "{at}.{a}-{b}-{c}：",
    "（{ordinal}）{c}（{code}项）",
    "{at}.{a}（{code:.3}）{b}（{code:.5}）{c}（{code}）",
    "“{code}{c}”",
    "（{at}）{a}（类）{b}（款）{c}（项），",
    "{at}.{a}／{b}／{c}：",
)
"""How an item is printed; `code:.3` are the digits of its class."""
TOLD = (
    "年初预算为{i}万元，支出决算为{n}万元，完成年初预算的{p}%。决算数大于预算数的原因是调资。",
    "支出决算{n}万元。比上年增加{c}万元，增长{r}%。",
    "{n}万元，主要用于日常支出。比上年增加{c}万元。",
    "2022年决算{y}万元，2023年决算{n}万元。较上年增加{c}万元。",
    "年初预算{i}万元，调整预算{v}万元，支出决算{n}万元，完成调整预算的{p}%。",
    "支出{n}万元，较上年{y}万元增加{c}万元，增长{r}%。",
    "主要用于学校运转。年初预算{i}万元，支出决算{n}万元。",
    "支出{n}万元，完成年初预算{i}万元的{p}%，较上年增长{r}%。",
)
REVISED = {"v": ("amount", Stage.REVISED_BUDGET, YEAR)}


@pytest.mark.parametrize("headed", HEADED)
@pytest.mark.parametrize("parted", ["", "\n"])
def test_figures_of_a_paragraph_are_of_the_item_that_heads_it(headed: str, parted: str) -> None:
    meant = MEANT | REVISED
    for words in TOLD:
        told, paragraphs = {}, []
        for place, (a, b, c, code) in enumerate(ITEMS, 1):
            printed = {key: str(100 * place + at) for at, key in enumerate(meant)}
            head = headed.format(at=place, ordinal="一二三四"[place - 1], a=a, b=b, c=c, code=code)
            paragraphs.append(head + words.format(**printed))
            told |= {
                printed[k]: (f"function_{code}", *meant[k]) for k in meant if f"{{{k}}}" in words
            }
        text = "三、一般公共预算财政拨款支出决算具体情况\n" + parted.join(paragraphs) + "\n"
        facts = parsed(text)
        for figure, expected in told.items():
            fact = facts[figure]
            found = (fact.concept, fact.measure.value, fact.stage, fact.fiscal_year)
            assert found == expected, f"{figure} in {text}"
