"""Labels are the words of the source: of its text as read, and of the cells of a table.

Words that a line break parts are joined without it; nothing else of them is changed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest

import factories
import test_forms
from corpus import score
from mingzhang import content, parse, read
from mingzhang.model import Disclosure, Fact, Source, Stage

ROOT = Path(__file__).resolve().parent.parent
VOCAB = factories.vocabulary()
SCATTERED = 1
"""Labels whose words stand in no one piece: 无【国有资本经营预算】财政拨款安排的【支出】."""


def _seeds() -> dict[str, Source]:
    sources = content.load(ROOT / "content/disclosures", VOCAB)
    return {source.disclosure: source for source in sources}


@functools.cache
def _seed(name: str) -> Disclosure:
    return parse.parse(read.read(_seeds()[name]), VOCAB)


DOCUMENTS: dict[str, Callable[[str], Disclosure]] = {
    **dict.fromkeys(score.names(), score.parsed),
    **dict.fromkeys(test_forms.INDEX, test_forms.parsed),
    **dict.fromkeys(_seeds(), _seed),
}


def _joined(text: str) -> str:
    return "".join(line.strip() for line in text.splitlines())


def _stands(fact: Fact, disclosure: Disclosure, joined: str) -> bool:
    words = fact.label_printed
    if fact.table is None:
        return words in disclosure.text or words in joined
    grid = next(
        grid
        for grid in disclosure.grids
        if grid.table == fact.table
        and fact.start is not None
        and grid.start <= fact.start <= grid.end
    )
    return any(words in (cell.text, _joined(cell.text)) for cell in grid.cells)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_labels_stand_in_the_source(name: str) -> None:
    disclosure = DOCUMENTS[name](name)
    joined = _joined(disclosure.text)
    facts = [fact for fact in disclosure.facts if fact.start is not None]
    assert [f.label_printed for f in facts if not _stands(f, disclosure, joined)] == []
    assert sum(bool(f.label) and not f.label_printed for f in facts) <= SCATTERED


PRINTED = {
    "“三公”经费支出10万元。": "“三公”经费支出",
    "收、支总计10万元。": "收、支总计",
    "收入和支出预算总计10万元。": "收入和支出预算总计",
    "因公出国(境)费10万元。": "因公出国(境)费",
    "公務接待費１0萬元。": "公務接待費",
    "单价50万元（含）以上的通用设备3台。": "单价50万元（含）以上的通用设备",
    "教育支出（205类）普通教育（02款）小学教育（02项）10万元。": (
        "教育支出（205类）普通教育（02款）小学教育（02项）"
    ),
    "教育支出(类)普通教育(款)小学教育(项)2023年预算10万元。": (
        "教育支出(类)普通教育(款)小学教育(项)2023年预算"
    ),
    "1、教育支出（类）普通教育（款）小学教育（项）10万元，主要用于：校舍维修。年初预算为9万元。": (
        "教育支出（类）普通教育（款）小学教育（项）"
    ),
    "“困难群众救助补助”项目预算10万元。": "“困难群众救助补助”项目预算",
    "项 目 支 出10万元。": "项 目 支 出",
    "本年度安排财政拨款，用于保障机构运转；安排政府采\n购货物支出10万元。": "政府采购货物支出",
    "政府采购支出20万元，其中安排的部分如下所列；其中，政府采\n\n- 3 -\n\n购货物支出10万元。": (
        "政府采购货物支出"
    ),
}


@pytest.mark.parametrize("text", PRINTED)
def test_labels_are_the_words_as_printed(text: str) -> None:
    assert _facts(text)[-1].label_printed == PRINTED[text]


def test_a_label_that_is_carried_on_is_that_of_the_figure_before() -> None:
    first, change = _facts("“三公”经费支出10万元，比上年增加2万元。三公经费公开。")
    assert (change.label_own, change.label_printed) == (False, first.label_printed)


def _facts(text: str) -> tuple[Fact, ...]:
    source = Source("某局-2023-final", "某局", 2023, Stage.FINAL, "某局2023年度部门决算",
                    Path("a.txt"), text.encode(), "")  # fmt: skip
    return parse.parse(read.read(source), VOCAB).facts
