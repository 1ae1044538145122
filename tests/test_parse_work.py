"""Long texts: the work of reading grows with the length of the text, not with its square."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import factories
from mingzhang import parse, read
from mingzhang.model import Source, Stage
from mingzhang.parse.concepts.label_words import LabelWords
from mingzhang.parse.concepts.labels import LabelIndex
from mingzhang.parse.figures import asked, figure

VOCAB = factories.vocabulary()
TITLE = "某局2023年度部门决算\n"


def _calls(monkeypatch: pytest.MonkeyPatch, owner: Any, method: str, text: str) -> int:
    """Parse a text and count the calls of a function of a class or module."""
    done, calls = getattr(owner, method), 0

    def counted(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        return done(*args)

    source = Source(
        "x-2023-final", "x", 2023, Stage.FINAL, "说明", Path("x.txt"), text.encode(), ""
    )
    with monkeypatch.context() as patch:
        patch.setattr(owner, method, counted)
        parse.parse(read.read(source), VOCAB)
    return calls


@pytest.mark.parametrize(
    ("owner", "method", "piece", "growth"),
    [
        (LabelIndex, "resolve", "其中：收入12.5万元，", 4),
        (LabelWords, "_is_known", "(1)", 1.5),
        (asked, "may_be_of", "12.5万元，", 4),
        (asked, "may_be_of", "5辆，", 4),
        (asked, "may_be_of", "比上年增加5%，", 4),
        (figure.Draft, "level", "收入12.5万元，增长5%，", 4),
    ],
)
def test_work_grows_no_faster_than_the_text(
    monkeypatch: pytest.MonkeyPatch, owner: Any, method: str, piece: str, growth: float
) -> None:
    """Lists within lists, and a line of thousands of places where a label might begin.

    The second is looked through for a label from its end only, so its work does not grow at all;
    figures without words of their own look for what they are of among the nearest only.
    """
    some = _calls(monkeypatch, owner, method, TITLE + piece * 300)
    assert some > 0
    assert _calls(monkeypatch, owner, method, TITLE + piece * 900) < growth * some
