"""A government's whole budget: in, what words of its report lead to; out, what they mean there.

The report on a county's budget keeps four accounts, each with totals and carry-overs of its own:
the 收入合计 of `政府性基金收入20万元，加上年结余3万元，收入合计23万元` is no second 政府性基金收入.
"""

from __future__ import annotations

from dataclasses import replace

from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Fund
from mingzhang.parse.concepts.insurance import ALL_FUNDS, is_insurance
from mingzhang.parse.concepts.labels import Resolution
from mingzhang.parse.figures.discourse import Reading, State
from mingzhang.parse.grammar.relations import last_match
from mingzhang.parse.text.outline import Outline
from mingzhang.vocab.grammar import Patterns

_OF_ALL = {
    "current_year_revenue": "total_revenue",
    "current_year_expenditure": "total_expenditure",
}
"""收入合计 of an account may hold its carry-over, or may not: the words before it have to tell."""
TOTALS = frozenset({"total_revenue", "total_expenditure"})
_OF_FUNDS = ("fiscal_appropriation", *Fund)
_SIDES = frozenset(
    f"{account}_{side}"
    for account in ("general_public_budget", "government_fund", "state_capital")
    for side in ("revenue", "expenditure")
)
"""收入总计 of an account is more than its revenue."""
_MEANS = {
    "nontax_revenue": "public_nontax_revenue",
    "function_231": "debt_principal",
    "function_23103": "general_debt_principal",
    "function_23104": "special_debt_principal",
    "function_219": "aid_to_regions",
}
"""What one body spends on is, for the whole government, moved beside its expenditure."""
_WHOLE_BODY = ("total", "current_year")
"""Concepts of all of a body's money begin so."""
_ACCOUNTS = tuple(Fund)
SUBSIDY, TRANSFERS = "superior_subsidy_revenue", "transfer_revenue"
"""上级补助收入 of a government is all that higher levels transfer to it."""
KEPT = (*_ACCOUNTS, ALL_FUNDS)
"""The accounts that a government keeps, each with two sides."""
_KINDS = frozenset({"tax_revenue", "nontax_revenue", "public_nontax_revenue"})
_WITH_THE_CENTRE = ("public_total_revenue", "fiscal_total_revenue")
_NEXT_LINE = 60
"""Characters of the line behind `其中：` in which its parts begin."""
_FIRST, _TITLE = 40, 60
"""Lines among which a report says that it is one, and characters of a title."""


def is_report(text: str, outline: Outline, grammar: Patterns) -> bool:
    """Tell the report on a whole government's budget from the disclosure of one body."""
    lines = [text[line.content : line.end] for line in outline.lines[:_FIRST]]
    opens, reports = grammar["treasury_opens"].match, grammar["treasury_report"].search
    of_body = lines and len(lines[0]) <= _TITLE and grammar["body_account"].search(lines[0])
    names_account = not of_body and grammar["whole_account"].search("\n".join(lines)) is not None
    for line in lines:
        is_title = len(line) <= _TITLE and "。" not in line
        if (names_account and opens(line)) or (is_title and reports(line)):
            return True
    return False


def unclear(r: Reading, state: State, resolution: Resolution, text: str) -> bool:
    """Tell words of a report that may mean more than the concept that they lead to."""
    if resolution.concept in _SIDES and r.grammar["newly_planned"].search(resolution.before):
        return True  # `新增一般公共预算支出预算2亿元`: only what comes on top
    grand = r.grammar["grand_total"].search(text) is not None
    if resolution.concept in _OF_ALL and (_added_up(r, state) or _own_side(r, state, resolution)):
        return False
    if resolution.concept in _SIDES and r.grammar["gross_side"].search(resolution.label):
        return not _with_transfers(r, state, resolution.label)
    if grand if resolution.concept in _SIDES else resolution.concept in TOTALS and not grand:
        return True
    if _of_one_month(r, state.clause + len(text)):
        return True
    frame = state.frames[-1] if state.frames else None
    whole = frame.parent.concept if frame is not None and frame.parent is not None else ""
    if resolution.concept in _SIDES and whole.endswith("transfer_revenue"):
        return True  # `专项转移支付收入23万元。其中，一般公共预算收入18万元`: of which account?
    if resolution.concept in _KINDS and whole == "fiscal_total_revenue":
        return True  # `财政总收入43万元，其中：税收收入35万元`: with what goes to the centre
    insured = _account(r, state) == ALL_FUNDS and not is_insurance(
        r.index.known[resolution.concept].ancestry
    )
    return (
        insured
        or resolution.concept in _OF_ALL
        or bool(r.grammar["collected_by"].search(resolution.before))
    )


def _of_one_month(r: Reading, end: int) -> bool:
    """`10月份，一般公共预算收入5亿元。支出【4】亿元`: in that month, not in the year until then."""
    begin = behind_last("\n", r.text, 0, end)
    month, until = (
        last_match(r.grammar[name], r.text, begin, end) for name in ("one_month", "until_then")
    )
    return month is not None and (until is None or until.start() < month.start())


