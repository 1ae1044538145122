"""Forms that nobody filled in state nothing; the same sentences filled in do."""

from __future__ import annotations

import pytest

from factories import vocabulary
from mingzhang.model import Disclosure, Origin
from mingzhang.parse import parse
from mingzhang.read.text import read
from read_sources import source

FRAME = (
    "甲县乙局2024年度部门决算\n第三部分 2024年度部门决算情况说明\n"
    "八、政府性基金预算财政拨款收入支出决算情况说明\n{}\n"
)


def parsed(sentence: str) -> Disclosure:
    return parse(read(source("form.txt", FRAME.format(sentence).encode())), vocabulary())


@pytest.mark.parametrize(
    "sentence",
    [
        "XX局2024年度无政府性基金预算财政拨款收入和支出。",
        "××局2024年度没有政府性基金预算财政拨款收入和支出。",
        "某某局本年度无政府性基金预算财政拨款支出。",
        "本部门2024年度有/无政府性基金预算财政拨款收入和支出。",
        "本部门2024年度有（无）政府性基金预算财政拨款收入和支出。",
        "本年度无政府性基金预算财政拨款支出的，应说明“本部门本年度无政府性基金预算财政拨款支出”。",
        "如本年度没有政府性基金预算财政拨款支出的，须注明。",
        "【如无此项支出，请说明】本年度无政府性基金预算财政拨款支出。",
        "政府性基金预算财政拨款支出XX万元，与上年持平。",
    ],
)
def test_a_form_states_nothing(sentence: str) -> None:
    assert parsed(sentence).facts == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "乙局2024年度无政府性基金预算财政拨款收入和支出。",
        "本部门2024年度没有政府性基金预算财政拨款支出。",
        "本年度无政府性基金预算财政拨款支出，应当说明的其他情况见附件。",
        "XX局为原名。本年度无政府性基金预算财政拨款支出。",
    ],
)
def test_filled_in_it_does(sentence: str) -> None:
    (fact,) = parsed(sentence).facts
    assert (fact.origin, fact.value) == (Origin.STATED, 0)


def test_what_was_printed_beside_a_form_is_still_read() -> None:
    found = parsed("政府性基金预算财政拨款支出12.50万元，比上年增加XX万元。").facts
    assert [fact.value_printed for fact in found] == ["12.50"]
