"""Odd wording: words that contradict each other, lost signs and units, doubled marks (names)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import failed, passed
from mingzhang.common.english_nouns import quoted
from mingzhang.model import Severity

HEAD = 120
"""Characters at the beginning of a document among which its title stands."""


@check(
    "odd_wording",
    "names",
    Severity.WARNING,
    titles=("文字异常", "Odd wording"),
    rule_en="The explanations keep no two opposite words of which one should have been struck out, "
    "say no change and a change at once, announce no reason without giving it, and lose no "
    "percent sign, unit or digit of a year (doubtful); doubled words and marks are noted.",
    absent=("文件没有正文", "the document has no text"),
)
def odd_wording(case: Case) -> Iterator[Verdict]:
    """情况说明中不应有没有删去其一的“增加（减少）”、自相矛盾的“增加持平”“大小于”、
    写明原因而没有内容、缺百分号、缺单位、年度残缺等文字；词语、标点重复等只作提示。
    """
    text = case.disclosure.text
    found = 0
    for oddity in case.vocab.oddities:
        if oddity.opening.pattern and not oddity.opening.search(text[:HEAD]):
            continue
        for match in oddity.pattern.finditer(text):
            if _in_table(case, match.start()):
                continue
            found += 1
            words = match[0].strip()
            yield failed(
                (),
                oddity.severity,
                f"此处写作“{words}”：{oddity.message_zh}。",
                f"The text says {quoted(words)}: {oddity.message_en}.",
                shown=words,
                span=match.span(),
            )
    if text.strip() and not found:
        yield passed((), "没有发现文字异常。", "No odd wording was found.")


def _in_table(case: Case, place: int) -> bool:
    grids = case.once(
        "places of grids", lambda: sorted((g.start, g.end) for g in case.disclosure.grids)
    )
    index = bisect_right(grids, (place, len(case.disclosure.text))) - 1
    return index >= 0 and place < grids[index][1]
