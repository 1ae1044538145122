"""One fund of the social insurance: in, words after it was named; out, what they tell of it.

`失业保险基金收入12亿元，支出【6】亿元，年末滚存结余【9】亿元`: of that fund, not of all of them.
"""

from __future__ import annotations

from mingzhang.parse.concepts.insurance import ALL_FUNDS, is_insurance
from mingzhang.parse.concepts.labels import Context, Resolution
from mingzhang.parse.figures.discourse import Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.text.spelling import clean

_TOTAL = (f"{ALL_FUNDS}_revenue",)
_LEFT = frozenset({f"{ALL_FUNDS}_surplus", f"{ALL_FUNDS}_balance"})
"""What is left of the insurance."""
_OF_BODY = ("carryover", "total_revenue", "total_expenditure")
"""What a body has in all: of a fund that is spoken of, nothing by that name is known."""


def of_insured(
    r: Reading, state: State, text: str, context: Context, found: Resolution | None
) -> Resolution | None:
    """What words mean where funds of the social insurance are spoken of, else `found`."""
    funds = r.index.insured
    listed = state.frames[-1].parent if state.frames else None
    whole = listed.concept if listed is not None else ""
    told = funds.told(whole)
    if told and r.grammar["insured_alone"].search(clean(text)):
        return r.index.resolve(f"{clean(text)}{told}", context)  # `其中：失业保险基金【1】亿元`
    fund = _fund_spoken(r, state, listed)
    if not fund:
        return None if found is not None and _of_nobody(r, state, found) else found
    text = r.grammar["of_the_fund"].sub("", clean(text))
    left = r.index.resolve(text, context._replace(tags=_TOTAL, family=""))
    side = r.index.side_of(text)
    told = funds.told(f"{ALL_FUNDS}_{side}" if side else left.concept if left else "")
    if told and not (left is not None and _named(r, left)):
        concept = r.about(funds.concept(fund, told))
        if not concept.concept or r.grammar["grand_total"].search(text):
            return None
        code = concept.function_code
        return Resolution(concept.concept, text, "", "counterpart", code)
    inside = found is None or is_insurance(r.index.known[found.concept].ancestry)
    others = not inside and (funds.of(whole) or (found and found.concept.endswith(_OF_BODY)))
    return None if others else found


def _of_nobody(r: Reading, state: State, found: Resolution) -> bool:
    """`年末滚存结余` of funds that nobody named, `收入总计` under the heading of the funds."""
    left = found.concept in _LEFT and not _named(r, found)
    return left or (state.kind == ALL_FUNDS and found.concept.endswith(_OF_BODY))


def _named(r: Reading, found: Resolution) -> bool:
    """Tell words that name the funds themselves: `全市社会保险基金年末滚存结余`."""
    return r.grammar["fund_named"].search(found.before + found.label) is not None


def _fund_spoken(r: Reading, state: State, whole: Draft | None) -> str:
    """The words for the fund spoken of, empty for none, one that nobody knows, or any of several.

    `社会保险基金收入9亿元，其中：失业保险基金收入5亿元、工伤保险基金收入4亿元。支出【6】亿元`: all.
    """
    spoken = state.sentence or state.before
    above = whole or (spoken[0].parent if spoken else None)
    near = above is not None and above.start >= state.line.content and above not in spoken
    drafts = [above, *spoken] if above is not None and near else spoken
    told = [t for draft in drafts if (t := _told(r, draft)) is not None]
    if len({fund for fund, _ in told}) <= 1:
        return told[0][0] if told else ""
    (before, last) = told[-2:]
    listed = before[0] != last[0] and before[1] == last[1]
    opens_list = before[0] == told[0][0] and "；" not in r.text[drafts[-1].end : state.clause]
    if state.sentence and (not listed or (opens_list and len(told) == len((before, last)))):
        return last[0]
    return told[0][0] if told[0][0] == r.index.insured.all_funds else ""


def _told(r: Reading, draft: Draft) -> tuple[str, str] | None:
    """The fund that a figure is of, and what it tells of it; None for what is within a fund."""
    if not draft.is_level:
        return None
    within = draft.concept and is_insurance(r.index.known[draft.concept].ancestry)
    other = draft.concept or r.grammar["names_fund"].search(draft.label)
    return r.index.insured.of(draft.concept) or (None if within or not other else ("", ""))