def of_level(r: Reading, state: State, label: str) -> Resolution | None:
    """`全市一般公共预算收入7亿元。其中：市本级收入【3】亿元`: that account of one level."""
    whole = state.frames[-1].parent if state.frames else None
    side = r.index.side_of(label)
    if not side or whole is None or whole.concept not in _SIDES:
        return None
    if not whole.concept.endswith(side) or r.grammar["grand_total"].search(label):
        return None
    return Resolution(whole.concept, label, "", "counterpart", fund=whole.fund)


def all_added(r: Reading, state: State, resolution: Resolution) -> Resolution | None:
    """`收入20万元，加上年初结转3万元，收入合计【23】万元`: the total, with what was added.

    Of a body it is the total of what the sentence opened with, which may have no name.
    """
    total = _OF_ALL.get(resolution.concept, resolution.concept)
    if total not in TOTALS or r.grammar["of_the_year"].match(resolution.label):
        return resolution
    if not _added_up(r, state):
        return resolution
    adds = r.grammar["added_up"].match(r.text, state.begun - 1)  # `…12万元。加上年结余1万元`
    opened = state.before if adds and state.before else state.sentence
    account = opened[0].concept.rpartition("_")[0]
    if resolution.concept in TOTALS and account not in _OF_FUNDS:
        return resolution
    named = total if r.treasury or account in _WHOLE_BODY else f"{account}_{total}"
    return replace(resolution, concept=named) if named in r.index.vocab.concepts else None


def of_treasury(r: Reading, state: State, resolution: Resolution) -> Resolution:
    """What is found, as an account of a government means it."""
    account = _account(r, state)
    if resolution.concept in _SIDES and r.grammar["gross_side"].search(resolution.label):
        side, fund = resolution.concept.rsplit("_", 1)[1], r.about(resolution.concept).fund
        return replace(resolution, concept=f"total_{side}", fund=fund)
    if resolution.concept in _WITH_THE_CENTRE and (
        _with_transfers(r, state, resolution.label) or _added_up(r, state)
    ):
        return replace(resolution, concept="total_revenue", fund=r.about(resolution.concept).fund)
    if own := _own_side(r, state, resolution):
        return replace(resolution, concept=own, fund=r.about(own).fund)
    concept = _MEANS.get(resolution.concept, resolution.concept)
    known_fund = resolution.fund or r.about(concept).fund
    fund = known_fund or (account if account in _ACCOUNTS else "")
    code = resolution.function_code if concept == resolution.concept else ""
    return replace(resolution, concept=concept, fund=fund, function_code=code)


def _own_side(r: Reading, state: State, resolution: Resolution) -> str:
    """`一般公共预算总收入9亿元，其中：当年收入【3】亿元，转移支付收入6亿元`: the account's own."""
    whole = state.frames[-1].parent if state.frames else None
    of_year = resolution.concept in _OF_ALL and r.grammar["of_the_year"].fullmatch(resolution.label)
    if not of_year or whole is None or whole.concept not in (*TOTALS, *_WITH_THE_CENTRE):
        return ""
    account, side = _account(r, state), resolution.concept.rpartition("_")[2]
    same_side = whole.concept.endswith(side) and account in _ACCOUNTS
    return f"{account}_{side}" if same_side else ""


def _with_transfers(r: Reading, state: State, label: str) -> bool:
    """`一般公共预算总收入16亿元，其中：…，转移性收入13亿元`: no revenue with the centre's share.

    Transfers that are only added to the own revenue behind it are no part of that total. Said once
    more (总收入16亿元，总支出15亿元，收支相抵…) the words mean what they meant before.
    """
    if any(d.concept in TOTALS and d.label == label for d in r.drafts):
        return True
    if r.grammar["gross_both"].search(r.text, state.line.content, state.line.end):
        return True  # the totals of both sides, with all that is moved
    below = r.grammar["goes_on_below"].search(r.text, state.clause, state.line.end)
    end = state.line.end + (_NEXT_LINE if below else 0)
    transfers = r.grammar["transfers"].search(r.text, state.clause, end)
    if transfers is None:
        return False
    added = r.grammar["added_up"].search(r.text, state.clause, end)
    return added is None or transfers.start() < added.start()


def _added_up(r: Reading, state: State) -> bool:
    """`收入20万元，加上转移性收入3万元，收入合计23万元`: what was added is in the total."""
    if not state.sentence:
        return False
    first = state.sentence[0].start
    begin = max(r.text.rfind(stop, 0, first) for stop in "。\n")
    return r.grammar["added_up"].search(r.text, max(begin, 0), state.clause) is not None


def _account(r: Reading, state: State) -> str:
    """The account that the section or one around it is about, else the sentence or the line."""
    kinds = (r.kind(section) for section in r.sections_up(state.line.section))
    return next((kind for kind in kinds if kind in KEPT), "") or _account_named(r, state)


def _account_named(r: Reading, state: State) -> str:
    """`市本级政府性基金预算总收入9亿元，其中：转移性收入【5】亿元。收支相抵，年终结余【2】亿元`."""
    line = state.line.content
    sentence = behind_last("。", r.text, line, state.clause)
    for begin in (sentence, line):
        matches = r.grammar["fund_named"].finditer(r.text, begin, state.clause)
        named = [match.lastgroup for match in matches]
        if named:
            return str(named[0]) if begin == sentence or len(set(named)) == 1 else ""
    return ""
