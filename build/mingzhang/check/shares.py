"""Shares and rates: 占…%, completion of a budget, coverage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.check.case import Case
from mingzhang.check.digits import percent, rounded, short
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval, Relation, total
from mingzhang.check.part_lists import CLOSED, NATURE
from mingzhang.check.share_wholes import whole_of
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import failed, passed, printed, quotient, unknown
from mingzhang.check.wording_en import percent_en, said
from mingzhang.model import Fact, Measure, Severity

HUNDRED = Interval.exact(100)


@check(
    "share_of_whole",
    "shares",
    Severity.ERROR,
    titles=("占比等于分项除以总数", "A share equals part divided by whole"),
    rule_en="A printed share (“…% of …”) equals the part divided by the whole that the sentence "
    "names, for some unrounded values of all three.",
    absent=("没有列示占比", "no share is printed"),
)
def share_of_whole(case: Case) -> Iterator[Verdict]:
    """“占……的百分之几”应等于该分项除以所占的总数；分项、总数和百分比的舍入误差都计入容差。"""
    for share in case.by_measure.get(Measure.SHARE, ()):
        part = case.level_of(share)
        wholes = whole_of(case, share, part)
        if part is None:
            yield unknown((share,), "占比没有可对应的分项金额", "no part stands next to the share")
        elif not wholes:
            yield unknown((share, part), "没有找到占比所对应的总数", "the whole is not printed")
        else:
            yield _share(case, share, part, wholes)


def _share(case: Case, share: Fact, part: Fact, wholes: Sequence[Fact]) -> Verdict:
    """Compare with the whole that suits best, where a whole is printed with two values."""
    verdicts = [_share_of(case, share, part, whole) for whole in wholes]
    return min(
        verdicts, key=lambda verdict: (verdict.outcome == "fail", verdict.severity != "note")
    )


def _share_of(case: Case, share: Fact, part: Fact, whole: Fact) -> Verdict:
    if Interval.of(whole).contains(0):
        if whole.value == part.value == share.value == 0:
            return passed(
                (share, part, whole),
                f"“{case.name(part)}”与总数均为0，占比列示为{printed(share)}。",
                f"{case.name_en(part)} and the whole are zero; the share is {said(case, share)}.",
            )
        return unknown((share, part, whole), "所占的总数为0，无法计算占比", "the whole is zero")
    return quotient(
        case,
        share,
        part,
        whole,
        lambda follows: (
            f"“{case.name(part)}”{printed(part)}占“{case.name(whole)}”{printed(whole)}的{follows}"
        ),
        lambda follows: (
            f"{case.name_en(part)} ({said(case, part)}) is {follows} of {case.name_en(whole)} "
            f"({said(case, whole)})"
        ),
    )


@check(
    "shares_add_up",
    "shares",
    Severity.ERROR,
    titles=("各项占比之和为100%", "Shares of one whole add up to 100%"),
    rule_en="The shares printed for the parts of one breakdown of one whole add up to 100% within "
    "the rounding of each; parts of zero need no share. Shares that exceed 100% cannot hold; "
    "shares that fall short are judged only where the parts themselves add up to the whole.",
    absent=("没有成组列示的占比", "no group of shares of one whole is printed"),
)
def shares_add_up(case: Case) -> Iterator[Verdict]:
    """同一总数按同一口径列出的各项占比，合计应为100%；每个百分比的舍入误差都计入容差，金额为0的分项可以不列占比。
    合计超过100%的不能成立；合计不足100%的，仅在各分项金额之和等于总数时才作判断。
    """
    groups: dict[tuple[str, str], list[tuple[Fact, Fact]]] = {}
    for share in case.by_measure.get(Measure.SHARE, ()):
        part = case.level_of(share)
        wholes = whole_of(case, share, part)
        if part is not None and wholes:
            groups.setdefault((wholes[0].fact, _breakdown(case, part)), []).append((share, part))
    for (whole, _), members in groups.items():
        if len(members) > 1:
            yield from _adds_up(case, case.by_id[whole], members)


def _breakdown(case: Case, part: Fact) -> str:
    concept = case.vocab.concepts.get(part.concept)
    if concept is None:
        return f"unmapped {part.parent_fact}"
    if concept.group == "function":
        return f"function {len(concept.function_code)}"
    if part.concept in NATURE:
        return "nature"
    closed = next((i for i, kinds in enumerate(CLOSED) if part.concept in kinds), None)
    return f"closed {closed}" if closed is not None else f"{concept.group} {concept.parent}"


def _adds_up(case: Case, whole: Fact, members: list[tuple[Fact, Fact]]) -> Iterator[Verdict]:
    unique = {case.key(part): (share, part) for share, part in reversed(members)}
    shares = [share for share, _ in reversed(unique.values())]
    parts = [part for _, part in reversed(unique.values())]
    if len(shares) < 2:
        return
    sums = total([Interval.of(share) for share in shares])
    together = total([Interval.of(part) for part in parts])
    full = together.meets(Interval.of(whole))
    if together.low > Interval.of(whole).high:
        return  # parts that overlap: by nature and by money
    if sums.meets(HUNDRED) is Relation.BROKEN and sums.high < 100 and full is Relation.BROKEN:
        return
    terms = " + ".join(printed(share) for share in shares)
    rate, rate_en = percent(sums.middle), percent_en(sums.middle)
    terms_en = " + ".join(said(case, share) for share in shares)
    names = "、".join(case.name(part) for part in parts)
    if sums.meets(HUNDRED) is not Relation.BROKEN:
        yield passed(
            (*shares, whole),
            f"“{case.name(whole)}”各项占比合计{rate}（{terms}），舍入允许±{short(sums.half_width)}个百分点。",
            f"The shares of {case.name_en(whole)} add up to {rate_en} ({terms_en}).",
        )
        return
    verdict = failed(
        (*shares, whole),
        Severity.ERROR,
        f"{names}占“{case.name(whole)}”的比重合计为{rate}（{terms}），与100%相差"
        f"{percent(abs(sums.middle - 100))}，舍入允许±{short(sums.half_width)}个百分点。",
        f"The shares of the parts of {case.name_en(whole)} add up to {rate_en} ({terms_en}), "
        f"{rounded(abs(sums.middle - 100), 2)} percentage points away from 100%; rounding allows "
        f"±{short(sums.half_width)} percentage points.",
        shown=rate,
        expected="100%",
    )
    yield verdict
