"""Balances of another year's end: meant, or a slip that is told and moves no figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang import check, parse, read, vocab
from mingzhang.model import Disclosure, Outcome, Source, Stage

VOCAB = vocab.load(Path("content/vocab"))
TITLE = "某局2024年度公开说明\n一、国有资产占用情况\n"
SLIP = "截至2023年12月31日，共有车辆5辆，其中：机要通信用车2辆。单价100万元以上设备3台。"


def _parsed(text: str, stage: Stage) -> Disclosure:
    source = Source("x-2024", "x", 2024, stage, "", Path("x.txt"), (TITLE + text).encode(), "")
    return parse.parse(read.read(source), VOCAB)


@pytest.mark.parametrize(
    ("text", "stage", "years"),
    [
        (SLIP, Stage.FINAL, [2024, 2024, 2024]),
        (SLIP, Stage.BUDGET, [2023, 2023, 2023]),
        ("截至2024年12月31日，车辆5辆。截至2023年12月31日，车辆6辆。", Stage.FINAL, [2024, 2023]),
        ("上年末共有车辆5辆。", Stage.FINAL, [2023]),
        ("截至2023年末，资产总额100万元。", Stage.FINAL, [2024]),
    ],
)
def test_the_year_of_a_balance(text: str, stage: Stage, years: list[int]) -> None:
    assert [fact.fiscal_year for fact in _parsed(text, stage).facts] == years


@pytest.mark.parametrize(
    ("text", "told"), [(SLIP, True), (SLIP.replace("2023年12", "2024年12"), False)]
)
def test_a_date_of_the_year_before_is_doubted(text: str, told: bool) -> None:
    disclosure = _parsed(text, Stage.FINAL)
    findings = check.check([disclosure], VOCAB)
    doubts = [f for f in findings if f.check == "year_printed" and f.outcome is Outcome.FAIL]
    assert bool(doubts) == told
